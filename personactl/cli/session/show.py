"""`personactl session show`: show one session and the report of its turns."""

from typing import Annotated

import typer

from personactl.cli.shared_options import ProfileOption, QuietOption, TextJson, TextJsonOption

_IdArgument = Annotated[str, typer.Argument(metavar="ID", help="A session's id, or the beginning of one.")]


def show(
    id: _IdArgument,
    format: TextJsonOption = TextJson.text,
    profile: ProfileOption = None,
    quiet: QuietOption = False,
) -> int:
    """Show one session, and how long each part of its turns took.

    Shows when the session was, its persona and models, and what the platform measured for each turn. Times are local on
    a terminal, which names the zone, and in UTC (Z) in a pipe and in JSON.

    \b
    Examples:
      personactl session show 3f2a91c0
      personactl session show 3f2a91c0 --format json
    """
    from personactl.cli.terminal.environment import current_context
    from personactl.cli.terminal.output import Output
    from personactl.commands.sessions import read_session
    from personactl.report.sessions.session_json import session_json
    from personactl.report.sessions.session_page import session_facts, turns_table

    out = Output(quiet=quiet)
    context = current_context(out)
    session, analytics = read_session(id, profile, context)
    if format is TextJson.json:
        out.json(session_json(session, analytics))
        return 0
    page = out.view(context.environment.now())
    out.answer(*session_facts(session, analytics, page))
    if analytics is not None and analytics.turns:
        table = turns_table(analytics.turns, page)
        out.table(table)
    return 0
