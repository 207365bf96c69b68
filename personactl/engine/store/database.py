"""Read and write transactions on one database. Its URL says which kind it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from personactl.engine.errors import StorageError
from personactl.engine.store.backend import Backend
from personactl.engine.store.schema_version import prepare
from personactl.engine.store.sqlite import SqliteBackend


class Database:
    """A database that `open_database` opened. It can be used from any thread. `close` closes all connections."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that is never committed. On SQLite all its statements see the same state. Raises
        `StorageError`."""
        with self._failures(), self._backend.engine.connect() as connection:
            self._backend.begin_read(connection)
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """All or nothing: committed at the end, rolled back on any exception. Raises `StorageError`."""
        with self._backend.write_turn, self._failures(), self._backend.engine.begin() as connection:
            self._backend.begin_write(connection)
            yield connection

    @property
    def where(self) -> str:
        """The database, for messages."""
        return self._backend.where

    def migrate(self) -> None:
        """Bring the tables up to date. Raises `StorageError`."""
        with self.write() as connection:
            self._backend.begin_migration(connection)
            prepare(connection, self._backend.where)

    def close(self) -> None:
        self._backend.engine.dispose()

    @contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            refusal = self._backend.refusal(error)
            if refusal is None:
                raise
            raise refusal from error


def open_database(database_url: str) -> Database:
    """Open `database_url` (see `EngineSettings`), making a file (0600) and the tables on first use.

    Raises `StorageError` when that is impossible: a folder that cannot be written, a file that is not a database, a
    database of a newer personactl, a server that does not answer.
    """
    database = Database(_backend(database_url))
    try:
        database.migrate()
    except BaseException:
        database.close()
        raise
    return database


def _backend(database_url: str) -> Backend:
    """A path, alone or after `sqlite:///`, is used literally, including `?` and `%`."""
    if database_url.startswith("sqlite:///"):
        return SqliteBackend(Path(database_url.removeprefix("sqlite:///")))
    if "://" not in database_url:
        return SqliteBackend(Path(database_url))
    from personactl.engine.store import postgres

    if database_url.partition("://")[0] in postgres.SCHEMES:
        return postgres.PostgresBackend(database_url)
    raise StorageError(
        "this is not a database URL that the engine supports",
        where=postgres.without_password(database_url),
        hint="give a path, sqlite:///PATH, or postgresql://USER@HOST/DATABASE",
    )
