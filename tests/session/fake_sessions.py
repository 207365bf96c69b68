"""Sessions in memory, for tests of a tail with lists that change while they are read.

A tail relies on one property, which these sessions have: an event is visible as soon as it has happened. `before_read`
runs before each page, transcript and report, so that a test can make events happen at this moment.
"""

from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from personactl.api.sessions import Analytics, Session, Transcript, TranscriptMessage
from personactl.session.session_events import Event, Message, SessionEnded, SessionStarted

DAWN = datetime(2026, 3, 1, 6, tzinfo=UTC)

EventSummary = tuple[str, str]
"""The id of an event's session, and "start", the text of the message or "end"."""


def nothing() -> None:
    pass


@dataclass
class Entry:
    session: Session
    messages: list[TranscriptMessage] = field(default_factory=list)
    reported: bool = True


@dataclass
class FakeSessions:
    """`happened` is everything that happened, in order; one second passes with every happening."""

    page_size: int = 3
    before_read: Callable[[], None] = nothing
    oldest_first: bool = False
    entries: list[Entry] = field(default_factory=list)
    happened: list[EventSummary] = field(default_factory=list)
    seconds: int = 0
    reads: int = 0

    def now(self) -> datetime:
        return DAWN + timedelta(seconds=self.seconds)

    def start(self, label: str | None = None) -> Entry:
        self.seconds += 1
        key = f"s{len(self.happened):03}"
        entry = Entry(
            Session(id=key, start_time=self.now(), client_label=label, persona_config={"name": "Cara"}),
        )
        self.entries.append(entry)
        self.happened.append((key, "start"))
        return entry

    def say(self, entry: Entry, *, at: datetime | None = None, timed: bool = True) -> None:
        self.seconds += 1
        text = f"m{len(self.happened)}"
        time = (at or self.now()) if timed else None
        role = "persona" if len(entry.messages) % 2 == 0 else "user"
        entry.messages.append(TranscriptMessage(role=role, message=text, timestamp=time))
        self.happened.append((entry.session.id, text))

    def end(self, entry: Entry, *, reported: bool = True) -> None:
        self.seconds += 1
        ended = {"end_time": self.now(), "exit_status": "NORMAL_EXIT"}
        entry.session = replace(entry.session, **ended)
        entry.reported = reported
        self.happened.append((entry.session.id, "end"))

    def delete(self, entry: Entry) -> None:
        self.entries.remove(entry)

    @property
    def live(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.session.is_live]

    async def pages(self) -> AsyncGenerator[list[Session], None]:
        number = 0
        while True:
            self._read()
            entries = self.entries if self.oldest_first else self.entries[::-1]
            start = number * self.page_size
            yield [entry.session for entry in entries[start : start + self.page_size]]
            number += 1
            if number * self.page_size >= len(entries):
                return

    async def session(self, session_id: str) -> Session | None:
        entry = self._find(session_id)
        return entry.session if entry else None

    async def transcript(self, session_id: str) -> Transcript | None:
        entry = self._find(session_id)
        if entry is None or not entry.messages:
            return None
        return Transcript(session_id=session_id, messages=tuple(entry.messages))

    async def analytics(self, session_id: str) -> Analytics | None:
        entry = self._find(session_id)
        return Analytics(session_id=session_id) if entry and entry.reported else None

    def _find(self, session_id: str) -> Entry | None:
        self._read()
        return next((entry for entry in self.entries if entry.session.id == session_id), None)

    def _read(self) -> None:
        self.reads += 1
        self.before_read()


def summary(event: Event) -> EventSummary:
    match event:
        case SessionStarted(session=session):
            return session.id, "start"
        case Message(session=session, text=text):
            return session.id, text
        case SessionEnded(session=session):
            return session.id, "end"
