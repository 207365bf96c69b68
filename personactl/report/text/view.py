"""How a result is displayed: the width of the terminal and the clock for its times."""

from datetime import datetime, tzinfo

import msgspec

from personactl.report.text.quantities import instant, local_time


class View(msgspec.Struct, frozen=True):
    """The settings of one display.

    width: the width of the terminal in cells, or None in a pipe.
    now: the current time, aware.
    zone: the time zone for people; None is the machine's.
    """

    width: int | None
    now: datetime
    zone: tzinfo | None = None

    def time(self, at: datetime | None) -> str | None:
        """Return `at` in local time on a terminal, in UTC in a pipe."""
        if at is None:
            return None
        return instant(at) if self.width is None else local_time(at, now=self.now, zone=self.zone)
