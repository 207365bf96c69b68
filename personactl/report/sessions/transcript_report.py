"""Transcripts as text for people and as JSON for programs."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from rich.text import Text

from personactl.api.sessions import Session, Transcript, TranscriptMessage
from personactl.errors import PersonactlError
from personactl.json_value import JsonObject, JsonValue
from personactl.report.error_json import error_json
from personactl.report.text.printable import one_line
from personactl.report.text.quantities import counted, duration, instant, optional_instant
from personactl.report.text.styled import hanging_indent
from personactl.report.text.view import View
from personactl.session.session_matcher import persona_name, started_at
from personactl.session.talk import FailedTurn, Utterance

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
    facts = [view.time(started_at(session)), counted(len(transcript.messages), "message"), session.id]
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


def transcript_json(transcript: Transcript, session: Session) -> JsonObject:
    """Return the transcript in the shape of the platform's contract.

    Values that the transcript lacks come from its session; unknown ones are null.
    """
    return {
        "sessionId": session.id,
        "personaName": transcript.persona_name or persona_name(session),
        "startTime": optional_instant(transcript.start_time or started_at(session)),
        "endTime": optional_instant(transcript.end_time or session.end_time),
        "durationMs": transcript.duration_ms,
        "totalMessages": len(transcript.messages),
        "transcriptsEnabled": transcript.transcripts_enabled,
        "messages": [_message_json(message) for message in transcript.messages],
    }


def _message_json(message: TranscriptMessage) -> JsonValue:
    return {
        "role": message.role,
        "message": message.message,
        "timestamp": optional_instant(message.timestamp),
        "speakingDurationSeconds": message.speaking_duration_seconds,
        "wasInterrupted": message.was_interrupted,
    }


def conversation_json(
    session_id: str,
    persona: str,
    said: Sequence[Utterance],
    warnings: Sequence[str],
    failed: Sequence[FailedTurn],
    error: PersonactlError | None,
) -> JsonObject:
    """Return a conversation as the client saw it, without messages that did not arrive.

    failed: the turns without an answer; the message of a failed greeting is null.
    error: what the exit status stands for, if that is not 0.
    """
    return {
        "sessionId": session_id,
        "personaName": persona,
        "messages": [{"role": one.role, "message": one.text, "wasInterrupted": one.was_interrupted} for one in said],
        "warnings": list(warnings),
        "failedTurns": [{"message": turn.said, "reason": turn.reason} for turn in failed],
        "error": None if error is None else error_json(error),
    }
