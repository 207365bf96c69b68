"""Sessions and their data: `/v1/sessions`, transcripts, analytics, concurrency.

The list can only filter by search, API key and persona; callers apply all other filters. Its order is not specified. A
session without `end_time` is live. Transcript and analytics answer 404 until they exist; the message gives the
reason.
"""

from collections.abc import AsyncIterator
from datetime import datetime

from msgspec import field

from personactl.api.answers import Answer, parsed
from personactl.api.client import Client, resource
from personactl.api.paging import LARGEST_PAGE, items
from personactl.json_value import JsonValue


class ToolCall(Answer, frozen=True, kw_only=True):
    """One tool call of a session or of a turn; arguments and result only in a session's own detail."""

    turn_index: int | None = None
    correlation_id: str | None = None
    tool_call_id: str | None = None
    tool_name: str | None = None
    tool_type: str | None = None
    tool_subtype: str | None = None
    status: str | None = None
    started_at: datetime | None = None
    completed_at: datetime | None = None
    duration_seconds: float | None = None
    error_message: str | None = None
    arguments: dict[str, JsonValue] | None = None
    result: str | None = None
    documents_accessed: tuple[str, ...] | None = None


class Session(Answer, frozen=True, kw_only=True):
    """One session. `persona_id` is None for an ephemeral one; `persona_config` is a snapshot with secrets redacted."""

    id: str
    persona_id: str | None = None
    client_label: str | None = None
    start_time: datetime | None = None
    end_time: datetime | None = None
    session_length_ms: int | None = None
    exit_status: str | None = None
    engine_host: str | None = None
    engine_protocol: str | None = None
    engine_version: str | None = None
    client_metadata: dict[str, JsonValue] | None = None
    persona_config: dict[str, JsonValue] | None = None
    api_key_id: str | None = None
    organization_id: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    tool_calls: tuple[ToolCall, ...] | None = None

    @property
    def is_live(self) -> bool:
        return self.end_time is None


class TranscriptMessage(Answer, frozen=True, kw_only=True):
    """`role` is user or persona; `was_interrupted` is None for a user's message."""

    role: str
    message: str = ""
    timestamp: datetime | None = None
    speaking_duration_seconds: float | None = None
    was_interrupted: bool | None = None


class Transcript(Answer, frozen=True, kw_only=True):
    session_id: str | None = None
    persona_name: str | None = None
    start_time: datetime | None = None
    end_time: datetime | None = None
    duration_ms: int | None = None
    total_messages: int | None = None
    transcripts_enabled: bool | None = None
    messages: tuple[TranscriptMessage, ...] = ()


class AnalyticsConfig(Answer, frozen=True, kw_only=True):
    """The configuration of the session. If a substitute took the place of an LLM, `llm_provider` and `llm_model` name
    it."""

    llm_provider: str | None = None
    llm_model: str | None = None
    tts_provider: str | None = None
    tts_voice: str | None = None
    avatar_key: str | None = None
    persona_name: str | None = None
    language_code: str | None = None
    transcripts_enabled: bool | None = None


class ToolCallCounts(Answer, frozen=True, kw_only=True):
    total: int | None = None
    succeeded: int | None = None
    failed: int | None = None
    by_name: dict[str, int] = field(default_factory=dict)


class AverageLatencies(Answer, frozen=True, kw_only=True):
    """Means over the session's turns, in seconds."""

    transcription_latency_seconds: float | None = None
    llm_time_to_first_output_seconds: float | None = None
    tts_generation_duration_seconds: float | None = None
    first_audio_latency_seconds: float | None = None


class AnalyticsSummary(Answer, frozen=True, kw_only=True):
    total_turns: int | None = None
    completed_turns: int | None = None
    interrupted_turns: int | None = None
    interruption_rate: float | None = None
    total_user_speech_duration_seconds: float | None = None
    total_user_words: int | None = None
    total_assistant_words: int | None = None
    total_warnings: int | None = None
    total_errors: int | None = None
    tool_calls: ToolCallCounts | None = None
    average_latencies: AverageLatencies | None = None


class Turn(Answer, frozen=True, kw_only=True):
    """One turn of a session's report; latencies and durations in seconds, messages only on request."""

    turn_index: int
    correlation_id: str | None = None
    user_speech_start_time: datetime | None = None
    user_speech_end_time: datetime | None = None
    transcription_latency_seconds: float | None = None
    llm_first_output_time: datetime | None = None
    llm_final_output_time: datetime | None = None
    llm_time_to_first_output_seconds: float | None = None
    llm_generation_duration_seconds: float | None = None
    tts_time_to_first_audio_seconds: float | None = None
    persona_start_speaking_time: datetime | None = None
    persona_stop_speaking_time: datetime | None = None
    first_audio_latency_seconds: float | None = None
    speaking_duration_seconds: float | None = None
    finish_reason: str | None = None
    was_interrupted: bool | None = None
    interrupted_stage: str | None = None
    tool_calls: tuple[ToolCall, ...] | None = None
    user_message: str | None = None
    assistant_message: str | None = None


class Analytics(Answer, frozen=True, kw_only=True):
    """The report of one ended session."""

    session_id: str | None = None
    start_time: datetime | None = None
    end_time: datetime | None = None
    duration_seconds: float | None = None
    session_type: str | None = None
    exit_status: str | None = None
    client_label: str | None = None
    persona_id: str | None = None
    config: AnalyticsConfig | None = None
    summary: AnalyticsSummary | None = None
    turns: tuple[Turn, ...] = ()


class Concurrency(Answer, frozen=True, kw_only=True):
    """How many sessions run, and how many may. Advisory; `estimated_wait_seconds` is 0 if there is a free slot."""

    limit: int | None = None
    active: int | None = None
    can_start_session: bool | None = None
    estimated_wait_seconds: int | None = None


async def list_sessions(
    client: Client, *, persona_id: str | None = None, search: str | None = None, per_page: int = LARGEST_PAGE
) -> AsyncIterator[Session]:
    """Yield sessions in the platform's order, each once; pages are requested only as far as the caller reads.

    The platform matches `search` with id and client label; `persona_id` must be a uuid (400 otherwise).
    """
    where = client.origin + resource("sessions")
    async for entry in items(client, resource("sessions"), {"personaId": persona_id, "search": search}, per_page):
        yield parsed(Session, entry, where)


async def get_session(client: Client, session_id: str) -> Session:
    """Return the session with its tool calls. Raises `NotFoundError`; `RejectedError` for an id that is not a uuid."""
    path = resource("sessions", session_id)
    return parsed(Session, await client.get(path), client.origin + path)


async def get_transcript(client: Client, session_id: str) -> Transcript:
    """Return the messages in the order of the conversation. Raises `NotFoundError` also if nothing was said yet."""
    path = resource("sessions", session_id, "transcript")
    return parsed(Transcript, await client.get(path), client.origin + path)


async def get_analytics(client: Client, session_id: str, *, include_messages: bool = False) -> Analytics:
    """Raises `NotFoundError` while the session is live and until its report exists."""
    path = resource("sessions", session_id, "analytics")
    answer = await client.get(path, {"includeMessages": include_messages})
    return parsed(Analytics, answer, client.origin + path)


async def get_concurrency(client: Client) -> Concurrency:
    path = resource("sessions", "concurrency")
    return parsed(Concurrency, await client.get(path), client.origin + path)


async def stop_session(client: Client, session_id: str) -> None:
    """Ask the engine to end a session; its end time and report arrive later.

    Raises `NotFoundError` also for one that never reached an engine.
    """
    await client.post(resource("sessions", session_id, "stop"))
