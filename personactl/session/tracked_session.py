"""One session as a tail sees it: how much of it has been taken already, and what is new in what was just read.

Taking is separate from reading: a track never waits for anything, so what it hands out and what it remembers change
together, and a request that fails between two of them loses nothing.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import msgspec

from personactl.api.sessions import Analytics, Session, Transcript
from personactl.session.events import Event, Message, Role, SessionEnded, SessionName, SessionStarted
from personactl.session.session_filter import persona_name
from personactl.session.session_statistics import statistics


class Order(msgspec.Struct, frozen=True, order=True):
    """Where an event stands among all others: by time, and within its session never before its predecessor."""

    at: datetime
    session_start: datetime
    session_id: str
    rank: int


class Stamped(msgspec.Struct, frozen=True, order=True):
    order: Order
    event: Event


def session_name(session: Session) -> SessionName:
    """How events call this session."""
    return SessionName(
        id=session.id,
        persona=persona_name(session),
        persona_id=session.persona_id,
        label=session.client_label,
    )


@dataclass(slots=True)
class Track:
    """`clock` is the time of the last event taken: a message without a time, or with an earlier one, shares it."""

    session: Session
    started_at: datetime
    clock: datetime = field(init=False)
    rank: int = 0
    said: int = 0
    ended_seen_at: datetime | None = None

    def __post_init__(self) -> None:
        self.clock = self.started_at

    def take(self, transcript: Transcript | None) -> list[Stamped]:
        """The start, if it was not taken before, and every message that was not."""
        taken: list[Stamped] = []
        name = session_name(self.session)
        if self.rank == 0:
            taken.append(self._stamp(self.started_at, SessionStarted(name, self.started_at)))
        for message in transcript.messages[self.said :] if transcript else ():
            role: Role = "user" if message.role == "user" else "persona"
            event = Message(
                session=name,
                at=message.timestamp,
                index=self.said,
                role=role,
                text=message.message,
                was_interrupted=bool(message.was_interrupted),
                speaking_s=message.speaking_duration_seconds,
            )
            self.said += 1
            taken.append(self._stamp(message.timestamp, event))
        return taken

    def take_end(self, ended_at: datetime, analytics: Analytics | None) -> list[Stamped]:
        length_ms = self.session.session_length_ms
        event = SessionEnded(
            session=session_name(self.session),
            at=ended_at,
            exit_status=self.session.exit_status,
            duration_s=length_ms / 1000 if length_ms is not None else (ended_at - self.started_at).total_seconds(),
            statistics=statistics(analytics) if analytics else None,
        )
        return [self._stamp(ended_at, event)]

    def waited(self, now: datetime, patience: timedelta) -> bool:
        """Whether what a platform delivers after the end has had its time, by our clock since we saw the end."""
        if self.ended_seen_at is None:
            self.ended_seen_at = now
        return now - self.ended_seen_at >= patience

    def _stamp(self, at: datetime | None, event: Event) -> Stamped:
        self.clock = max(self.clock, at) if at is not None else self.clock
        self.rank += 1
        return Stamped(Order(self.clock, self.started_at, self.session.id, self.rank), event)
