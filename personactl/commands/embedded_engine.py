"""The embedded engine: its database, opening it in this process for the target `local`, and serving it on a socket."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from personactl.commands.context import Environment
from personactl.errors import AuthError, UsageError
from personactl.state.paths import needed

if TYPE_CHECKING:
    from personactl.engine.app import Engine
    from personactl.engine.settings import EngineSettings

ENGINE_KEY_VARIABLE = "PERSONACTL_ENGINE_KEY"


def local_database(environment: Environment) -> Path:
    """Return the path of the database of the target `local`. The file may not exist yet."""
    return needed(environment.paths.data) / "engine" / "engine.db"


def open_local_engine(environment: Environment) -> "Engine":
    """Open the engine on the user's own database, which is created on first use. Raises as `engine_errors_reported`."""
    import logging

    # The text channel already reports what went wrong in a turn; logging's last-resort handler would print it again.
    logging.getLogger("personactl.engine.conversation").addHandler(logging.NullHandler())
    from personactl.engine.app import open_engine
    from personactl.engine.settings import EngineSettings, LlmSettings

    with engine_errors_reported():
        return open_engine(
            EngineSettings(
                database_url=f"sqlite:///{local_database(environment)}",
                llm=LlmSettings.from_environment(environment.env),
                now=environment.now,
            )
        )


@contextmanager
def engine_errors_reported() -> Iterator[None]:
    """Raise the engine's errors as `StorageError` or `UsageError`, with the same text.

    The engine shares no code with the client side and has its own errors, which the entry point does not know.
    """
    from personactl.engine.errors import EngineError
    from personactl.engine.errors import StorageError as EngineStorageError
    from personactl.errors import StorageError

    try:
        yield
    except EngineError as error:
        kind = StorageError if isinstance(error, EngineStorageError) else UsageError
        raise kind(error.message, where=error.where, hint=error.hint) from error


class ServeRequest(Struct, frozen=True):
    """Where the engine listens, and which database it uses.

    host: the address to listen on.
    port: the port to listen on; 0 for a free one.
    database: a path or a database URL; None for the database of the target `local`.
    strict: refuse what the platform ignores, such as unknown keys.
    """

    host: str
    port: int
    database: str | None = None
    strict: bool = False


def serve_engine(request: ServeRequest, environment: Environment, on_ready: Callable[[str, str], None]) -> None:
    """Serve until SIGTERM or Ctrl-C.

    on_ready: is called with the engine's URL and API key when the engine accepts requests.

    Raises `UsageError` for an address that other machines can reach if no key is set in the environment, and for an
    address that cannot be used; `AuthError` for a key in the environment that is empty; `StorageError` for a database
    that cannot be opened.
    """
    from personactl.engine import serving
    from personactl.engine.app import open_engine

    settings = _settings(request, environment)
    if settings.key is None and not serving.is_loopback(request.host):
        raise UsageError(
            f"other machines can reach this address, and {ENGINE_KEY_VARIABLE} is not set",
            where=f"--host {request.host}",
            hint=f"set {ENGINE_KEY_VARIABLE} to a key of your own, or listen on 127.0.0.1",
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
        key=_key(environment.env),
        llm=llm,
        strict=request.strict,
        now=environment.now,
    )


def _key(env: Mapping[str, str]) -> str | None:
    """Return the key in the environment, or None if it is not set.

    Raises `AuthError` if it is set but empty, and `UsageError` for characters that a header cannot carry.
    """
    text = env.get(ENGINE_KEY_VARIABLE)
    if text is not None and not text.strip():
        raise AuthError(
            f"{ENGINE_KEY_VARIABLE} is set but empty",
            where="the environment of the engine",
            hint="set it to a key of your own, or unset it: the engine then makes a key",
        )
    if text and not (text.isascii() and text.isprintable() and " " not in text):
        raise UsageError(
            "the engine's key may only contain printable ASCII characters, and no spaces",
            where=ENGINE_KEY_VARIABLE,
            hint="create one with: python -c 'import secrets; print(secrets.token_urlsafe(32))'",
        )
    return text
