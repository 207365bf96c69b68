"""Events for programs: one flat object each, told apart by `event`, the same keys in the same order every time."""

from typing import assert_never

from personactl.json_value import JsonObject
from personactl.report.sessions.sessions_json import statistics_json
from personactl.report.text.times import maybe_instant
from personactl.session.events import Event, Message, SessionEnded, SessionStarted


def event_json(event: Event) -> JsonObject:
    """`event` is `started`, `message` or `ended`; `at` is null for a message that the platform gave no time."""
    match event:
        case SessionStarted():
            return _head("started", event)
        case Message():
            return {
                **_head("message", event),
                "index": event.index,
                "role": event.role,
                "message": event.text,
                "wasInterrupted": event.was_interrupted,
                "speakingDurationSeconds": event.speaking_s,
            }
        case SessionEnded():
            return {
                **_head("ended", event),
                "exitStatus": event.exit_status,
                "durationSeconds": event.duration_s,
                "statistics": statistics_json(event.statistics) if event.statistics else None,
            }
        case _:
            assert_never(event)


def _head(kind: str, event: Event) -> JsonObject:
    return {
        "event": kind,
        "at": maybe_instant(event.at),
        "sessionId": event.session.id,
        "personaId": event.session.persona_id,
        "personaName": event.session.persona,
        "clientLabel": event.session.label,
    }
