"""`personactl session tail`: show the events of sessions, and follow new ones."""

import contextlib
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from personactl.cli.session.session_options import PersonaOption, SinceOption
from personactl.cli.shared_options import ProfileOption, QuietOption, TextJson, TextJsonOption
from personactl.cli.terminal.output import Output

if TYPE_CHECKING:
    from personactl.commands.context import Context
    from personactl.commands.sessions import TailRequest
    from personactl.session.session_events import Event

_LastOption = Annotated[
    int | None,
    typer.Option(
        "-n", "--lines", min=0, metavar="N", help="Show the last N events; by default 20, or all with --since."
    ),
]
_FollowOption = Annotated[bool, typer.Option("-f", "--follow", help="Wait for new events and show them.")]

_DEFAULT_LAST = 20


def tail(
    lines: _LastOption = None,
    follow: _FollowOption = False,
    since: SinceOption = None,
    persona: PersonaOption = None,
    format: TextJsonOption = TextJson.text,
    profile: ProfileOption = None,
    quiet: QuietOption = False,
) -> int:
    """Show the latest events of sessions, in order.

    Events are starts, messages and ends of sessions. Each is shown exactly once. With --follow it shows new events
    until Ctrl-C, one on each line, and tries again while the platform cannot be reached. With --format json the output
    is one document, or with --follow one document on each line. Times are local on a terminal, which names the zone,
    and in UTC (Z) in a pipe and in JSON.

    \b
    Examples:
      personactl session tail
      personactl session tail --since 15m --persona cara
      personactl session tail -n 0 -f --format json | jq .text
    """
    from personactl.cli.terminal.environment import current_context
    from personactl.commands.sessions import SessionFilter, prepare_tail
    from personactl.commands.targets import run_async

    out = Output(quiet=quiet)
    context = current_context(out)
    sessions = SessionFilter(persona, since, profile=profile)
    request = prepare_tail(sessions, lines, context, follow=follow, default_last=_DEFAULT_LAST)
    try:
        run_async(_print_tail(request, format, out, context))
    except KeyboardInterrupt:
        if not follow:
            raise
        out.end_line()
    return 0


async def _print_tail(request: "TailRequest", format: TextJson, out: Output, context: "Context") -> None:
    from personactl.commands.sessions import open_tail

    now = context.environment.now
    async with open_tail(request, context) as tail:
        events = await tail.history()
        view = out.view(now())
        local = out.terminal and format is TextJson.text
        if not request.follow:
            if local and events:
                out.note(f"times are in {view.zone_name}")
            _print_history(events, format, out, now)
            return
        _print_lines(events, format, out, now)
        out.note(f"following new events{f', with times in {view.zone_name}' if local else ''}; press Ctrl-C to stop")
        async with contextlib.aclosing(tail.follow()) as batches:
            async for new in batches:
                _print_lines(new, format, out, now)
                if out.closed or _reader_left():
                    return


def _print_history(events: "Sequence[Event]", format: TextJson, out: Output, now: Callable[[], datetime]) -> None:
    from personactl.report.sessions.events_report import event_json

    if format is TextJson.json:
        out.json({"events": [event_json(event) for event in events]})
    else:
        _print_lines(events, format, out, now)


def _print_lines(events: "Sequence[Event]", format: TextJson, out: Output, now: Callable[[], datetime]) -> None:
    from personactl.report.sessions.events_report import event_json, event_lines

    for event in events:
        if format is TextJson.json:
            out.json_line(event_json(event))
        else:
            out.answer(*event_lines(event, out.view(now())))


def _reader_left() -> bool:
    """Return whether the reader of stdout has closed it. Without this, it would only be noticed at the next event."""
    import select

    poll = getattr(select, "poll", None)
    if poll is None:
        return False
    watch = poll()
    watch.register(sys.stdout.fileno(), 0)
    return any(flags & select.POLLERR for _, flags in watch.poll(0))
