"""One database: short read and write transactions, and everything that is peculiar to SQLite.

SQLite runs in WAL mode: readers never wait, and writers queue. Inside one process they queue at a lock, which is
fair and wakes at once; between processes they queue at SQLite's own (`BEGIN IMMEDIATE` takes it before the first
read, so that a transaction which reads and then writes can neither deadlock nor lose a write).
"""

import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from pydantic_core import from_json, to_json
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, IntegrityError, NoSuchModuleError, ProgrammingError

from personactl.engine.errors import StorageError
from personactl.engine.store.versions import prepare

_BUSY_TIMEOUT_S = 20
_THREADS = 40
"""What streams may use as many threads at once, beside the few of plain handlers; none should wait for a connection."""


class Database:
    """Opened by `open_database`; usable from any thread; `close` gives all connections back."""

    def __init__(self, engine: Engine, where: str) -> None:
        self._engine = engine
        self._where = where
        self._begin = _begin if engine.dialect.name == "sqlite" else _begun
        self._write_turn = threading.Lock() if engine.dialect.name == "sqlite" else nullcontext()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One snapshot, however many statements; nothing may be written. Raises `StorageError`."""
        with self._failures(), self._engine.connect() as connection:
            self._begin(connection, "BEGIN")
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """All or nothing: committed at the end, rolled back on any exception. Raises `StorageError`."""
        with self._write_turn, self._failures(), self._engine.begin() as connection:
            self._begin(connection, "BEGIN IMMEDIATE")
            yield connection

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        except (IntegrityError, ProgrammingError, DataError):
            raise  # a statement of ours is wrong, or lost a race that its caller knows about
        except DBAPIError as error:
            raise _refused(str(error.orig), self._where) from error
        except sqlite3.Error as error:  # of `_begin`, which SQLAlchemy knows nothing about
            raise _refused(str(error), self._where) from error


def open_database(database_url: str) -> Database:
    """Open `database_url` (see `EngineSettings`), making the file (0600) and its tables on first use.

    Raises `StorageError` when that is impossible: an unwritable folder, no database, a newer one.
    """
    path = _sqlite_path(database_url)
    where = str(path) if path is not None else _shown(database_url)
    engine = _sqlite(path) if path is not None else _server(database_url)
    database = Database(engine, where)
    try:
        with database.write() as connection:
            prepare(connection, where)
    except BaseException:
        database.close()
        raise
    return database


def _sqlite_path(database_url: str) -> Path | None:
    """The file that is meant, None for another database. The rest of the URL is the path as it is: `?` and `%` too."""
    if database_url.startswith("sqlite:///"):
        return Path(database_url.removeprefix("sqlite:///"))
    return None if "://" in database_url else Path(database_url)


def _sqlite(path: Path) -> Engine:
    if path.name in {"", ":memory:"}:
        raise StorageError(
            "the engine needs a database file", where=str(path), hint="give a path, for example engine.db"
        )
    _born_private(path)
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        connect_args={"timeout": _BUSY_TIMEOUT_S, "check_same_thread": False},
        json_serializer=_json,
        json_deserializer=from_json,
        pool_size=_THREADS,
        max_overflow=_THREADS,
    )
    event.listen(engine, "connect", _configure)
    return engine


def _server(database_url: str) -> Engine:
    where = _shown(database_url)
    try:
        return create_engine(
            make_url(database_url),
            json_serializer=_json,
            json_deserializer=from_json,
            pool_size=_THREADS,
            pool_pre_ping=True,
        )
    except (ArgumentError, NoSuchModuleError) as error:
        raise StorageError(
            "this is no database URL that is known here", where=where, hint="sqlite:///PATH, or a plain path"
        ) from error
    except ModuleNotFoundError as error:
        raise StorageError(
            f"the database's driver is not installed: {error.name}",
            where=where,
            hint=f"install it beside personactl: pip install {error.name}",
        ) from error


def _json(value: object) -> str:
    return to_json(value).decode()


def _shown(database_url: str) -> str:
    """The URL without its password."""
    try:
        return make_url(database_url).render_as_string(hide_password=True)
    except ArgumentError:
        return database_url.split("://", 1)[0] + "://..."


def _born_private(path: Path) -> None:
    """The file holds the key, so it is never readable by others, not even for a moment; `-wal` takes after it."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise StorageError(
            f"the engine's database cannot be written: {error.strerror}",
            where=str(path),
            hint="give a path that can be written with --db, or set PERSONACTL_HOME",
        ) from error


def _configure(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # BEGIN is ours alone, see _begin
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
            return  # also where the file system cannot do WAL: slower, still right


def _begin(connection: Connection, how: str) -> None:
    """Straight to the driver: SQLAlchemy's way, a listener, would cost every statement more than this one takes."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    driver.execute(how)


def _begun(_connection: Connection, _how: str) -> None:
    """Other databases begin with the first statement."""


def _refused(words: str, where: str) -> StorageError:
    if "not a database" in words:
        hint = "it is damaged, or no database: move it away, or give another path with --db"
    elif "locked" in words:
        hint = f"another process held it for {_BUSY_TIMEOUT_S} seconds: try again"
    else:
        hint = "look at the free space and the rights of that folder, then try again"
    return StorageError(f"the engine's database refused: {words}", where=where, hint=hint)
