"""The statistics of a report: latencies and percentiles."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from personactl.api.sessions import Analytics
from personactl.session.session_statistics import percentile, statistics


def report(*turns: dict[str, object], summary: dict[str, object] | None = None) -> Analytics:
    numbered = [{"turnIndex": index, **turn} for index, turn in enumerate(turns)]
    return msgspec.convert({"turns": numbered, **({"summary": summary} if summary else {})}, Analytics)


def test_the_latency_of_spoken_turns_is_that_of_the_first_audio() -> None:
    heard = report(
        {"firstAudioLatencySeconds": 1.5, "llmTimeToFirstOutputSeconds": 0.2},
        {"llmTimeToFirstOutputSeconds": 0.3},
    )
    assert (statistics(heard).p95_s, statistics(heard).metric) == (1.5, "firstAudioLatencySeconds")


def test_the_latency_of_written_turns_is_that_of_the_first_output() -> None:
    written = report({}, {"llmTimeToFirstOutputSeconds": 0.2}, {"llmTimeToFirstOutputSeconds": 0.4})
    assert (statistics(written).p95_s, statistics(written).metric) == (0.4, "llmTimeToFirstOutputSeconds")


def test_numbers_missing_from_a_report_are_none_and_not_zero() -> None:
    known = statistics(report({}))
    assert (known.turns, known.interrupted, known.tool_calls, known.p95_s, known.metric) == (None,) * 5


def test_counts_come_from_the_summary() -> None:
    known = statistics(
        report(
            summary={
                "totalTurns": 4,
                "interruptedTurns": 1,
                "totalWarnings": 2,
                "totalErrors": 0,
                "toolCalls": {"total": 3},
            }
        )
    )
    assert (known.turns, known.interrupted, known.tool_calls, known.warnings, known.errors) == (4, 1, 3, 2, 0)


@pytest.mark.parametrize(("count", "expected"), [(1, 1), (2, 2), (19, 19), (20, 19), (21, 20), (100, 95)])
def test_the_95th_percentile_is_the_nearest_rank(count: int, expected: int) -> None:
    assert percentile([float(value) for value in range(count, 0, -1)], 0.95) == expected


@given(st.lists(st.floats(0, 100), min_size=1), st.floats(0.01, 1))
def test_at_least_the_share_is_no_greater_than_the_percentile(values: list[float], share: float) -> None:
    bound = percentile(values, share)
    assert bound in values
    assert sum(value <= bound for value in values) >= share * len(values) - 1e-9
