"""Sessions as JSON for programs: the rows of a list, one session with its report, and what was said.

Durations are seconds, counts end in `Count`, and unknown values are null.
"""

from collections.abc import Sequence

from personactl.api.sessions import Analytics, Session, Transcript, TranscriptMessage
from personactl.json_value import JsonObject, JsonValue
from personactl.report.plan.masking import masked_value
from personactl.report.platform_json import platform_json
from personactl.report.text.quantities import optional_instant
from personactl.session.session_lookup import SessionRow
from personactl.session.session_matcher import persona_name, started_at
from personactl.session.session_statistics import Statistics
from personactl.session.talk import FailedTurn, Utterance


def sessions_json(rows: Sequence[SessionRow]) -> JsonObject:
    """Return `{"sessions": [...]}`; `statistics` are null while a session has no report."""
    return {"sessions": [_row_json(row) for row in rows]}


def session_json(session: Session, analytics: Analytics | None) -> JsonObject:
    """Return `{"session": ..., "analytics": ...}`: what the platform sent, reduced to the fields of its contract."""
    return {
        "session": {
            **_head(session),
            **platform_json(session),
            **_times(session),
            "personaConfig": masked_value(session.persona_config),
        },
        "analytics": platform_json(analytics) if analytics else None,
    }


def transcript_json(transcript: Transcript, session: Session) -> JsonObject:
    """Return the transcript. Values that it lacks come from its session."""
    own_s = None if transcript.duration_ms is None else transcript.duration_ms / 1000
    return {
        "sessionId": session.id,
        "personaId": session.persona_id,
        "personaName": transcript.persona_name or persona_name(session),
        "startedAt": optional_instant(transcript.start_time or started_at(session)),
        "endedAt": optional_instant(transcript.end_time or session.end_time),
        "durationSeconds": own_s if own_s is not None else duration_s(session),
        "messageCount": len(transcript.messages),
        "transcriptsEnabled": transcript.transcripts_enabled,
        "messages": [_message_json(message) for message in transcript.messages],
    }


def conversation_json(
    session_id: str, persona: str, said: Sequence[Utterance], warnings: Sequence[str], failed: Sequence[FailedTurn]
) -> JsonObject:
    """Return a conversation as the client saw it, without messages that did not arrive.

    failed: the turns without an answer; the text of a failed greeting is null.
    """
    return {
        "sessionId": session_id,
        "personaName": persona,
        "messages": [{"role": one.role, "text": one.text, "wasInterrupted": one.was_interrupted} for one in said],
        "warnings": list(warnings),
        "failedTurns": [{"text": turn.said, "reason": turn.reason} for turn in failed],
    }


def statistics_json(known: Statistics) -> JsonObject:
    """Return statistics. `latencyMetric` is what `latencyP95Seconds` measures; both are null without a latency."""
    return {
        "turnCount": known.turns,
        "interruptedTurnCount": known.interrupted,
        "toolCallCount": known.tool_calls,
        "warningCount": known.warnings,
        "errorCount": known.errors,
        "latencyP95Seconds": known.p95_s,
        "latencyMetric": known.metric,
    }


def duration_s(session: Session) -> float | None:
    """Return how long an ended session took; None while it is live."""
    if session.session_length_ms is not None:
        return session.session_length_ms / 1000
    start = started_at(session)
    return None if start is None or session.end_time is None else (session.end_time - start).total_seconds()


def _row_json(row: SessionRow) -> JsonValue:
    session = row.session
    return {
        **_head(session),
        "clientLabel": session.client_label,
        **_times(session),
        "exitStatus": session.exit_status,
        "statistics": statistics_json(row.statistics) if row.statistics else None,
    }


def _head(session: Session) -> JsonObject:
    return {
        "sessionId": session.id,
        "live": session.is_live,
        "personaId": session.persona_id,
        "personaName": persona_name(session),
    }


def _times(session: Session) -> JsonObject:
    return {
        "startedAt": optional_instant(started_at(session)),
        "endedAt": optional_instant(session.end_time),
        "durationSeconds": duration_s(session),
    }


def _message_json(message: TranscriptMessage) -> JsonValue:
    return {
        "role": message.role,
        "text": message.message,
        "at": optional_instant(message.timestamp),
        "speakingDurationSeconds": message.speaking_duration_seconds,
        "wasInterrupted": message.was_interrupted,
    }
