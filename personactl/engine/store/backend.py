"""The interface of a kind of database, as `database.py` uses it. `sqlite.py` and `postgres.py` implement it."""

from contextlib import AbstractContextManager
from typing import Protocol

from pydantic_core import to_json
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from personactl.engine.errors import StorageError

CONNECTIONS = 40
"""How many streams can use the database at once without waiting for a connection, in addition to plain handlers."""


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
        """Return the error to show to the user. None means a bug in a statement, or a conflict with another writer."""


def json_text(value: object) -> str:
    return to_json(value).decode()
