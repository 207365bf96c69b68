"""`personactl session tail`: what happens in sessions, as it happens."""

import contextlib
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from personactl.cli.options import ProfileOption, QuietOption, TextJson, TextJsonOption
from personactl.cli.output import Output
from personactl.cli.session.session_options import PersonaOption, SinceOption

if TYPE_CHECKING:
    from personactl.commands.context import Context
    from personactl.commands.sessions import TailRequest
    from personactl.session.events import Event

_LastOption = Annotated[
    int | None,
    typer.Option("-n", "--lines", min=0, metavar="N", help="The last N events; 20, or all with --since."),
]
_FollowOption = Annotated[bool, typer.Option("-f", "--follow", help="Go on with what happens from now on.")]

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

    Events are starts, messages and ends, each shown exactly once. With --follow it goes on until Ctrl-C, one line to
    an event, and waits for a platform that is away. With --format json the answer is one document, and with --follow
    one object a line.

    \b
    Examples:
      personactl session tail
      personactl session tail --since 15m --persona cara
      personactl session tail -n 0 -f --format json | jq .message
    """
    from personactl.cli.environment import current_context
    from personactl.commands.event_loop import run_async
    from personactl.commands.sessions import SessionFilter, prepare_tail

    out = Output(quiet=quiet)
    context = current_context(out)
    sessions = SessionFilter(persona, since, profile=profile)
    request = prepare_tail(sessions, lines, context, follow=follow, default_last=_DEFAULT_LAST)
    with contextlib.suppress(KeyboardInterrupt) if follow else contextlib.nullcontext():
        run_async(_print_tail(request, format, out, context))
    return 0


async def _print_tail(request: "TailRequest", format: TextJson, out: Output, context: "Context") -> None:
    from personactl.commands.sessions import open_tail

    now = context.environment.now
    async with open_tail(request, context) as tail:
        events = await tail.history()
        if not request.follow:
            _print_history(events, format, out, now)
            return
        _print_lines(events, format, out, now)
        out.note("following; Ctrl-C ends it")
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
    from personactl.cli.terminal import view
    from personactl.report.sessions.events_report import event_json, event_lines

    for event in events:
        if format is TextJson.json:
            out.json_line(event_json(event))
        else:
            out.answer(*event_lines(event, view(out, now())))


def _reader_left() -> bool:
    """Whether nobody reads stdout any more: a following command must not wait for its next event to find out."""
    import select

    poll = getattr(select, "poll", None)
    if poll is None:
        return False
    watch = poll()
    watch.register(sys.stdout.fileno(), 0)
    return any(flags & select.POLLERR for _, flags in watch.poll(0))
