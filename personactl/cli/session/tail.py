"""`personactl session tail`: what happens in sessions, as it happens."""

import contextlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from personactl.cli.options import ProfileOption, QuietOption, TextJson, TextJsonOption
from personactl.cli.output import Output
from personactl.cli.session.persona_option import PersonaOption, SinceOption
from personactl.commands.event_loop import run_async

if TYPE_CHECKING:
    from personactl.errors import UnavailableError
    from personactl.session.events import Event
    from personactl.session.session_filter import SessionFilter
    from personactl.session.tail import Tail
    from personactl.state.target import Target

_LastOption = Annotated[
    int | None,
    typer.Option("-n", "--lines", min=0, metavar="N", help="The last N events; 20, or all with --since."),
]
_FollowOption = Annotated[bool, typer.Option("-f", "--follow", help="Go on with what happens from now on.")]

_DEFAULT_LAST = 20
_INTERVAL_S = 1.0
_PATIENCE = timedelta(seconds=30)
"""How long a session's end waits for its report and transcript, which the platform delivers some time later."""


@dataclass(frozen=True, slots=True)
class _Wish:
    selection: "SessionFilter"
    persona_id: str | None
    last: int | None
    since: datetime | None
    follow: bool


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
    out = Output(quiet=quiet)
    from personactl.commands.targets import open_target

    moment = _moment(since)
    target = open_target(profile, out)
    wish = _wish(target, persona, moment, lines, follow=follow)
    if not follow:
        run_async(_run(target, wish, format, out))
        return 0
    with contextlib.suppress(KeyboardInterrupt):
        run_async(_run(target, wish, format, out))
    return 0


def _moment(since: str | None) -> datetime | None:
    from personactl.cli.environment import current_environment
    from personactl.session.session_filter import parse_since

    return parse_since(since, current_environment().now()) if since is not None else None


def _wish(target: "Target", persona: str | None, since: datetime | None, last: int | None, *, follow: bool) -> _Wish:
    from personactl.cli.session.persona_option import id_of, persona_choice
    from personactl.session.session_filter import SessionFilter

    bounded = _DEFAULT_LAST if last is None and since is None else last
    return _Wish(SessionFilter(persona_choice(persona, target)), id_of(persona), bounded, since, follow)


async def _run(target: "Target", wish: _Wish, format: TextJson, out: Output) -> None:
    from personactl.cli.environment import current_environment
    from personactl.commands.targets import connect
    from personactl.session.session_source import PlatformSessions
    from personactl.session.tail import Tail

    async with connect(target, read_only=True, on_wait=out.note) as client:
        tail = Tail(
            PlatformSessions(client, persona_id=wish.persona_id),
            now=current_environment().now,
            includes=wish.selection.matches,
            report_wait=_PATIENCE if wish.follow else timedelta(0),
        )
        events = await tail.history(last=wish.last, since=wish.since)
        if wish.follow:
            _write_lines(events, format, out)
            out.note("following; Ctrl-C ends it")
            await _follow(tail, format, out)
        elif format is TextJson.json:
            _write_document(events, out)
        else:
            _write_lines(events, format, out)


async def _follow(tail: "Tail", format: TextJson, out: Output) -> None:
    import asyncio

    from personactl.session.follow import follow

    def trouble(error: "UnavailableError") -> None:
        out.warn(f"{error.message} ({error.where}); trying again until it answers")

    batches = follow(tail, sleep=asyncio.sleep, interval_s=_INTERVAL_S, on_trouble=trouble)
    async with contextlib.aclosing(batches):
        async for events in batches:
            _write_lines(events, format, out)
            if out.closed or _reader_left():
                return


def _write_lines(events: "Sequence[Event]", format: TextJson, out: Output) -> None:
    from personactl.cli.terminal import view
    from personactl.report.sessions.events_json import event_json
    from personactl.report.sessions.events_text import event_lines

    for event in events:
        if format is TextJson.json:
            out.json_line(event_json(event))
        else:
            out.answer(*event_lines(event, view(out)))


def _write_document(events: "Sequence[Event]", out: Output) -> None:
    from personactl.report.sessions.events_json import event_json

    out.json({"events": [event_json(event) for event in events]})


def _reader_left() -> bool:
    """Whether nobody reads stdout any more: a following command must not wait for its next event to find out."""
    import select

    poll = getattr(select, "poll", None)
    if poll is None:
        return False
    watch = poll()
    watch.register(sys.stdout.fileno(), 0)
    return any(flags & select.POLLERR for _, flags in watch.poll(0))
