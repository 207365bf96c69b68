"""The embedded engine on a socket: for browsers, SDKs and CI."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct

from personactl.commands.context import Environment
from personactl.commands.local_engine import engine_errors_reported, local_database
from personactl.errors import UsageError

if TYPE_CHECKING:
    from personactl.engine.settings import EngineSettings

ENGINE_KEY_VARIABLE = "PERSONACTL_ENGINE_KEY"


class ServeRequest(Struct, frozen=True):
    """Where the engine listens, and on which database.

    port: 0 takes a free one.
    database: a path or a database URL; None for the database of the target `local`.
    strict: refuse what the platform silently ignores.
    """

    host: str
    port: int
    database: str | None = None
    strict: bool = False


def serve_engine(request: ServeRequest, environment: Environment, on_ready: Callable[[str, str], None]) -> None:
    """Serve until SIGTERM or Ctrl-C. `on_ready` gets the engine's URL and API key once requests can be sent.

    Raises `UsageError` for an address that other machines can reach without a key given on purpose, and for one that
    cannot be listened on; `StorageError` for a database that cannot be opened.
    """
    from personactl.engine import serving
    from personactl.engine.app import open_engine

    settings = _settings(request, environment)
    if settings.key is None and not serving.is_loopback(request.host):
        raise UsageError(
            "an address that other machines can reach needs a key given on purpose",
            where=f"--host {request.host}",
            hint=f"set {ENGINE_KEY_VARIABLE}, or listen on 127.0.0.1",
        )
    with engine_errors_reported(), serving.listen(request.host, request.port) as listening:
        engine = open_engine(settings)
        try:
            serving.serve(engine.app, listening, lambda: on_ready(serving.url_of(listening), engine.api_key))
        finally:
            engine.close()


def _settings(request: ServeRequest, environment: Environment) -> "EngineSettings":
    from personactl.engine.settings import EngineSettings, LlmSettings

    with engine_errors_reported():
        llm = LlmSettings.from_environment(environment.env)
    return EngineSettings(
        database_url=str(local_database(environment)) if request.database is None else request.database,
        key=_key(environment.env.get(ENGINE_KEY_VARIABLE, "")),
        llm=llm,
        strict=request.strict,
        now=environment.now,
    )


def _key(text: str) -> str | None:
    """None if the variable is empty. A header cannot carry every text, so not every text can be a key."""
    if text and not (text.isascii() and text.isprintable() and " " not in text):
        raise UsageError(
            "the engine's key may hold printable ASCII without spaces only",
            where=ENGINE_KEY_VARIABLE,
            hint="make one with: python -c 'import secrets; print(secrets.token_urlsafe(32))'",
        )
    return text or None
