"""A session that a tail tracks: which of its events were taken, and which ones are new in what was just read.

Taking events never waits for a request. Returned events and remembered positions change together, so that a request
that fails between two of them loses nothing.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from sys import getsizeof

import msgspec

from personactl.api.sessions import Analytics, Session, Transcript
from personactl.session.session_events import Event, Message, Role, SessionEnded, SessionName, SessionStarted
from personactl.session.session_matcher import persona_name
from personactl.session.session_statistics import statistics

EVENT_BYTES = 400
"""The memory that an event takes without its text: itself, its order and its time."""


class EventOrder(msgspec.Struct, frozen=True, order=True):
    """The order of an event among all others: by time, and never before an earlier event of its session."""

    at: datetime
    session_start: datetime
    session_id: str
    rank: int


class OrderedEvent(msgspec.Struct, frozen=True):
    """An event with its place among all others."""

    order: EventOrder
    event: Event

    @property
    def memory(self) -> int:
        """The bytes that it takes, without what it shares with other events of its session."""
        return EVENT_BYTES + (getsizeof(self.event.text) if isinstance(self.event, Message) else 0)


def session_name(session: Session) -> SessionName:
    """Return the name of the session in its events."""
    return SessionName(
        id=session.id,
        persona=persona_name(session),
        persona_id=session.persona_id,
        label=session.client_label,
    )


class TrackedSession:
    """The state of a session that is tracked.

    session: the session as it was read last
    taken:   how many events were taken
    """

    __slots__ = ("_end_seen_at", "_messages", "_time", "session", "started_at", "taken")

    def __init__(self, session: Session, started_at: datetime) -> None:
        self.session = session
        self.started_at = started_at
        self.taken = 0
        self._messages = 0
        # A message without a time, or with an earlier one, gets the time of the last event.
        self._time = started_at
        self._end_seen_at: datetime | None = None

    def take(self, transcript: Transcript | None) -> Iterator[OrderedEvent]:
        """Yield the start and the messages that were not taken before."""
        name = session_name(self.session)
        if self.taken == 0:
            yield self._ordered(self.started_at, SessionStarted(name, self.started_at))
        for message in transcript.messages[self._messages :] if transcript else ():
            role: Role = "user" if message.role == "user" else "persona"
            event = Message(
                session=name,
                at=message.timestamp,
                index=self._messages,
                role=role,
                text=message.message,
                was_interrupted=bool(message.was_interrupted),
                speaking_s=message.speaking_duration_seconds,
            )
            self._messages += 1
            yield self._ordered(message.timestamp, event)

    def take_end(self, ended_at: datetime, analytics: Analytics | None) -> list[OrderedEvent]:
        """Return the end of the session."""
        length_ms = self.session.session_length_ms
        event = SessionEnded(
            session=session_name(self.session),
            at=ended_at,
            exit_status=self.session.exit_status,
            duration_s=length_ms / 1000 if length_ms is not None else (ended_at - self.started_at).total_seconds(),
            statistics=statistics(analytics) if analytics else None,
        )
        return [self._ordered(ended_at, event)]

    def end_seen_for(self, duration: timedelta, now: datetime) -> bool:
        """Return whether the end was first seen at least `duration` ago, by the clock of this machine."""
        if self._end_seen_at is None:
            self._end_seen_at = now
        return now - self._end_seen_at >= duration

    def _ordered(self, at: datetime | None, event: Event) -> OrderedEvent:
        self._time = max(self._time, at) if at is not None else self._time
        self.taken += 1
        return OrderedEvent(EventOrder(self._time, self.started_at, self.session.id, self.taken), event)
