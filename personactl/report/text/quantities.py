"""Counts, times for programs, and durations as text."""

from datetime import datetime

from personactl.local_time import as_utc


def counted(number: int, noun: str) -> str:
    """Return `1 item`, `2 items`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def instant(at: datetime) -> str:
    """Return ISO 8601 in UTC with milliseconds, the form that the platform uses."""
    return as_utc(at).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def platform_instant(text: str | None) -> str | None:
    """Return a time that the platform wrote in the form of `instant`, or None if the text is not a time."""
    try:
        return instant(datetime.fromisoformat(text or ""))
    except ValueError:
        return None


def optional_instant(at: datetime | None) -> str | None:
    return instant(at) if at is not None else None


def duration(seconds: float) -> str:
    """Return `0.4s`, `47s`, `12m34s` or `3h07m`, rounded down. A negative duration (clocks differ) is `0.0s`."""
    if seconds < 10:
        return f"{int(max(0.0, seconds) * 10) / 10}s"
    whole = int(seconds)
    minutes, rest = divmod(whole, 60)
    if not minutes:
        return f"{rest}s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours}h{minutes:02}m" if hours else f"{minutes}m{rest:02}s"


def latency(seconds: float) -> str:
    """Return milliseconds below one second, otherwise seconds with two decimals."""
    return f"{round(seconds * 1000)}ms" if seconds < 0.9995 else f"{seconds:.2f}s"
