"""Times as people read and type them, by one rule: a time without a zone is local, another one is in its own zone.

The local zone is that of the machine, or of `TZ`. What `local_text` shows can be typed again: `parse_since` reads it.
A time outside of the years 1 to 9999, which another zone can make of the first and the last one, becomes the nearest
time inside.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from personactl.errors import UsageError
from personactl.pattern import Pattern

_MONTHS: Final = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_UNITS: Final = {
    "seconds": ("s", "sec", "secs", "second", "seconds"),
    "minutes": ("m", "min", "mins", "minute", "minutes"),
    "hours": ("h", "hr", "hrs", "hour", "hours"),
    "days": ("d", "day", "days"),
    "weeks": ("w", "week", "weeks"),
}
_UNIT_OF: Final = {word: unit for unit, words in _UNITS.items() for word in words}
_AGE: Final = Pattern(r"((?:\d{1,9}(?:\.\d+)? ?[a-z]+ ?)+?)(?: ago)?", re.ASCII)
_AGE_PART: Final = Pattern(r"(?<![\d.])([\d.]+) ?([a-z]+)")
_CLOCK: Final = Pattern(r"\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?", re.ASCII)
_DAY: Final = Pattern(r"(today|yesterday)(?: (\d{1,2}:\d\d(?::\d\d)?))?", re.IGNORECASE | re.ASCII)
_DAY_OF_YEAR: Final = Pattern(r"([A-Za-z]{3})\s+(\d{1,2})(?:\s+(\d.*))?", re.ASCII)
_WITH_ZONE: Final = Pattern(r"(.*\d) ([A-Za-z]{2,6}|[+-]\d\d(?:\d\d)?)", re.ASCII)
_FIRST: Final = datetime.min.replace(tzinfo=UTC)
_LAST: Final = datetime.max.replace(tzinfo=UTC)


def as_utc(at: datetime) -> datetime:
    """Return a time in UTC. A time without a zone is taken as UTC."""
    return at.replace(tzinfo=UTC) if at.tzinfo is None else in_zone(at, UTC)


def in_zone(at: datetime, zone: tzinfo | None) -> datetime:
    """Return an aware time in another zone; None is the machine's."""
    try:
        return at.astimezone(zone)
    except (OverflowError, OSError, ValueError):
        return _FIRST if at.year < 5000 else _LAST


def zone_name(at: datetime, zone: tzinfo | None) -> str:
    """Return the abbreviation that the zone has at that time, such as CET, or CEST in summer."""
    return in_zone(at, zone).tzname() or "UTC"


def local_text(at: datetime, *, now: datetime, zone: tzinfo | None) -> str:
    """Return the time of day in `zone`, with the date before it unless that is today. None is the machine's zone."""
    local, today = in_zone(at, zone), in_zone(now, zone).date()
    clock = f"{local:%H:%M:%S}"
    if local.date() == today:
        return clock
    if local.year == today.year:
        return f"{_MONTHS[local.month - 1]} {local.day:02} {clock}"
    return f"{local.date().isoformat()} {clock}"


def parse_since(text: str, now: datetime, zone: tzinfo | None = None) -> datetime:
    """Return the time in UTC that an age, a time or a day refers to.

    Ages are `15m`, `2h`, `1h30m`, `3 days ago`. Days are `today` and `yesterday`, with a time of day or from midnight.
    Times are those of ISO 8601 and those that `local_text` returns, with or without `zone_name` behind them. Where
    clocks are changed, a time occurs twice or not at all; it is then the earliest time that it can be.

    now: the current time, aware.
    zone: the zone of times without one; None is the machine's.

    Raises `UsageError` for any other text.
    """
    text = " ".join(text.split())
    moment = _age(text, now)
    if moment is None:
        moment = next((found for found in _moments(text, now, zone) if found is not None), None)
    if moment is None:
        raise UsageError(
            f"{text!r} is neither an age nor a time",
            where="--since",
            hint="write 90s, 15m, 2h, 3d, 1w, yesterday, 14:30 or 2026-11-22 14:30, or with a zone 2026-11-22T14:30Z",
        )
    return moment


def with_zone(at: datetime, now: datetime, zone: tzinfo | None = None) -> str:
    """Return what `local_text` returns, and the name of the zone."""
    return f"{local_text(at, now=now, zone=zone)} {zone_name(at, zone)}"


def _age(text: str, now: datetime) -> datetime | None:
    found = _AGE.fullmatch(text.lower())
    parts = [(part[1], part[2]) for part in _AGE_PART.finditer(found[1])] if found else []
    if not parts or any(unit not in _UNIT_OF for _, unit in parts):
        return None
    try:
        return now - sum((timedelta(**{_UNIT_OF[unit]: float(number)}) for number, unit in parts), timedelta())
    except OverflowError:
        return _FIRST


def _moments(text: str, now: datetime, zone: tzinfo | None) -> Iterator[datetime | None]:
    """Yield what `text` can mean, the first one being the best."""
    yield _with_zone(text, now, zone)
    written = _written(text, in_zone(now, zone))
    yield None if written is None else _aware(written, zone)


def _with_zone(text: str, now: datetime, zone: tzinfo | None) -> datetime | None:
    """Return a time with the name of a zone behind it: UTC, or a name of the local zone, as `zone_name` returns it."""
    found = _WITH_ZONE.fullmatch(text)
    if found is None:
        return None
    rest, name = found.groups()
    offset = _offset(name)
    if offset is not None:
        written = _written(rest, in_zone(now, offset))
        return None if written is None else _aware(written, offset)
    written = _written(rest, in_zone(now, zone))
    if written is None or written.tzinfo is not None:
        return None
    return next((one for one in _readings(written, zone) if zone_name(one, zone) == name), None)


def _offset(name: str) -> tzinfo | None:
    """Return the zone that is named UTC, GMT, or by its offset."""
    if name.upper() in {"UTC", "GMT"}:
        return UTC
    return datetime.fromisoformat(f"2000-01-01T00:00{name}").tzinfo if name[0] in "+-" else None


def _written(text: str, now: datetime) -> datetime | None:
    """Return the time as it is written, without a zone unless it has one. `now` is in the zone of the text."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None, fold=0)
    try:
        if day := _DAY.fullmatch(text):
            earlier = timedelta(days=day[1].lower() == "yesterday")
            return datetime.combine(midnight.date() - earlier, _clock(day[2] or "00:00"))
        if _CLOCK.fullmatch(text):
            return datetime.combine(midnight.date(), _clock(text))
        if day := _DAY_OF_YEAR.fullmatch(text):
            return _day_of_year(day[1], int(day[2]), day[3] or "00:00", now)
        return datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        return None


def _day_of_year(month: str, day: int, clock: str, now: datetime) -> datetime | None:
    """Return a day of this year, or of the last one if it is still to come, as in a time that was shown in December."""
    if month.capitalize() not in _MONTHS or not _CLOCK.fullmatch(clock):
        return None
    found = datetime.combine(date(now.year, _MONTHS.index(month.capitalize()) + 1, day), _clock(clock))
    return found if found <= now.replace(tzinfo=None) + timedelta(days=1) else found.replace(year=now.year - 1)


def _clock(text: str) -> time:
    """Return a time of day. Raises `ValueError`."""
    hour, _, rest = text.partition(":")
    return time.fromisoformat(f"{hour:0>2}:{rest}")


def _aware(written: datetime, zone: tzinfo | None) -> datetime:
    """Return a time in UTC; one without a zone is in `zone`."""
    return min(_readings(written, zone))


def _readings(written: datetime, zone: tzinfo | None) -> tuple[datetime, datetime]:
    """Return both times that `written` can be, which differ only where the clocks of `zone` are changed."""
    zoned = written.replace(tzinfo=zone) if written.tzinfo is None and zone is not None else written
    first, second = (in_zone(zoned.replace(fold=fold), UTC) for fold in (0, 1))
    return first, second
