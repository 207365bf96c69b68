"""Answers of the platform as JSON for programs, with the names that all documents share.

The platform calls the start of a session `startTime` and that of a tool call `startedAt`, an id is `id` in its own
object and `sessionId` in another one, and some durations are milliseconds. Documents have one name, one unit and one
format of times. Objects with free keys, such as a session's copy of its persona configuration, stay as they are.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from msgspec import UNSET

from personactl.api.answers import Answer
from personactl.api.catalogue import Avatar, Llm, Voice
from personactl.api.sessions import Analytics, AnalyticsSummary, Session, ToolCall, Turn
from personactl.json_value import JsonObject, JsonValue
from personactl.report.text.quantities import instant

_NAMES: Final[Mapping[type[Answer], Mapping[str, str]]] = {
    Avatar: {"id": "avatarId", "display_name": "name"},
    Voice: {"id": "voiceId", "display_name": "name"},
    Llm: {"id": "llmId", "display_name": "name"},
    Session: {
        "id": "sessionId",
        "start_time": "startedAt",
        "end_time": "endedAt",
        "session_length_ms": "durationSeconds",
    },
    ToolCall: {"completed_at": "endedAt"},
    Analytics: {"start_time": "startedAt", "end_time": "endedAt"},
    AnalyticsSummary: {
        "total_turns": "turnCount",
        "completed_turns": "completedTurnCount",
        "interrupted_turns": "interruptedTurnCount",
        "total_user_speech_duration_seconds": "userSpeechDurationSeconds",
        "total_user_words": "userWordCount",
        "total_assistant_words": "personaWordCount",
        "total_warnings": "warningCount",
        "total_errors": "errorCount",
        "tool_calls": "toolCallCounts",
    },
    Turn: {
        "user_speech_start_time": "userSpeechStartedAt",
        "user_speech_end_time": "userSpeechEndedAt",
        "llm_first_output_time": "llmFirstOutputAt",
        "llm_final_output_time": "llmFinalOutputAt",
        "persona_start_speaking_time": "personaSpeechStartedAt",
        "persona_stop_speaking_time": "personaSpeechEndedAt",
        "user_message": "userText",
        "assistant_message": "personaText",
    },
}
"""The names of fields that are not the platform's own, by the type of the answer."""


def platform_json(answer: Answer) -> JsonObject:
    """Return every field of an answer. A field that the platform left out is null."""
    names = _NAMES.get(type(answer), {})
    fields = zip(answer.__struct_fields__, answer.__struct_encode_fields__, strict=True)
    return {
        names.get(field, own_name): _in_seconds(getattr(answer, field))
        if field.endswith("_ms")
        else _value(answer, field)
        for field, own_name in fields
    }


def _in_seconds(milliseconds: int | None) -> float | None:
    return None if milliseconds is None else milliseconds / 1000


def _value(answer: Answer, field: str) -> JsonValue:
    value: object = getattr(answer, field)
    return _json(value)


def _json(value: object) -> JsonValue:
    match value:
        case datetime():
            return instant(value)
        case Answer():
            return platform_json(value)
        case tuple() | list():
            return [_json(item) for item in value]
        case dict():
            return {str(key): _json(inner) for key, inner in value.items()}
        case None | bool() | int() | float() | str():
            return value
        case _:
            assert value is UNSET, f"{type(value)} is not a type of an answer"
            return None
