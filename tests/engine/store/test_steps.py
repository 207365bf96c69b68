"""The frozen steps: they create the tables of `tables.py`, and released ones never change."""

from hashlib import sha256
from importlib.resources import files
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from personactl.engine.store import migrations
from personactl.engine.store.database import open_database
from personactl.engine.store.migrations.steps import statements
from personactl.engine.store.tables import tables
from tests.engine.store.schema_difference import described

FROZEN = {
    "0001_start.postgres.sql": "632d2bee41d8dbd498e6330cad30bec445f723874929807043995fc778675b4e",
    "0001_start.sqlite.sql": "58cf977fcaefb5efaadaa885c5cd8f2657a4b1c26f6a82bde11e8d29d38fd4fc",
    "0002_resources.postgres.sql": "9b79023dad4377efd2fe643386b09f9f7c3030ee831020489fda64a0a1c363ea",
    "0002_resources.sqlite.sql": "3790201ac44d5746e7c03aa9ff27bb23a3f735682d0dd1b4fb2a13da153ee8e2",
    "0003_folded_names.postgres.sql": "b826bf97ea748f37b3ad33ed5ddeab2b9553887e8d1aece102df24908e314585",
    "0003_folded_names.sqlite.sql": "c29ec11e8505dd1ae0e7c3b12beb80d8e55535e0e98f7d02c5eaaf0b3536833b",
    "0004_jobs.postgres.sql": "994665a3fb8cdcdb5e3dbce9857a07b01ed047b3754970b7ecdf4e291235b0d1",
    "0004_jobs.sqlite.sql": "9f401a5a902c03bc554df4247e806db686c0426e13cbcb3d7b1a9994a8cb4715",
    "step_0002_personas.py": "d369868ff68924a8a037d109afd84d6912f5896becf1e0f21649f2cf54facd39",
    "step_0003_folded_names.py": "7f0b381a3ed2c27f34ceca08faed18f173f809fbbb8904278bc03e81b13101d9",
}
"""The SHA-256 of each file of a step. A new step adds a line; existing lines never change."""


def step_files() -> dict[str, str]:
    found = {file.name: file.read_bytes() for file in files(migrations).iterdir() if file.is_file()}
    return {
        name: sha256(content).hexdigest()
        for name, content in sorted(found.items())
        if name.endswith(".sql") or name.startswith("step_")
    }


def test_a_released_step_never_changes() -> None:
    assert step_files() == FROZEN


def test_each_sql_file_is_there_for_both_kinds_of_database() -> None:
    scripts = [name for name in step_files() if name.endswith(".sql")]

    assert sorted(name.rpartition(".postgres.sql")[0] for name in scripts if ".postgres." in name) == sorted(
        name.rpartition(".sqlite.sql")[0] for name in scripts if ".sqlite." in name
    )


def test_the_steps_make_the_tables_that_the_schema_describes(tmp_path: Path) -> None:
    database = open_database(str(tmp_path / "migrated.db"))
    made_at_once = create_engine(f"sqlite:///{tmp_path / 'at-once.db'}")
    tables.create_all(made_at_once)

    with database.read() as migrated, made_at_once.connect() as expected:
        assert described(migrated) == described(expected)
    database.close()
    made_at_once.dispose()


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ("", []),
        ("-- nothing;\n", []),
        ("-- why;\nSELECT ';' AS a,\n  2;\n\nSELECT 3;\n", ["SELECT ';' AS a,\n  2", "SELECT 3"]),
        ("SELECT 1", ["SELECT 1"]),
    ],
)
def test_a_statement_ends_with_a_semicolon_at_the_end_of_a_line(script: str, found: list[str]) -> None:
    assert statements(script) == found
