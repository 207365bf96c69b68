"""The embedded platform, opened: an ASGI app, the API key that it accepts, and a way to close it.

The app needs no server: a client can call it in process. `serving` puts it on a socket.
"""

import base64
import re
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Connection
from starlette.applications import Starlette

from personactl.engine.catalogue.catalogue import stock_catalogue
from personactl.engine.errors import StorageError
from personactl.engine.http.asgi import create_app
from personactl.engine.http.threads import Threads
from personactl.engine.jobs.worker import Worker
from personactl.engine.knowledge.processing import PROCESS_DOCUMENT, DocumentProcessing
from personactl.engine.llm.model_registry import ModelRegistry
from personactl.engine.routes import OPERATIONS
from personactl.engine.services import Services
from personactl.engine.sessions.running_sessions import RunningSessions
from personactl.engine.settings import EngineSettings
from personactl.engine.store.database import Database, open_database
from personactl.engine.store.stored_secrets import StoredSecrets, ensure_secrets
from personactl.engine.store.tools import ensure_tools

_KEY: Final = re.compile(r"[A-Za-z0-9+/_-]{1,1000}={0,2}")
"""Base64: a shell reads it as one word, quoted or not."""


@dataclass(frozen=True, slots=True)
class Engine:
    app: Starlette
    api_key: str = field(repr=False)
    database: Database = field(repr=False)
    threads: Threads = field(repr=False)
    jobs: Worker = field(repr=False)

    def close(self) -> None:
        """Close the threads and the database, after the work of cancelled requests has ended."""
        self.threads.close()
        self.jobs.close()
        self.database.close()


def open_engine(settings: EngineSettings) -> Engine:
    """Open the engine on its database. The first start creates the database and its key.

    Raises `StorageError` if the database cannot be opened or belongs to a newer version.
    """
    catalogue = stock_catalogue()
    database = open_database(settings.database_url)
    try:
        with database.write() as connection:
            stored = _secrets(connection, settings)
            if settings.key is None:
                _check_key(stored.api_key, database)
            ensure_tools(connection, catalogue.tools.values())
    except BaseException:
        database.close()
        raise
    jobs = Worker(database, {PROCESS_DOCUMENT: DocumentProcessing()}, now=settings.now, new_id=settings.new_id)
    models = ModelRegistry(settings.llm, now=settings.now)
    services = Services(
        settings=settings,
        database=database,
        catalogue=catalogue,
        models=models,
        sessions=RunningSessions(database, models, now=settings.now, new_id=settings.new_id),
        jobs=jobs,
        api_key=settings.key or stored.api_key,
        api_key_id=stored.api_key_id,
        organization_id=stored.organization_id,
        signing_secret=stored.signing_secret,
    )
    threads = Threads()
    return Engine(create_app(services, OPERATIONS, threads), services.api_key, database, threads, jobs)


def _check_key(key: str, database: Database) -> None:
    """Raise `StorageError` for a key that the engine did not make: `engine serve` prints it for shells, and a database
    may come with a repository."""
    if _KEY.fullmatch(key) is None:
        raise StorageError(
            "the key in the engine's database is not one that the engine made",
            where=database.where,
            hint="give another path with --db; a database of somebody else may hold anything",
        )


def _secrets(connection: Connection, settings: EngineSettings) -> StoredSecrets:
    def api_key() -> str:
        """Base64 of `<uuid>:<secret>`, which is the shape of the platform's keys (docs/platform.md#keys)."""
        return base64.b64encode(f"{settings.new_id()}:{settings.new_secret()}".encode()).decode()

    return ensure_secrets(
        connection,
        {
            "api_key": api_key,
            "signing_secret": settings.new_secret,
            "api_key_id": settings.new_id,
            "organization_id": settings.new_id,
        },
    )
