"""Moments as the platform writes them: UTC, milliseconds, a `Z` (`2026-04-20T10:00:00.000Z`).

All of the same length, so that text order is time order: the store sorts and compares these stamps as they are.
"""

from datetime import UTC, datetime, timedelta


def utc_now() -> datetime:
    return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """`moment` (aware) as the platform writes it; microseconds are cut, not rounded."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment(text: str) -> datetime:
    """A stamp read back, aware, in UTC. Raises `ValueError` when `text` is no ISO-8601 moment with a zone."""
    parsed = datetime.fromisoformat(text)
    if parsed.tzinfo is None:
        raise ValueError(f"no time zone in {text!r}")
    return parsed.astimezone(UTC)


def stamp_after(earlier: str, now: datetime) -> str:
    """The stamp of `now`, but at least one millisecond after `earlier`.

    A client tells by `updatedAt` whether something changed, so two writes must never carry the same one.
    """
    return max(stamp(now), stamp(moment(earlier) + timedelta(milliseconds=1)))
