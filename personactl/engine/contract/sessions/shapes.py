"""The contract's sessions, transcripts and concurrency status."""

from collections.abc import Sequence
from datetime import datetime

from personactl.engine.clock import moment
from personactl.engine.store.sessions import StoredSession
from personactl.engine.store.transcripts import StoredMessage
from personactl.engine.wire import Json, JsonObject


def session_shape(session: StoredSession, organization_id: str, version: str) -> JsonObject:
    return {
        "id": session.id,
        "personaId": session.persona_id,
        "clientLabel": session.client_label,
        "startTime": session.start_time,
        "endTime": session.end_time,
        "sessionLengthMs": _length_ms(session),
        "exitStatus": session.exit_status,
        "engineHost": session.engine_host,
        "engineProtocol": session.engine_protocol,
        "engineVersion": f"personactl-{version}",
        "clientMetadata": session.client_metadata,
        "personaConfig": session.persona_config,
        "apiKeyId": session.api_key_id,
        "organizationId": organization_id,
        "createdAt": session.created_at,
        "updatedAt": session.updated_at,
    }


def transcript_shape(session: StoredSession, messages: Sequence[StoredMessage]) -> JsonObject:
    shown: list[Json] = [_message(message) for message in messages]
    name = session.persona_config.get("name")
    return {
        "sessionId": session.id,
        "personaName": name if isinstance(name, str) else "",
        "startTime": session.start_time,
        "endTime": session.end_time,
        "durationMs": _length_ms(session),
        "totalMessages": len(messages),
        "transcriptsEnabled": session.persona_config.get("zeroDataRetention") is not True,
        "messages": shown,
    }


def concurrency_shape(
    live: Sequence[StoredSession], lengths: Sequence[tuple[str, str]], limit: int, now: datetime
) -> JsonObject:
    """The wait is the average length of past sessions minus the age of the oldest live one, None without past ones."""
    free = len(live) < limit
    wait: int | None = 0
    if not free:
        wait = _wait_s(live, lengths, now)
    return {"limit": limit, "active": len(live), "canStartSession": free, "estimatedWaitSeconds": wait}


def _wait_s(live: Sequence[StoredSession], lengths: Sequence[tuple[str, str]], now: datetime) -> int | None:
    if not lengths or not live:
        return None
    average = sum((moment(end) - moment(start)).total_seconds() for start, end in lengths) / len(lengths)
    return max(0, round(average - (now - moment(live[0].start_time)).total_seconds()))


def _message(message: StoredMessage) -> JsonObject:
    shown: JsonObject = {
        "role": message.role,
        "message": message.message,
        "timestamp": message.timestamp,
        "speakingDurationSeconds": message.speaking_duration_s,
    }
    return shown | ({"wasInterrupted": message.was_interrupted} if message.role == "persona" else {})


def _length_ms(session: StoredSession) -> int | None:
    if session.end_time is None:
        return None
    return round((moment(session.end_time) - moment(session.start_time)).total_seconds() * 1000)
