"""A report boiled down: which latencies count, and what a percentile is."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from personactl.api.sessions import Analytics
from personactl.session.session_statistics import percentile, statistics


def report(*turns: dict[str, object], summary: dict[str, object] | None = None) -> Analytics:
    numbered = [{"turnIndex": index, **turn} for index, turn in enumerate(turns)]
    return msgspec.convert({"turns": numbered, **({"summary": summary} if summary else {})}, Analytics)


def test_spoken_turns_are_measured_by_what_was_heard() -> None:
    heard = report(
        {"firstAudioLatencySeconds": 1.5, "llmTimeToFirstOutputSeconds": 0.2},
        {"llmTimeToFirstOutputSeconds": 0.3},
    )
    assert (statistics(heard).p95_s, statistics(heard).metric) == (1.5, "firstAudioLatencySeconds")


def test_written_turns_are_measured_by_their_first_words() -> None:
    written = report({}, {"llmTimeToFirstOutputSeconds": 0.2}, {"llmTimeToFirstOutputSeconds": 0.4})
    assert (statistics(written).p95_s, statistics(written).metric) == (0.4, "llmTimeToFirstOutputSeconds")


def test_a_report_that_says_nothing_has_unknown_numbers_and_no_zeros() -> None:
    known = statistics(report({}))
    assert (known.turns, known.interrupted, known.tool_calls, known.p95_s, known.metric) == (None,) * 5


def test_the_summary_counts() -> None:
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
