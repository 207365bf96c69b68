"""The zone of this machine, for tests of times as people see them."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from zoneinfo import available_timezones

import pytest


@contextmanager
def local_zone(name: str) -> Iterator[None]:
    """Make `name` the zone of this process, as `TZ` does for a new one, until the block ends."""
    if name not in available_timezones():
        pytest.skip(f"this machine has no time zone database with {name}")
    before = os.environ.get("TZ")
    os.environ["TZ"] = name
    time.tzset()
    try:
        yield
    finally:
        if before is None:
            del os.environ["TZ"]
        else:
            os.environ["TZ"] = before
        time.tzset()
