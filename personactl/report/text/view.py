"""How a result is displayed: the width of the terminal and the clock for its times."""

from datetime import datetime, tzinfo

import msgspec

from personactl.local_time import local_text, with_zone, zone_name
from personactl.report.text.quantities import instant


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
        """Return `at` in local time on a terminal, where a heading or a note names the zone; in UTC in a pipe.

        A local time has the name of its zone if it is not the one of now, as in winter for a time in summer.
        """
        if at is None or self.width is None:
            return None if at is None else instant(at)
        short = local_text(at, now=self.now, zone=self.zone)
        name = zone_name(at, self.zone)
        return short if name == self.zone_name else f"{short} {name}"

    def zoned(self, at: datetime | None) -> str | None:
        """Return `at` with its zone, for a place where nothing else names the zone."""
        if at is None or self.width is None:
            return None if at is None else instant(at)
        return with_zone(at, self.now, self.zone)

    def heading(self, name: str) -> str:
        """Return the heading of a column of times: with the zone on a terminal."""
        return name if self.width is None else f"{name} ({self.zone_name})"

    @property
    def zone_name(self) -> str:
        """The name of the local zone as it is now."""
        return zone_name(self.now, self.zone)
