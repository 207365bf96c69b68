"""`personactl session show`: one session with everything that is known of it."""

from typing import TYPE_CHECKING, Annotated

import typer

from personactl.cli.options import ProfileOption, QuietOption, TextJson, TextJsonOption
from personactl.commands.event_loop import run_async

if TYPE_CHECKING:
    from personactl.api.sessions import Analytics, Session
    from personactl.cli.output import Output
    from personactl.state.target import Target

_IdArgument = Annotated[str, typer.Argument(metavar="ID", help="A session's id, or the beginning of one.")]


def show(
    id: _IdArgument,
    format: TextJsonOption = TextJson.text,
    profile: ProfileOption = None,
    quiet: QuietOption = False,
) -> int:
    """Show one session, and where each turn's time went.

    When it was, with which persona and models, and what the platform measured of each turn.

    \b
    Examples:
      personactl session show 3f2a91c0
      personactl session show 3f2a91c0 --format json
    """
    from personactl.cli.output import Output
    from personactl.cli.terminal import view
    from personactl.commands.targets import open_target
    from personactl.report.sessions.session_page import session_facts, turns_table
    from personactl.report.sessions.sessions_json import session_json

    out = Output(quiet=quiet)
    target = open_target(profile, out)
    session, analytics = run_async(_found(target, id, out))
    if format is TextJson.json:
        out.json(session_json(session, analytics))
        return 0
    out.answer(*session_facts(session, analytics, view(out)))
    if analytics is not None and analytics.turns:
        out.table(*turns_table(analytics.turns, view(out)))
    return 0


async def _found(target: "Target", text: str, out: "Output") -> "tuple[Session, Analytics | None]":
    from personactl.commands.targets import connect
    from personactl.session.session_lookup import find_session
    from personactl.session.session_source import PlatformSessions

    async with connect(target, read_only=True, on_wait=out.note) as client:
        session = await find_session(client, text)
        return session, await PlatformSessions(client).analytics(session.id)
