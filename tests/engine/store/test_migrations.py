"""Databases of older versions: their rows are kept, and equal those that a new version would write."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, inspect, update

from personactl.engine.app import Engine, open_engine
from personactl.engine.settings import EngineSettings
from personactl.engine.store.database import Database, open_database
from personactl.engine.store.migrations.steps import STEPS
from personactl.engine.store.schema_version import VERSION, prepare
from personactl.engine.store.tables import messages, meta, tables
from tests.engine.conftest import CALENDAR, Ask

CASES = Path(__file__).parents[2] / "cases"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = open_database(str(tmp_path / "store.db"))
    yield database
    database.close()


def open_old(settings: EngineSettings, version: int) -> Engine:
    """Open an engine on a database with the tables of that schema version."""
    old = sqlite3.connect(settings.database_url)
    old.executescript((CASES / f"engine-schema-{version}.sql").read_text("utf-8"))
    old.close()
    return open_engine(settings)


def shape(path: str) -> dict[str, tuple[set[str], set[str]]]:
    """Return the columns and indexes of each table."""
    with sqlite3.connect(path) as database:
        names = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {
            name: (
                {row[1] for row in database.execute(f"PRAGMA table_info({name})")},
                {row[1] for row in database.execute(f"PRAGMA index_list({name})")},
            )
            for name in names
        }
    database.close()
    return found


def test_an_older_database_is_brought_up_to_date_once(database: Database) -> None:
    steps: list[int] = []

    def forget_a_table(connection: Connection) -> None:
        steps.append(0)
        messages.drop(connection)

    with database.write() as connection:
        connection.execute(update(meta).where(meta.c.key == "schema_version").values(value="0"))
    for _ in range(2):
        with database.write() as connection:
            prepare(connection, "here", {**dict.fromkeys(STEPS, lambda _: None), 1: forget_a_table})

    with database.read() as connection:
        assert set(inspect(connection).get_table_names()) == set(tables.tables) - {"messages"}
    assert steps == [0]


def test_a_database_of_version_1_keeps_its_personas_and_its_key(settings: EngineSettings, ask: Ask) -> None:
    engine = open_old(settings, 1)
    client = ask(engine)

    rows = client.get("/v1/personas").json()["data"]
    cara = client.get(f"/v1/personas/{rows[1]['id']}").json()
    assert engine.api_key == "a2V5"
    assert [(row["name"], row["description"], row["languageCode"]) for row in rows] == [
        ("Leo", "", "de"),
        ("Cara", "Front desk", "inherit"),
    ]
    assert (cara["brain"]["systemPrompt"], cara["updatedAt"]) == ("You are Cara.", "2026-11-02T10:00:00.000Z")
    assert cara["tools"] == [], "in version 1 a tool id named nothing"
    assert client.post("/v1/tools", json=CALENDAR).status_code == 201
    engine.close()


def test_a_database_of_version_2_keeps_its_personas_and_finds_them_by_name(settings: EngineSettings, ask: Ask) -> None:
    engine = open_old(settings, 2)
    client = ask(engine)

    (found,) = client.get("/v1/personas", params={"search": "jürg"}).json()["data"]
    jurgen = client.get(f"/v1/personas/{found['id']}").json()
    assert engine.api_key == "a2V5"
    assert (jurgen["name"], jurgen["brain"]["systemPrompt"]) == ("JÜRGEN", "You are Jürgen.")
    assert [tool["name"] for tool in jurgen["tools"]] == ["open_calendar"]
    assert [row["name"] for row in client.get("/v1/personas").json()["data"]] == ["Leo", "JÜRGEN"]
    engine.close()


def test_a_database_of_version_3_keeps_its_documents_as_they_were_last_seen(settings: EngineSettings, ask: Ask) -> None:
    engine = open_old(settings, 3)
    client = ask(engine)

    (group,) = client.get("/v1/knowledge/groups").json()
    documents = client.get(f"/v1/knowledge/groups/{group['id']}/documents").json()
    assert [
        (document["filename"], document["status"], document["errorMessage"], document["updatedAt"])
        for document in documents
    ] == [
        ("price-list.csv", "READY", None, "2026-11-03T10:00:00.000Z"),
        ("empty.txt", "FAILED", "The file is empty", "2026-11-02T10:00:00.500Z"),
        ("faq.md", "READY", None, "2026-11-02T10:00:00.500Z"),
    ]
    engine.close()


@pytest.mark.parametrize("version", range(1, VERSION))
def test_an_old_database_becomes_what_a_new_one_is(version: int, settings: EngineSettings, tmp_path: Path) -> None:
    open_old(settings, version).close()
    open_database(str(tmp_path / "new.db")).close()

    assert shape(settings.database_url) == shape(str(tmp_path / "new.db"))


def test_there_is_a_step_to_every_version() -> None:
    assert sorted(STEPS) == list(range(1, VERSION + 1))
