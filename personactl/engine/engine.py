"""The embedded platform, opened: an ASGI app, the key it takes, and a way to close it.

The app needs no server: a client may call it in process, `serving` puts it on a socket.
"""

import base64
from dataclasses import dataclass, field

from sqlalchemy import Connection
from starlette.applications import Starlette

from personactl.engine.catalogue.catalogue import stock_catalogue
from personactl.engine.http.app import create_app
from personactl.engine.http.routes import OPERATIONS
from personactl.engine.http.threads import Threads
from personactl.engine.live.live_sessions import LiveSessions
from personactl.engine.llm.choosing import language_model
from personactl.engine.platform import Platform
from personactl.engine.settings import EngineSettings
from personactl.engine.store.database import Database, open_database
from personactl.engine.store.secrets import StoredSecrets, keep_secrets
from personactl.engine.store.tools import keep_tools


@dataclass(frozen=True, slots=True)
class Engine:
    app: Starlette
    api_key: str = field(repr=False)
    database: Database = field(repr=False)
    threads: Threads = field(repr=False)

    def close(self) -> None:
        """Give threads and database back, after what requests that were given up may still be at."""
        self.threads.close()
        self.database.close()


def open_engine(settings: EngineSettings) -> Engine:
    """Open the engine on its database, which is made, with a key, on the first start.

    Raises `StorageError` when the database cannot be opened or belongs to a newer version.
    """
    catalogue = stock_catalogue()
    database = open_database(settings.database_url)
    try:
        with database.write() as connection:
            stored = _secrets(connection, settings)
            keep_tools(connection, catalogue.tools.values())
    except BaseException:
        database.close()
        raise
    platform = Platform(
        settings=settings,
        database=database,
        catalogue=catalogue,
        live=LiveSessions(database, language_model(settings), now=settings.now, new_id=settings.new_id),
        api_key=settings.key or stored.api_key,
        api_key_id=stored.api_key_id,
        organization_id=stored.organization_id,
        signing_secret=stored.signing_secret,
    )
    threads = Threads()
    return Engine(create_app(platform, OPERATIONS, threads), platform.api_key, database, threads)


def _secrets(connection: Connection, settings: EngineSettings) -> StoredSecrets:
    def api_key() -> str:
        """Of the platform's shape, as far as it is known: base64 of `<uuid>:<secret>` (docs/platform.md#keys)."""
        return base64.b64encode(f"{settings.new_id()}:{settings.new_secret()}".encode()).decode()

    return keep_secrets(
        connection,
        {
            "api_key": api_key,
            "signing_secret": settings.new_secret,
            "api_key_id": settings.new_id,
            "organization_id": settings.new_id,
        },
    )
