"""Counts, times and durations as text."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from personactl.report.text.quantities import duration, instant, latency, local_time

NOW = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
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


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (datetime(2026, 11, 22, 22, 5, 1, tzinfo=UTC), "00:05:01"),
        (datetime(2026, 11, 22, 12, 5, 1, tzinfo=UTC), "Nov 22 14:05:01"),
        (datetime(2025, 12, 31, 12, tzinfo=UTC), "2025-12-31 14:00:00"),
    ],
)
def test_local_times_leave_out_todays_date(at: datetime, words: str) -> None:
    assert local_time(at, now=NOW, zone=EAST) == words


def test_instants_are_utc_with_milliseconds() -> None:
    assert instant(datetime(2026, 1, 2, 5, 4, 3, 999_999, tzinfo=EAST)) == "2026-01-02T03:04:03.999Z"
