"""Times and durations as words: exact and in UTC for programs, short and in local time for people."""

from datetime import UTC, datetime, tzinfo


def instant(at: datetime) -> str:
    """ISO 8601 in UTC with milliseconds, as the platform writes it."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def maybe_instant(at: datetime | None) -> str | None:
    return instant(at) if at is not None else None


def local_time(at: datetime, *, now: datetime, zone: tzinfo | None) -> str:
    """The time of day in `zone`, preceded by the date unless it is today's. `zone` None is the machine's."""
    there, today = at.astimezone(zone), now.astimezone(zone).date()
    if there.date() == today:
        return f"{there:%H:%M:%S}"
    return f"{there:%b %d %H:%M:%S}" if there.year == today.year else f"{there:%Y-%m-%d %H:%M:%S}"


def duration(seconds: float) -> str:
    """`0.4s`, `47s`, `12m34s`, `3h07m`, cut and never rounded up; less than nothing (clocks that differ) is `0.0s`."""
    if seconds < 10:
        return f"{int(max(0.0, seconds) * 10) / 10}s"
    whole = int(seconds)
    minutes, rest = divmod(whole, 60)
    if not minutes:
        return f"{rest}s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours}h{minutes:02}m" if hours else f"{minutes}m{rest:02}s"


def latency(seconds: float) -> str:
    """Milliseconds below one second, else seconds with two digits."""
    return f"{round(seconds * 1000)}ms" if seconds < 0.9995 else f"{seconds:.2f}s"
