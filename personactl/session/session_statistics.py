"""The statistics of a session: a few numbers of its analytics report.

The platform makes the report when the session has ended. Without a report there are no statistics, which differs from
statistics of zero. Source: docs/platform.md#session-analytics.
"""

import math
from collections.abc import Sequence
from typing import Literal, TypeAlias

import msgspec

from personactl.api.sessions import Analytics, Turn

LatencyMetric: TypeAlias = Literal["firstAudioLatencySeconds", "llmTimeToFirstOutputSeconds"]


class Statistics(msgspec.Struct, frozen=True):
    """The numbers of one report. None means that the report does not contain the number.

    turns:       turns of the conversation
    interrupted: turns that the user interrupted
    tool_calls:  tool calls
    warnings:    warnings
    errors:      errors
    p95_s:       the 95th percentile of `metric` in seconds, over the turns that have it
    metric:      what the user waited for
    """

    turns: int | None
    interrupted: int | None
    tool_calls: int | None
    warnings: int | None
    errors: int | None
    p95_s: float | None
    metric: LatencyMetric | None


def statistics(analytics: Analytics) -> Statistics:
    """Return the statistics of a report. A text conversation has no audio, so that the LLM's first output counts."""
    summary = analytics.summary
    metric, latencies = _latencies(analytics.turns)
    return Statistics(
        turns=summary.total_turns if summary else None,
        interrupted=summary.interrupted_turns if summary else None,
        tool_calls=summary.tool_calls.total if summary and summary.tool_calls else None,
        warnings=summary.total_warnings if summary else None,
        errors=summary.total_errors if summary else None,
        p95_s=percentile(latencies, 0.95) if latencies else None,
        metric=metric,
    )


def percentile(values: Sequence[float], share: float) -> float:
    """Return the nearest-rank percentile, which is always one of the `values`. There must be at least one."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def _latencies(turns: Sequence[Turn]) -> tuple[LatencyMetric | None, list[float]]:
    audio = [value for turn in turns if (value := turn.first_audio_latency_seconds) is not None]
    if audio:
        return "firstAudioLatencySeconds", audio
    output = [value for turn in turns if (value := turn.llm_time_to_first_output_seconds) is not None]
    return ("llmTimeToFirstOutputSeconds", output) if output else (None, [])
