"""A session's analytics report boiled down to the few numbers that people scan a list for.

The report comes from the platform once a session has ended; while there is none there are no statistics, which is
different from statistics that are zero.
"""

import math
from collections.abc import Sequence
from typing import Literal, TypeAlias

import msgspec

from personactl.api.sessions import Analytics, Turn

LatencyMetric: TypeAlias = Literal["firstAudioLatencySeconds", "llmTimeToFirstOutputSeconds"]


class Statistics(msgspec.Struct, frozen=True):
    """`p95_s` is over the turns that recorded `metric`: what the user waited for, in seconds; both None if none did."""

    turns: int | None
    interrupted: int | None
    tool_calls: int | None
    warnings: int | None
    errors: int | None
    p95_s: float | None
    metric: LatencyMetric | None


def statistics(analytics: Analytics) -> Statistics:
    """The numbers of one report. A conversation by text has no audio: there the first words count."""
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
    """The nearest-rank percentile: always one of the `values`, of which there must be one at least."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def _latencies(turns: Sequence[Turn]) -> tuple[LatencyMetric | None, list[float]]:
    audible = [turn.first_audio_latency_seconds for turn in turns]
    heard = [value for value in audible if value is not None]
    if heard:
        return "firstAudioLatencySeconds", heard
    read = [value for turn in turns if (value := turn.llm_time_to_first_output_seconds) is not None]
    return ("llmTimeToFirstOutputSeconds", read) if read else (None, [])
