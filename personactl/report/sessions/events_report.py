"""Session events as lines for people and as JSON for programs."""

from collections.abc import Sequence
from typing import assert_never

from rich.cells import set_cell_size
from rich.text import Text

from personactl.json_value import JsonObject
from personactl.report.sessions.session_json import statistics_json
from personactl.report.sessions.sessions_report import statistics_text
from personactl.report.text.columns import shortened
from personactl.report.text.printable import one_line
from personactl.report.text.quantities import duration, optional_instant
from personactl.report.text.styled import hanging_indent
from personactl.report.text.view import View
from personactl.session.session_events import Event, Message, SessionEnded, SessionStarted

_ID_LENGTH = 8
_ROLES = {"user": "green", "persona": "cyan"}
_PERSONA_CELLS = 12
_LEAST_PERSONA_CELLS = 4
_ROLE_CELLS = 7
_GAP = "  "


def event_lines(event: Event, view: View) -> list[Text]:
    """Return the lines of one event: time, session, persona, kind or role, text.

    In a pipe an event is one line with fixed fields, which can be cut and searched. On a terminal the text is folded.
    """
    head = Text(_GAP).join(_line_fields(event, view))
    content = one_line(_content(event))
    if view.width is None:
        return [Text(f"{head.plain}  {content}".rstrip())]
    first = Text.assemble(head, "  ")
    style = "" if isinstance(event, Message) else "dim"
    return list(hanging_indent(first, Text(content, style=style), Text(" " * first.cell_len), view.width))


def _line_fields(event: Event, view: View) -> Sequence[Text]:
    session = event.session
    what, style = _what(event)
    key = session.id if view.width is None else session.id[:_ID_LENGTH]
    time = view.time(event.at) or "-"
    taken = len(time) + len(key) + _ROLE_CELLS + 3 * len(_GAP)
    return (
        Text(time, style="dim"),
        Text(key, style="dim cyan"),
        Text(_persona(session.persona, None if view.width is None else view.width - taken)),
        Text(f"{what:<{_ROLE_CELLS}}", style=style),
    )


def _persona(name: str | None, room: int | None) -> str:
    """Return the name; on a terminal in a fixed width, because later lines cannot move earlier ones.

    room: the cells that the other fields leave on a line; None in a pipe.
    """
    name = one_line(name or "-")
    if room is None:
        return name
    cells = max(_LEAST_PERSONA_CELLS, min(_PERSONA_CELLS, room))
    return set_cell_size(shortened(name, cells), cells)


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


def _content(event: Event) -> str:
    match event:
        case SessionStarted(session=session):
            return f"label {session.label}" if session.label else ""
        case Message(text=text, was_interrupted=interrupted):
            return f"{text} [interrupted]" if interrupted else text
        case SessionEnded():
            return _ending(event)
        case _:
            assert_never(event)


def _ending(event: SessionEnded) -> str:
    parts = [event.exit_status] if event.exit_status else []
    if event.duration_s is not None:
        parts.append(f"after {duration(event.duration_s)}")
    if event.statistics is not None and (words := statistics_text(event.statistics)):
        parts.append(f"({words})")
    return " ".join(parts)


def event_json(event: Event) -> JsonObject:
    """Return one flat object; `event` is `started`, `message` or `ended`, and decides which keys there are.

    `at` is null for a message without a time.
    """
    match event:
        case SessionStarted():
            return _common_fields("started", event)
        case Message():
            return {
                **_common_fields("message", event),
                "index": event.index,
                "role": event.role,
                "text": event.text,
                "wasInterrupted": event.was_interrupted,
                "speakingDurationSeconds": event.speaking_s,
            }
        case SessionEnded():
            return {
                **_common_fields("ended", event),
                "exitStatus": event.exit_status,
                "durationSeconds": event.duration_s,
                "statistics": statistics_json(event.statistics) if event.statistics else None,
            }
        case _:
            assert_never(event)


def _common_fields(kind: str, event: Event) -> JsonObject:
    return {
        "event": kind,
        "at": optional_instant(event.at),
        "sessionId": event.session.id,
        "personaId": event.session.persona_id,
        "personaName": event.session.persona,
        "clientLabel": event.session.label,
    }
