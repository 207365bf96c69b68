"""Times as people read and type them: one rule for both, in every zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from personactl.api.answers import parsed
from personactl.api.sessions import Session
from personactl.errors import UsageError
from personactl.local_time import as_utc, in_zone, local_text, parse_since, zone_name
from personactl.report.text.view import View
from tests.local_zone import local_zone

if not available_timezones():
    pytest.skip("this machine has no time zone database", allow_module_level=True)

NOW = datetime(2026, 11, 22, 14, 0, 30, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
ZONES = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "America/Sao_Paulo",
    "Pacific/Apia",
    "Pacific/Kiritimati",
]


def utc(*numbers: int) -> datetime:
    year, month, day, *clock = numbers
    hour, minute, second = (*clock, 0, 0, 0)[:3]
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("90s", NOW - timedelta(seconds=90)),
        ("15m", NOW - timedelta(minutes=15)),
        ("15 m", NOW - timedelta(minutes=15)),
        ("2h", NOW - timedelta(hours=2)),
        ("1.5h", NOW - timedelta(minutes=90)),
        ("1h30m", NOW - timedelta(minutes=90)),
        ("2 hours ago", NOW - timedelta(hours=2)),
        ("1 day 2 hours", NOW - timedelta(hours=26)),
        (" 3d ", NOW - timedelta(days=3)),
        ("1W", NOW - timedelta(weeks=1)),
        ("999999999w", datetime.min.replace(tzinfo=UTC)),
        ("today", utc(2026, 11, 21, 23)),
        ("Yesterday", utc(2026, 11, 20, 23)),
        ("yesterday 23:59", utc(2026, 11, 21, 22, 59)),
        ("today 9:05:06", utc(2026, 11, 22, 8, 5, 6)),
        ("14:30", utc(2026, 11, 22, 13, 30)),
        ("9:05", utc(2026, 11, 22, 8, 5)),
        ("14:02:03", utc(2026, 11, 22, 13, 2, 3)),
        ("14:02:03 CET", utc(2026, 11, 22, 13, 2, 3)),
        ("13:02:03 UTC", utc(2026, 11, 22, 13, 2, 3)),
        ("Nov 21 14:02:03", utc(2026, 11, 21, 13, 2, 3)),
        ("nov 21", utc(2026, 11, 20, 23)),
        ("Jul 01 14:02:03 CEST", utc(2026, 7, 1, 12, 2, 3)),
        ("Dec 31 23:00:00", utc(2025, 12, 31, 22)),
        ("2025-11-22 14:02:03", utc(2025, 11, 22, 13, 2, 3)),
        ("2026-11-22", utc(2026, 11, 21, 23)),
        ("2026-11-22T13:30", utc(2026, 11, 22, 12, 30)),
        ("2026-11-22T15:00:00+02:00", utc(2026, 11, 22, 13)),
        ("2026-11-22 15:00 +0200", utc(2026, 11, 22, 13)),
        ("2026-11-22T13:00:00Z", utc(2026, 11, 22, 13)),
        ("2026-11-22T13:00:00.000Z", utc(2026, 11, 22, 13)),
        ("0001-01-01", datetime.min.replace(tzinfo=UTC)),
        ("0001-01-01T00:00+14:00", datetime.min.replace(tzinfo=UTC)),
    ],
)
def test_ages_days_and_times_are_read_and_a_time_without_a_zone_is_local(text: str, expected: datetime) -> None:
    assert parse_since(text, NOW, BERLIN) == expected
    with local_zone("Europe/Berlin"):
        assert parse_since(text, NOW) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "15",
        "m",
        "-5m",
        "5x",
        "ago",
        "tomorrow",
        "2026",
        "2026-13-01",
        "25:00",
        "Foo 12",
        "Nov 31",
        "14:00 EST",
        "٣d",
    ],
)
def test_other_text_is_refused_with_examples(text: str) -> None:
    with pytest.raises(UsageError, match="is neither an age nor a time") as refused:
        parse_since(text, NOW, BERLIN)
    assert "15m" in refused.value.hint
    assert "2026-11-22T14:30Z" in refused.value.hint


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-29 02:30", utc(2026, 3, 29, 0, 30)),  # skipped
        ("2026-10-25 02:30", utc(2026, 10, 25, 0, 30)),  # twice: the first one
        ("2026-10-25 02:30 CEST", utc(2026, 10, 25, 0, 30)),
        ("2026-10-25 02:30 CET", utc(2026, 10, 25, 1, 30)),
    ],
)
def test_clocks_that_are_changed_stop_nothing(text: str, expected: datetime) -> None:
    assert parse_since(text, NOW, BERLIN) == expected
    with local_zone("Europe/Berlin"):
        assert parse_since(text, NOW) == expected


@given(
    st.integers(0, 1400 * 86400).map(lambda age_s: NOW - timedelta(seconds=age_s)),
    st.sampled_from(ZONES),
    st.booleans(),
)
@example(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "Europe/Berlin", True)
@example(datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "Europe/Berlin", True)
@example(datetime(2026, 4, 4, 14, 45, tzinfo=UTC), "Australia/Lord_Howe", False)
def test_what_is_shown_can_be_typed(at: datetime, name: str, by_machine: bool) -> None:
    at = at.replace(microsecond=0)
    zone = None if by_machine else ZoneInfo(name)
    with local_zone(name):
        for view in (View(width=80, now=NOW, zone=zone), View(width=None, now=NOW, zone=zone)):
            shown = view.zoned(at)
            assert shown is not None
            assert parse_since(shown, NOW, zone) == at


@given(st.datetimes(timezones=st.timezones()), st.sampled_from(ZONES), st.booleans())
@example(datetime.min.replace(tzinfo=UTC), "America/New_York", True)
@example(datetime.max.replace(tzinfo=UTC), "Pacific/Kiritimati", True)
def test_every_time_can_be_shown(at: datetime, name: str, by_machine: bool) -> None:
    zone = None if by_machine else ZoneInfo(name)
    with local_zone(name):
        assert local_text(at, now=NOW, zone=zone)
        assert zone_name(at, zone)
        assert in_zone(as_utc(at), zone).tzinfo is not None


@pytest.mark.parametrize("written", ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
@pytest.mark.parametrize("name", ["America/New_York", "Pacific/Kiritimati"])
def test_a_platform_that_writes_the_first_or_last_time_stops_nothing(written: str, name: str) -> None:
    with local_zone(name):
        session = parsed(Session, {"id": "s", "startTime": written}, "GET /v1/sessions")
        assert View(width=80, now=NOW).zoned(session.start_time)
        assert View(width=None, now=NOW).time(session.start_time)


def test_a_terminal_names_the_zone_once_and_a_pipe_has_utc() -> None:
    summer, winter = utc(2026, 7, 1, 12), utc(2026, 11, 22, 9)
    terminal, pipe = View(width=80, now=NOW, zone=BERLIN), View(width=None, now=NOW, zone=BERLIN)
    assert (terminal.heading("STARTED"), terminal.time(winter)) == ("STARTED (CET)", "10:00:00")
    assert terminal.time(summer) == "Jul 01 14:00:00 CEST"
    assert terminal.zoned(winter) == "10:00:00 CET"
    assert (pipe.heading("STARTED"), pipe.time(winter)) == ("STARTED", "2026-11-22T09:00:00.000Z")
    assert pipe.zoned(summer) == "2026-07-01T12:00:00.000Z"


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (utc(2026, 11, 22, 22, 5, 1), "Nov 22 23:05:01"),
        (utc(2026, 11, 22, 23, 5, 1), "00:05:01"),
        (utc(2025, 12, 31, 12), "2025-12-31 13:00:00"),
        (utc(2025, 12, 31, 23, 30), "Jan 01 00:30:00"),
        (utc(1, 2, 3), "0001-02-03 00:53:28"),
    ],
)
def test_local_times_leave_out_todays_date_and_this_year(at: datetime, words: str) -> None:
    assert local_text(at, now=utc(2026, 11, 22, 23, 30), zone=BERLIN) == words
