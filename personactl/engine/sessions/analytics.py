"""The contract's report of a session, made of its turns: measured times in, means and counts out.

A turn is stored with the contract's keys (SessionAnalyticsTurn) and three more that the report sums up: `words`,
`warnings` and `errors`. Messages are stored only if the session retains data.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from personactl.engine.clock import moment, stamp
from personactl.engine.conversation.records import PersonaTurn, seconds
from personactl.engine.store.sessions import StoredSession
from personactl.engine.store.transcripts import StoredTurn
from personactl.engine.wire import Json, JsonObject, as_object

_MESSAGES = ("userMessage", "assistantMessage")
_OURS = ("words", "warnings", "errors")
_AVERAGED = (
    "transcriptionLatencySeconds",
    "llmTimeToFirstOutputSeconds",
    "ttsGenerationDurationSeconds",
    "firstAudioLatencySeconds",
)


def turn_record(turn: PersonaTurn, *, with_messages: bool) -> JsonObject:
    """A turn as it is stored, without its index. Latencies are seconds, or None if not measured."""
    heard, speech = turn.heard, turn.speech
    heard_at = heard.at if heard is not None else None
    responded = bool(turn.said) or turn.interrupted
    record: JsonObject = {
        "userSpeechStartTime": _stamp(heard.speech_started if heard else None),
        "userSpeechEndTime": _stamp(heard.speech_ended if heard else None),
        "userSpeechDurationSeconds": seconds(heard.speech_started, heard.speech_ended) if heard else None,
        "userTranscriptionTime": _stamp(heard_at),
        "transcriptionLatencySeconds": seconds(heard.speech_ended, heard_at) if heard else None,
        "llmFirstOutputTime": _stamp(turn.llm_first_output),
        "llmFinalOutputTime": _stamp(turn.llm_final_output),
        "llmTimeToFirstOutputSeconds": seconds(heard_at, turn.llm_first_output),
        "llmGenerationDurationSeconds": seconds(turn.llm_first_output, turn.llm_final_output),
        "ttsStartTime": _stamp(speech.synthesis_started),
        "ttsEndTime": _stamp(speech.synthesis_ended),
        "ttsGenerationDurationSeconds": seconds(speech.synthesis_started, speech.synthesis_ended),
        "ttsTimeToFirstAudioSeconds": seconds(speech.synthesis_started, speech.speaking_started),
        "personaStartSpeakingTime": _stamp(speech.speaking_started),
        "personaStopSpeakingTime": _stamp(speech.speaking_stopped),
        "firstAudioLatencySeconds": seconds(heard.speech_ended, speech.speaking_started) if heard else None,
        "speakingDurationSeconds": speech.speaking_duration_s,
        "finishReason": ("interrupted" if turn.interrupted else "completed") if responded else None,
        "wasInterrupted": turn.interrupted,
        "interruptedStage": turn.interrupted_stage.value if turn.interrupted_stage else None,
        "toolCalls": [],
        "words": {"user": _words(heard.text if heard else ""), "assistant": _words(turn.said)},
        "warnings": list(turn.warnings),
        "errors": list(turn.errors),
    }
    if with_messages:
        record |= {"userMessage": heard.text} if heard else {}
        record |= {"assistantMessage": turn.said} if turn.said else {}
    return record


def session_report(session: StoredSession, turns: Sequence[StoredTurn], *, include_messages: bool) -> JsonObject:
    """The answer of `GET /v1/sessions/{id}/analytics` for a session that has ended."""
    config = session.persona_config
    llm = as_object(config.get("llmConfig"))
    shown: list[Json] = [_shown(turn, include_messages=include_messages) for turn in turns]
    return {
        "sessionId": session.id,
        "startTime": session.start_time,
        "endTime": session.end_time,
        "durationSeconds": _duration_s(session),
        "sessionType": "turnkey" if llm else "custom_llm_client",
        "exitStatus": session.exit_status,
        "clientLabel": session.client_label,
        "clientMetadata": session.client_metadata,
        "personaId": session.persona_id,
        "apiKeyId": session.api_key_id,
        "config": {
            "llmProvider": llm.get("provider"),
            "llmModel": llm.get("modelName"),
            "ttsProvider": None,
            "ttsVoice": None,
            "avatarKey": None,
            "personaName": config.get("name"),
            "languageCode": config.get("languageCode"),
            "transcriptsEnabled": config.get("zeroDataRetention") is not True,
        },
        "summary": _summary([turn.record for turn in turns]),
        "turns": shown,
    }


def _summary(records: Sequence[JsonObject]) -> JsonObject:
    responded = [record for record in records if record["finishReason"] is not None]
    interrupted = sum(record["wasInterrupted"] is True for record in records)
    spoken = _numbers(record["userSpeechDurationSeconds"] for record in records)
    return {
        "totalTurns": len(records),
        "completedTurns": sum(record["finishReason"] == "completed" for record in records),
        "interruptedTurns": interrupted,
        "interruptionRate": round(interrupted / len(responded), 4) if responded else None,
        "totalUserSpeechDurationSeconds": round(sum(spoken), 3) if spoken else None,
        "totalUserWords": _counted(records, "user"),
        "totalAssistantWords": _counted(records, "assistant"),
        "totalWarnings": _listed(records, "warnings"),
        "totalErrors": _listed(records, "errors"),
        "toolCalls": {"total": 0, "succeeded": 0, "failed": 0, "byName": {}},
        "averageLatencies": {name: _mean(_numbers(record[name] for record in records)) for name in _AVERAGED},
    }


def _shown(turn: StoredTurn, *, include_messages: bool) -> JsonObject:
    hidden = _OURS if include_messages else (*_OURS, *_MESSAGES)
    shown: JsonObject = {"turnIndex": turn.index, "correlationId": turn.correlation_id}
    return shown | {key: value for key, value in turn.record.items() if key not in hidden}


def _duration_s(session: StoredSession) -> float | None:
    return None if session.end_time is None else seconds(moment(session.start_time), moment(session.end_time))


def _counted(records: Iterable[JsonObject], who: str) -> int:
    words = (record["words"] for record in records)
    return int(sum(_numbers(word.get(who) for word in words if isinstance(word, dict))))


def _listed(records: Iterable[JsonObject], name: str) -> int:
    return sum(len(found) for record in records if isinstance(found := record[name], list))


def _numbers(values: Iterable[Json]) -> list[float]:
    return [float(value) for value in values if isinstance(value, int | float)]


def _mean(values: Sequence[float]) -> float | None:
    return round(sum(values) / len(values), 3) if values else None


def _words(text: str) -> int:
    return len(text.split())


def _stamp(at: datetime | None) -> str | None:
    return None if at is None else stamp(at)
