"""Events that were read and not yet returned, within the memory that they may take.

With `newest`, no more than the newest events are kept: the last twenty of a hundred long transcripts are not a hundred
transcripts.
"""

from collections.abc import Iterable
from datetime import datetime
from heapq import nlargest
from typing import Final

from personactl.api.bounds.limits import EVENTS_MEMORY, MIB
from personactl.api.failures import BoundExceededError
from personactl.session.session_events import Event
from personactl.session.tracked_session import OrderedEvent

_FEW: Final = 1_000
"""Events that are kept beyond the newest, so that they are not sorted for each one that comes."""


class HeldEvents:
    """A collection of events.

    newest: how many of the newest events are needed; None for all.
    where: what they were read from, for the error.
    """

    def __init__(self, where: str) -> None:
        self.newest: int | None = None
        self._where = where
        self._held: list[OrderedEvent] = []
        self._memory = 0

    @property
    def latest(self) -> datetime | None:
        """The time of the latest event; None if there are no events."""
        return max((held.order.at for held in self._held), default=None)

    def add(self, events: Iterable[OrderedEvent]) -> None:
        """Raise `BoundExceededError` if what is needed takes too much memory."""
        for event in events:
            self._held.append(event)
            self._memory += event.memory
            if self._memory > EVENTS_MEMORY or (self.newest is not None and len(self._held) > self.newest + _FEW):
                self._keep_newest()
            if self._memory > EVENTS_MEMORY:
                raise BoundExceededError(
                    f"the events take more than {EVENTS_MEMORY // MIB} MiB of memory",
                    where=self._where,
                    hint="ask for fewer: a later --since, a smaller -n, or one --persona",
                )

    def take_until(self, at: datetime) -> list[Event]:
        """Return the events that are not later than `at`, in order, and hold the others."""
        ready = sorted((held for held in self._held if held.order.at <= at), key=lambda held: held.order)
        self._hold([held for held in self._held if held.order.at > at])
        return [held.event for held in ready]

    def _keep_newest(self) -> None:
        if self.newest is not None:
            self._hold(nlargest(self.newest, self._held, key=lambda held: held.order))

    def _hold(self, events: list[OrderedEvent]) -> None:
        self._held = events
        self._memory = sum(held.memory for held in events)
