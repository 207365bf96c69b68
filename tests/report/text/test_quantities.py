"""Counts, times and durations as text."""

from datetime import datetime, timedelta, timezone

import pytest

from personactl.report.text.quantities import duration, instant, latency

EAST = timezone(timedelta(hours=2))


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-3, "0.0s"),
        (0.09, "0.0s"),
        (0.49, "0.4s"),
        (9.99, "9.9s"),
        (10, "10s"),
        (59.9, "59s"),
        (60, "1m00s"),
        (3599.9, "59m59s"),
        (3600, "1h00m"),
        (90_061, "25h01m"),
    ],
)
def test_durations_are_rounded_down(seconds: float, words: str) -> None:
    assert duration(seconds) == words


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.0004, "0ms"), (0.42, "420ms"), (0.9994, "999ms"), (0.9996, "1.00s"), (6.754, "6.75s")]
)
def test_latencies_are_milliseconds_below_a_second(seconds: float, words: str) -> None:
    assert latency(seconds) == words


def test_instants_are_utc_with_milliseconds() -> None:
    assert instant(datetime(2026, 1, 2, 5, 4, 3, 999_999, tzinfo=EAST)) == "2026-01-02T03:04:03.999Z"
