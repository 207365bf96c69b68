"""The list of migration steps, and how a step runs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from sqlalchemy import Connection

from personactl.engine.store.migrations.step_0002_personas import copy_personas
from personactl.engine.store.migrations.step_0003_folded_names import fold_names

Rewrite: TypeAlias = Callable[[Connection], None]


@dataclass(frozen=True, slots=True)
class Step:
    """One step; calling it runs it inside the transaction of its connection.

    `name`: what its SQL files are called, without the ending.
    `rewrite`: the part that is not SQL, None where there is no such part.
    """

    name: str
    rewrite: Rewrite | None = None

    def __call__(self, connection: Connection) -> None:
        from importlib.resources import files  # most starts have no step to run

        dialect = "sqlite" if connection.dialect.name == "sqlite" else "postgres"
        script = files(__package__).joinpath(f"{self.name}.{dialect}.sql").read_text("utf-8")
        for statement in statements(script):
            connection.exec_driver_sql(statement)
        if self.rewrite is not None:
            self.rewrite(connection)


STEPS: Mapping[int, Step] = {
    1: Step("0001_start"),
    2: Step("0002_resources", copy_personas),
    3: Step("0003_folded_names", fold_names),
    4: Step("0004_jobs"),
}
"""The steps by the schema version that each leads to."""


def statements(script: str) -> list[str]:
    """The statements of an SQL file, in order, without their semicolons and without comments."""
    lines = [line for line in script.splitlines() if not line.startswith("--")]
    found = ("\n".join(lines) + "\n").split(";\n")
    return [statement.strip() for statement in found if statement.strip()]
