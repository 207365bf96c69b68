"""`personactl session list`: the newest sessions, one row each."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from personactl.cli.options import ProfileOption, QuietOption, TextJson, TextJsonOption
from personactl.cli.session.persona_option import PersonaOption, SinceOption
from personactl.commands.event_loop import run_async

if TYPE_CHECKING:
    from personactl.cli.output import Output
    from personactl.session.session_filter import SessionFilter
    from personactl.session.session_lookup import SessionRow
    from personactl.state.target import Target

_LimitOption = Annotated[int, typer.Option("-n", "--limit", min=1, metavar="N", help="At most N sessions.")]
_LiveOption = Annotated[bool, typer.Option("--live", help="Only sessions that are under way.")]
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

    Turns, latency, interruptions and tool calls come from the report that the platform makes when a session has
    ended: until then they show as "…". A narrow terminal leaves columns out; a pipe gets them all, with whole ids.

    \b
    Examples:
      personactl session list
      personactl session list --persona cara --since 1d
      personactl session list --live --format json
    """
    from personactl.cli.environment import current_environment
    from personactl.cli.output import Output
    from personactl.cli.session.persona_option import id_of, persona_choice
    from personactl.commands.targets import open_target
    from personactl.session.session_filter import SessionFilter, parse_since

    out = Output(quiet=quiet)
    earliest = parse_since(since, current_environment().now()) if since is not None else None
    target = open_target(profile, out)
    selection = SessionFilter(persona_choice(persona, target), live, earliest)
    rows = run_async(_rows(target, selection, limit, id_of(persona), search, out))
    _print(rows, format, out)
    if not rows:
        out.note("no session matches" if (persona or live or search or since) else "no session yet")
    return 0


def _print(rows: "Sequence[SessionRow]", format: TextJson, out: "Output") -> None:
    from personactl.cli.terminal import view
    from personactl.report.sessions.sessions_json import sessions_json
    from personactl.report.sessions.sessions_text import sessions_table

    if format is TextJson.json:
        out.json(sessions_json(rows))
    elif rows:
        out.table(*sessions_table(rows, view(out)))


async def _rows(
    target: "Target",
    selection: "SessionFilter",
    limit: int,
    persona_id: str | None,
    search: str | None,
    out: "Output",
) -> "list[SessionRow]":
    from personactl.commands.targets import connect
    from personactl.session.session_lookup import list_sessions
    from personactl.session.session_source import PlatformSessions

    async with connect(target, read_only=True, on_wait=out.note) as client:
        source = PlatformSessions(client, persona_id=persona_id, search=search)
        return await list_sessions(source, selection, limit)
