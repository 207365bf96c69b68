"""Stamps: moments as the platform writes them, in UTC with milliseconds and a `Z` (`2026-04-20T10:00:00.000Z`).

All stamps have the same length, so text order is time order: the store sorts and compares them as text.
"""

from datetime import UTC, datetime, timedelta


def utc_now() -> datetime:
    return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """The stamp of `moment`, which must be aware. Microseconds are cut, not rounded."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment(text: str) -> datetime:
    """The aware moment of a stamp, in UTC. Raises `ValueError` if `text` is not an ISO 8601 moment with a zone."""
    parsed = datetime.fromisoformat(text)
    if parsed.tzinfo is None:
        raise ValueError(f"no time zone in {text!r}")
    return parsed.astimezone(UTC)


def stamp_after(earlier: str, now: datetime) -> str:
    """The stamp of `now`, but at least one millisecond after `earlier`.

    Clients see by `updatedAt` that something changed, so two writes must never have the same one.
    """
    return max(stamp(now), stamp(moment(earlier) + timedelta(milliseconds=1)))
