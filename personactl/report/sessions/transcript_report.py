"""Transcripts as text for people."""

from collections.abc import Iterator
from datetime import datetime

from rich.text import Text

from personactl.api.sessions import Session, Transcript, TranscriptMessage
from personactl.report.text.printable import one_line
from personactl.report.text.quantities import counted, duration, instant
from personactl.report.text.styled import hanging_indent
from personactl.report.text.view import View
from personactl.session.session_matcher import persona_name, started_at

_ROLES = {"user": "green", "persona": "cyan"}


def transcript_lines(transcript: Transcript, session: Session, view: View) -> list[Text]:
    """Return the messages of a transcript.

    In a pipe each is one line with its time. On a terminal there is a title, times count from the start of the session,
    and long messages are folded.
    """
    start = transcript.start_time or started_at(session)
    if view.width is None:
        return [_pipe_line(message) for message in transcript.messages]
    lines = [_title(transcript, session, view), Text()]
    for message in transcript.messages:
        lines += _message_lines(message, start, view.width)
    return lines


def _title(transcript: Transcript, session: Session, view: View) -> Text:
    name = one_line(transcript.persona_name or persona_name(session) or "unnamed persona")
    facts = [view.zoned(started_at(session)), counted(len(transcript.messages), "message"), session.id]
    rest = "  ".join(fact for fact in facts if fact)
    return Text.assemble((name, "bold"), "  ", (rest, "dim"))


def _pipe_line(message: TranscriptMessage) -> Text:
    time = instant(message.timestamp) if message.timestamp else "-"
    return Text(f"{time}  {one_line(message.role):<7}  {one_line(_content(message))}")


def _message_lines(message: TranscriptMessage, start: datetime | None, width: int) -> Iterator[Text]:
    offset = duration((message.timestamp - start).total_seconds()) if message.timestamp and start else "-"
    role = one_line(message.role)
    head = Text.assemble((f"{offset:>7}", "dim"), "  ", (f"{role:<7}", _ROLES.get(role, "")), "  ")
    return hanging_indent(head, Text(one_line(_content(message))), Text(" " * head.cell_len), width)


def _content(message: TranscriptMessage) -> str:
    return f"{message.message} [interrupted]" if message.was_interrupted else message.message
