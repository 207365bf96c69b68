"""A conversation to read: who said what, how far into the session, long lines folded under their own text."""

from datetime import datetime

from rich.text import Text

from personactl.api.sessions import Session, Transcript, TranscriptMessage
from personactl.report.text.columns import folded
from personactl.report.text.printable import one_line
from personactl.report.text.times import duration, instant
from personactl.report.text.view import View
from personactl.session.session_matcher import persona_name, started_at

_ROLES = {"user": "green", "persona": "cyan"}
_NARROWEST = 20


def transcript_lines(transcript: Transcript, session: Session, view: View) -> list[Text]:
    """One line to a message in a pipe, with the time that the platform gave it; a page on a terminal."""
    start = transcript.start_time or started_at(session)
    if view.width is None:
        return [_plain(message) for message in transcript.messages]
    lines = [_title(transcript, session, view), Text()]
    for message in transcript.messages:
        lines += _folded(message, start, view.width)
    return lines


def _title(transcript: Transcript, session: Session, view: View) -> Text:
    name = one_line(transcript.persona_name or persona_name(session) or "unnamed persona")
    count = len(transcript.messages)
    facts = [view.time(started_at(session)), f"{count} message{'' if count == 1 else 's'}", session.id]
    rest = "  ".join(fact for fact in facts if fact)
    return Text.assemble((name, "bold"), "  ", (rest, "dim"))


def _plain(message: TranscriptMessage) -> Text:
    time = instant(message.timestamp) if message.timestamp else "-"
    return Text(f"{time}  {one_line(message.role):<7}  {one_line(_words(message))}")


def _folded(message: TranscriptMessage, start: datetime | None, width: int) -> list[Text]:
    offset = duration((message.timestamp - start).total_seconds()) if message.timestamp and start else "-"
    role = one_line(message.role)
    head = Text.assemble((f"{offset:>7}", "dim"), "  ", (f"{role:<7}", _ROLES.get(role, "")), "  ")
    first, *rest = folded(_words(message), max(_NARROWEST, width - head.cell_len))
    return [Text.assemble(head, first), *(Text(" " * head.cell_len + line) for line in rest)]


def _words(message: TranscriptMessage) -> str:
    return f"{message.message} [interrupted]" if message.was_interrupted else message.message
