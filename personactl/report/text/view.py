"""Who is looking at an answer: how wide it may be, and in which clock its times are told."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from personactl.report.text.times import instant, local_time


@dataclass(frozen=True, slots=True)
class View:
    """Who is looking: `width` is the terminal's, None in a pipe; times are shown in `zone`, None is the machine's."""

    width: int | None
    now: datetime
    zone: tzinfo | None = None

    def time(self, at: datetime | None) -> str | None:
        if at is None:
            return None
        return instant(at) if self.width is None else local_time(at, now=self.now, zone=self.zone)
