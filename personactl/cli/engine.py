"""`personactl engine serve`: the embedded engine as a server for browsers, SDKs and CI."""

from typing import TYPE_CHECKING, Annotated

import typer

from personactl.cli.options import QuietOption
from personactl.errors import UsageError

if TYPE_CHECKING:
    from personactl.cli.output import Output
    from personactl.commands.context import Environment
    from personactl.engine.settings import EngineSettings

_KEY = "PERSONACTL_ENGINE_KEY"


HostOption = Annotated[str, typer.Option("--host", metavar="HOST", help="The address to listen on.")]
PortOption = Annotated[int, typer.Option("--port", min=0, max=65535, help="The port to listen on; 0 picks a free one.")]
DatabaseOption = Annotated[
    str | None,
    typer.Option("--db", metavar="PATH|URL", help="Its database: a file, or a database URL.", show_default=False),
]
StrictOption = Annotated[
    bool, typer.Option("--strict", help="Refuse what the platform silently ignores, such as unknown keys.")
]


def serve(
    host: HostOption = "127.0.0.1",
    port: PortOption = 8787,
    db: DatabaseOption = None,
    strict: StrictOption = False,
    quiet: QuietOption = False,
) -> int:
    """Serve the embedded engine over HTTP until Ctrl-C.

    When it is ready it prints two lines that a shell can read, ANAM_API_URL and ANAM_API_KEY, and nothing else on
    stdout. The key is PERSONACTL_ENGINE_KEY where that is set, else one made for the database on its first start.
    An address that other machines can reach needs PERSONACTL_ENGINE_KEY. Without --db it serves the database of
    the profile 'local'. PERSONACTL_LLM_URL, _MODEL and _KEY name the LLM that speaks.

    \b
    Examples:
      personactl engine serve
      personactl engine serve --port 0 --db ci.db > engine.env
      PERSONACTL_ENGINE_KEY=... personactl engine serve --host 0.0.0.0
    """
    from personactl.cli.environment import current_environment
    from personactl.cli.output import Output

    settings = _settings(current_environment(), db, strict=strict)
    _refuse_open_door(host, settings)
    _serve(host, port, settings, Output(quiet=quiet))
    return 0


def _refuse_open_door(host: str, settings: "EngineSettings") -> None:
    from personactl.engine.serving import is_loopback

    if settings.key is None and not is_loopback(host):
        raise UsageError(
            "an address that other machines can reach needs a key given on purpose",
            where=f"--host {host}",
            hint=f"set {_KEY}, or listen on 127.0.0.1",
        )


def _serve(host: str, port: int, settings: "EngineSettings", out: "Output") -> None:
    from personactl.engine import serving
    from personactl.engine.engine import open_engine

    with serving.listen(host, port) as listening:
        engine = open_engine(settings)

        def ready() -> None:
            out.answer(f"ANAM_API_URL={serving.url_of(listening)}", f"ANAM_API_KEY={engine.api_key}")
            out.note("engine: ready; Ctrl-C stops it")

        try:
            serving.serve(engine.app, listening, ready)
        finally:
            engine.close()


def _settings(surroundings: "Environment", db: str | None, *, strict: bool) -> "EngineSettings":
    from personactl.commands.targets import local_database
    from personactl.engine.settings import EngineSettings, LlmSettings

    return EngineSettings(
        database_url=str(local_database(surroundings)) if db is None else db,
        key=_key(surroundings.env.get(_KEY, "")),
        llm=LlmSettings.from_environment(surroundings.env),
        strict=strict,
        now=surroundings.now,
    )


def _key(text: str) -> str | None:
    """None when the variable is empty. A header could not carry every text, so not every one can be a key."""
    if text and not (text.isascii() and text.isprintable() and " " not in text):
        raise UsageError(
            "the engine's key may hold printable ASCII without spaces only",
            where=_KEY,
            hint="make one with: python -c 'import secrets; print(secrets.token_urlsafe(32))'",
        )
    return text or None
