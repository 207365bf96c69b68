"""A transcript for programs, in the shape of the platform's contract; absent and unknown both read as null."""

from collections.abc import Sequence

from personactl.api.sessions import Session, Transcript, TranscriptMessage
from personactl.json_value import JsonObject, JsonValue
from personactl.report.text.times import maybe_instant
from personactl.session.session_matcher import persona_name, started_at
from personactl.session.talk import Utterance


def transcript_json(transcript: Transcript, session: Session) -> JsonObject:
    """What the transcript leaves out is taken from its session."""
    return {
        "sessionId": session.id,
        "personaName": transcript.persona_name or persona_name(session),
        "startTime": maybe_instant(transcript.start_time or started_at(session)),
        "endTime": maybe_instant(transcript.end_time or session.end_time),
        "durationMs": transcript.duration_ms,
        "totalMessages": len(transcript.messages),
        "transcriptsEnabled": transcript.transcripts_enabled,
        "messages": [_message(message) for message in transcript.messages],
    }


def _message(message: TranscriptMessage) -> JsonValue:
    return {
        "role": message.role,
        "message": message.message,
        "timestamp": maybe_instant(message.timestamp),
        "speakingDurationSeconds": message.speaking_duration_seconds,
        "wasInterrupted": message.was_interrupted,
    }


def conversation_json(session_id: str, persona: str, said: Sequence[Utterance], warnings: Sequence[str]) -> JsonObject:
    """A conversation as it was held, from this end: what did not arrive here is not in it."""
    return {
        "sessionId": session_id,
        "personaName": persona,
        "messages": [{"role": one.role, "message": one.text, "wasInterrupted": one.was_interrupted} for one in said],
        "warnings": list(warnings),
    }
