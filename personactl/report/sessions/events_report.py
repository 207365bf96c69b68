"""Events as lines: one to an event in a pipe, folded under their own text on a terminal."""

from collections.abc import Sequence
from typing import assert_never

from rich.cells import set_cell_size
from rich.text import Text

from personactl.report.sessions.sessions_report import statistics_words
from personactl.report.text.columns import folded, shortened
from personactl.report.text.printable import one_line
from personactl.report.text.times import duration
from personactl.report.text.view import View
from personactl.session.events import Event, Message, SessionEnded, SessionStarted

_SHORT_ID = 8
_ROLES = {"user": "green", "persona": "cyan"}
_PERSONA_CELLS = 12
_NARROWEST = 20


def event_lines(event: Event, view: View) -> list[Text]:
    """Time, session, persona, who or what, and the words: fixed places, so that lines can be cut and searched."""
    head = Text("  ").join(_head(event, view))
    words = _words(event)
    if view.width is None:
        return [Text(f"{head.plain}  {one_line(words)}".rstrip())]
    indent = head.cell_len + 2
    first, *rest = folded(words, max(_NARROWEST, view.width - indent))
    style = "" if isinstance(event, Message) else "dim"
    lines = [Text.assemble(head, "  ", (first, style))]
    return lines + [Text.assemble(" " * indent, (line, style)) for line in rest]


def _head(event: Event, view: View) -> Sequence[Text]:
    session = event.session
    what, style = _what(event)
    key = session.id if view.width is None else session.id[:_SHORT_ID]
    return (
        Text(view.time(event.at) or "-", style="dim"),
        Text(key, style="dim cyan"),
        Text(_persona(session.persona, view)),
        Text(f"{what:<7}", style=style),
    )


def _persona(name: str | None, view: View) -> str:
    """Of one width on a terminal, because a line that follows later can't move the ones before it."""
    name = one_line(name or "-")
    if view.width is None:
        return name
    return set_cell_size(shortened(name, _PERSONA_CELLS), _PERSONA_CELLS)


def _what(event: Event) -> tuple[str, str]:
    match event:
        case SessionStarted():
            return "started", "bold"
        case Message(role=role):
            return role, _ROLES[role]
        case SessionEnded():
            return "ended", "bold"
        case _:
            assert_never(event)


def _words(event: Event) -> str:
    match event:
        case SessionStarted(session=session):
            return f"label {session.label}" if session.label else ""
        case Message(text=text, was_interrupted=interrupted):
            return f"{text} [interrupted]" if interrupted else text
        case SessionEnded():
            return _how_it_ended(event)
        case _:
            assert_never(event)


def _how_it_ended(event: SessionEnded) -> str:
    parts = [event.exit_status] if event.exit_status else []
    if event.duration_s is not None:
        parts.append(f"after {duration(event.duration_s)}")
    if event.statistics is not None and (words := statistics_words(event.statistics)):
        parts.append(f"({words})")
    return " ".join(parts)
