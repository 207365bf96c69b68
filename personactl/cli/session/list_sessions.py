"""`personactl session list`: list the newest sessions."""

from typing import Annotated

import typer

from personactl.cli.session.session_options import PersonaOption, SinceOption
from personactl.cli.shared_options import ProfileOption, QuietOption, TextJson, TextJsonOption

_LimitOption = Annotated[int, typer.Option("-n", "--limit", min=1, metavar="N", help="Show at most N sessions.")]
_LiveOption = Annotated[bool, typer.Option("--live", help="Only sessions that have not ended.")]
_SearchOption = Annotated[
    str | None, typer.Option("--search", metavar="TEXT", help="Only sessions whose id or label contains TEXT.")
]


def list_(
    limit: _LimitOption = 20,
    persona: PersonaOption = None,
    live: _LiveOption = False,
    search: _SearchOption = None,
    since: SinceOption = None,
    format: TextJsonOption = TextJson.text,
    profile: ProfileOption = None,
    quiet: QuietOption = False,
) -> int:
    """List sessions, the newest first.

    Turns, latency, interruptions and tool calls come from the report that the platform makes after a session has
    ended; until then they are shown as "…". A narrow terminal shows fewer columns; a pipe gets all of them, with whole
    ids. Times are local on a terminal, which names the zone, and in UTC (Z) in a pipe and in JSON.

    \b
    Examples:
      personactl session list
      personactl session list --persona cara --since 1d
      personactl session list --live --format json
    """
    from personactl.cli.terminal.environment import current_context
    from personactl.cli.terminal.output import Output
    from personactl.commands.sessions import SessionFilter, list_sessions
    from personactl.report.sessions.session_json import sessions_json
    from personactl.report.sessions.sessions_report import sessions_table

    out = Output(quiet=quiet)
    context = current_context(out)
    sessions = SessionFilter(persona, since, live, search, profile)
    rows = list_sessions(sessions, limit, context)
    if format is TextJson.json:
        out.json(sessions_json(rows))
    elif rows:
        table = sessions_table(rows, out.view(context.environment.now()))
        out.table(table)
    if not rows:
        out.note("no session matches" if sessions.narrows else "no session yet")
    return 0
