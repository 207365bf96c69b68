"""What `database.py` needs of a kind of database. `sqlite.py` and `postgres.py` each have one."""

from contextlib import AbstractContextManager
from typing import Protocol

from pydantic_core import to_json
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from personactl.engine.errors import StorageError

CONNECTIONS = 40
"""How many streams may use the database at once without waiting for a connection, beside the plain handlers."""


class Backend(Protocol):
    """One open database of one kind.

    `engine`: the pool of connections.
    `where`: the path or URL for error messages, without a password.
    `write_turn`: held by this process during a write transaction.
    """

    engine: Engine
    where: str
    write_turn: AbstractContextManager[object]

    def begin_read(self, connection: Connection) -> None: ...

    def begin_write(self, connection: Connection) -> None: ...

    def begin_migration(self, connection: Connection) -> None:
        """Wait, inside a write transaction, until no other process migrates this database."""

    def refusal(self, error: DBAPIError) -> StorageError | None:
        """Return what the user reads about `error`, None where a statement of ours is wrong or lost a race."""


def json_text(value: object) -> str:
    return to_json(value).decode()
