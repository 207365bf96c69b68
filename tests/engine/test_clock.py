"""Stamps: their text order is the order of time, and the next one is always later."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from personactl.engine.clock import moment, stamp, stamp_after

NOON = datetime(2026, 4, 20, 12, 0, 0, 999_999, tzinfo=UTC)


def test_a_stamp_is_utc_with_milliseconds() -> None:
    assert stamp(NOON) == "2026-04-20T12:00:00.999Z"
    assert stamp(NOON.astimezone(timezone(timedelta(hours=-5)))) == "2026-04-20T12:00:00.999Z"
    assert moment(stamp(NOON)) == NOON.replace(microsecond=999_000)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        stamp(datetime(2026, 4, 20))  # noqa: DTZ001 - what is refused
    with pytest.raises(ValueError, match="time zone"):
        moment("2026-04-20T12:00:00")


@pytest.mark.parametrize(
    ("now", "later"),
    [
        (NOON + timedelta(seconds=1), "2026-04-20T12:00:01.999Z"),
        (NOON, "2026-04-20T12:00:01.000Z"),
        (NOON - timedelta(days=1), "2026-04-20T12:00:01.000Z"),
    ],
    ids=["time went on", "time stood still", "the clock was set back"],
)
def test_the_next_stamp_is_later_whatever_the_clock_says(now: datetime, later: str) -> None:
    assert stamp_after(stamp(NOON), now) == later
