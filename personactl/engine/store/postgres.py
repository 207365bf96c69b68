"""PostgreSQL, through psycopg 3, which the extra `[postgres]` installs."""

from contextlib import AbstractContextManager, nullcontext

from pydantic_core import from_json
from sqlalchemy import Connection, Engine, create_engine, make_url, text
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, IntegrityError, ProgrammingError

from personactl.engine.errors import StorageError
from personactl.engine.store.backend import CONNECTIONS, json_text

SCHEMES = ("postgresql", "postgres", "postgresql+psycopg")
"""How a URL of PostgreSQL may begin."""

_PERMISSION_DENIED = "42501"
_MIGRATION_LOCK = text("SELECT pg_advisory_xact_lock(7025102)")
"""An arbitrary number that all versions of personactl share, and that another program is unlikely to use."""


class PostgresBackend:
    """A `Backend`. Raises `StorageError` for a URL that cannot be read and for a driver that is not installed."""

    def __init__(self, database_url: str) -> None:
        self.where = without_password(database_url)
        self.engine = _engine(database_url, self.where)
        self.write_turn: AbstractContextManager[object] = nullcontext()

    def begin_read(self, connection: Connection) -> None:
        """The first statement begins the transaction."""

    def begin_write(self, connection: Connection) -> None:
        """The first statement begins the transaction."""

    def begin_migration(self, connection: Connection) -> None:
        connection.execute(_MIGRATION_LOCK)

    def refusal(self, error: DBAPIError) -> StorageError | None:
        denied = getattr(error.orig, "sqlstate", None) == _PERMISSION_DENIED
        if isinstance(error, IntegrityError | ProgrammingError | DataError) and not denied:
            return None
        return StorageError(
            f"the engine's database refused: {' '.join(str(error.orig).split())}",
            where=self.where,
            hint="grant this user CREATE on the schema, or give the URL of another user"
            if denied
            else "check that the server runs and that the URL is right, then try again",
        )


def _engine(database_url: str, where: str) -> Engine:
    try:
        url = make_url(database_url).set(drivername="postgresql+psycopg")
        return create_engine(
            url,
            hide_parameters=True,  # errors are logged, and prompts are among the parameters
            json_serializer=json_text,
            json_deserializer=from_json,
            pool_size=CONNECTIONS,
            pool_pre_ping=True,
        )
    except (ArgumentError, ValueError) as error:
        raise StorageError(
            "the database URL cannot be read",
            where=where,
            hint="give a URL such as postgresql://USER@HOST:5432/DATABASE",
        ) from error
    except ModuleNotFoundError as error:
        raise StorageError(
            f"PostgreSQL needs {error.name}, which is not installed",
            where="the extra 'postgres' of personactl",
            hint="install it in a clone of personactl: pipx install --force '.[postgres]'",
        ) from error


def without_password(database_url: str) -> str:
    try:
        return make_url(database_url).render_as_string(hide_password=True)
    except (ArgumentError, ValueError):
        return database_url.split("://", 1)[0] + "://..."
