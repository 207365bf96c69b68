"""SQLite: a file that is private from its first moment, in WAL mode, where readers never wait and writers queue.

Writers of one process queue at a lock, which is fair and wakes the next one immediately. Processes queue at SQLite's
own lock: `BEGIN IMMEDIATE` takes it before the first read, so that a transaction that reads and then writes can neither
deadlock nor lose a write.
"""

import sqlite3
import threading
import time
from contextlib import AbstractContextManager
from pathlib import Path

from pydantic_core import from_json
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError

from personactl.engine.errors import StorageError
from personactl.engine.store.backend import CONNECTIONS, json_text
from personactl.engine.store.private_file import OthersFileError, make_private_file

_BUSY_TIMEOUT_S = 20


class SqliteBackend:
    """A `Backend`. Raises `StorageError` if `path` cannot be a database file."""

    def __init__(self, path: Path) -> None:
        self.where = str(path)
        self.engine = _engine(path)
        self.write_turn: AbstractContextManager[object] = threading.Lock()

    def begin_read(self, connection: Connection) -> None:
        self._begin(connection, "BEGIN")

    def begin_write(self, connection: Connection) -> None:
        self._begin(connection, "BEGIN IMMEDIATE")

    def begin_migration(self, connection: Connection) -> None:
        """Nothing to do: SQLite allows only one write transaction at a time."""

    def refusal(self, error: DBAPIError) -> StorageError | None:
        if isinstance(error, IntegrityError | ProgrammingError | DataError):
            return None
        return self._refused(str(error.orig))

    def _begin(self, connection: Connection, statement: str) -> None:
        """Call the driver directly: a SQLAlchemy listener would cost each statement more than this call takes."""
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        try:
            driver.execute(statement)
        except sqlite3.Error as error:
            raise self._refused(str(error)) from error

    def _refused(self, reason: str) -> StorageError:
        if "not a database" in reason:
            hint = "the file is damaged or not a database: move it away, or give another path with --db"
        elif "locked" in reason:
            hint = f"another process held it for {_BUSY_TIMEOUT_S} seconds: try again"
        else:
            hint = "check the free space and the permissions of that folder, then try again"
        return StorageError(f"the engine's database refused: {reason}", where=self.where, hint=hint)


def _engine(path: Path) -> Engine:
    if path.name in {"", ":memory:"}:
        raise StorageError(
            "the engine needs a database file", where=str(path), hint="give a path, for example engine.db"
        )
    _create_private(path)
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        connect_args={"timeout": _BUSY_TIMEOUT_S, "check_same_thread": False},
        json_serializer=json_text,
        json_deserializer=from_json,
        hide_parameters=True,  # errors are logged, and prompts are among the parameters
        pool_size=CONNECTIONS,
        max_overflow=CONNECTIONS,
    )
    event.listen(engine, "connect", _configure)
    return engine


def _create_private(path: Path) -> None:
    """The file holds the key, so others can never read it, not even for a moment; `-wal` has the same mode."""
    try:
        make_private_file(path)
    except OthersFileError as error:
        raise StorageError(
            "the engine's database belongs to another user",
            where=str(path),
            hint="run the command as the user who owns it, take it with chown, or give another path with --db",
        ) from error
    except OSError as error:
        raise StorageError(
            f"the engine's database cannot be written: {error.strerror}",
            where=str(path),
            hint="give a path that can be written with --db, or set PERSONACTL_HOME",
        ) from error


def _configure(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # only SqliteBackend begins transactions
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = NORMAL")  # in WAL: safe against kill -9, not against power loss
    _enter_wal(connection)


def _enter_wal(connection: sqlite3.Connection) -> None:
    """Switch to WAL once per file. While another process does the same, SQLite answers "locked" without waiting."""
    until = time.monotonic() + _BUSY_TIMEOUT_S
    while connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return  # also if the file system does not support WAL: slower, but still correct
