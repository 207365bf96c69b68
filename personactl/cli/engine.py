"""`personactl engine serve`: run the embedded engine as a server for browsers, SDKs and CI."""

from typing import Annotated

import typer

from personactl.cli.shared_options import QuietOption

HostOption = Annotated[str, typer.Option("--host", metavar="HOST", help="The address to listen on.")]
PortOption = Annotated[int, typer.Option("--port", min=0, max=65535, help="The port to listen on; 0 for a free one.")]
DatabaseOption = Annotated[
    str | None,
    typer.Option(
        "--db",
        metavar="PATH|URL",
        help="The database: a file or a database URL; by default that of the profile 'local'.",
        show_default=False,
    ),
]
StrictOption = Annotated[bool, typer.Option("--strict", help="Refuse what the platform ignores, such as unknown keys.")]


def serve(
    host: HostOption = "127.0.0.1",
    port: PortOption = 8787,
    db: DatabaseOption = None,
    strict: StrictOption = False,
    quiet: QuietOption = False,
) -> int:
    """Serve the embedded engine over HTTP until Ctrl-C.

    When the engine is ready, it prints two lines for a shell on stdout, ANAM_API_URL and ANAM_API_KEY, and nothing
    else. The key is PERSONACTL_ENGINE_KEY if it is set, otherwise a key that is created with the database. An address
    that other machines can reach needs PERSONACTL_ENGINE_KEY. PERSONACTL_LLM_URL, PERSONACTL_LLM_MODEL and
    PERSONACTL_LLM_KEY choose the LLM that speaks.

    \b
    Examples:
      personactl engine serve
      personactl engine serve --port 0 --db ci.db > engine.env
      PERSONACTL_ENGINE_KEY=... personactl engine serve --host 0.0.0.0
    """
    from shlex import quote

    from personactl.cli.terminal.environment import current_environment
    from personactl.cli.terminal.output import Output
    from personactl.commands.embedded_engine import ServeRequest, serve_engine

    out = Output(quiet=quiet)

    def on_ready(url: str, key: str) -> None:
        out.piece(
            f"ANAM_API_URL={quote(url)}\nANAM_API_KEY={quote(key)}\n"
        )  # never broken at the edge of a terminal: it is copied
        out.note("engine: ready; Ctrl-C stops it")

    serve_engine(ServeRequest(host, port, db, strict), current_environment(), on_ready)
    return 0
