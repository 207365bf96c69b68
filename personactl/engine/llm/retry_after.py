"""The Retry-After header: seconds or a date, into seconds from now."""

import math
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def seconds_to_wait(header: str | None, now: datetime) -> float | None:
    """Seconds to wait, 0 for a moment that has passed; None when the header is absent or unreadable."""
    if header is None:
        return None
    try:
        seconds = float(header)
    except ValueError:
        return _until(header, now)
    return max(seconds, 0.0) if math.isfinite(seconds) else None


def _until(header: str, now: datetime) -> float | None:
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    if moment.tzinfo is None:  # the "-0000" form: UTC by the standard
        moment = moment.replace(tzinfo=UTC)
    return max((moment - now).total_seconds(), 0.0)
