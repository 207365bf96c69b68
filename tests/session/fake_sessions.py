"""A platform's sessions in memory, for trying a tail against every way in which a list can move while it is read.

It keeps the promise that a tail builds on: what happened is visible from then on. `before_read` runs ahead of each
page, transcript and report, so that a test can let things happen at exactly that moment.
"""

from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from personactl.api.sessions import Analytics, Session, Transcript, TranscriptMessage
from personactl.session.events import Event, Message, SessionEnded, SessionStarted

DAWN = datetime(2026, 3, 1, 6, tzinfo=UTC)

Trace = tuple[str, str]
"""What a test compares of an event: its session and `start`, the message's text, or `end`."""


def nothing() -> None:
    pass


@dataclass
class Entry:
    session: Session
    messages: list[TranscriptMessage] = field(default_factory=list)
    reported: bool = True


@dataclass
class Ledger:
    """`truth` is everything that happened, in order; one second passes with every happening."""

    page_size: int = 3
    before_read: Callable[[], None] = nothing
    oldest_first: bool = False
    entries: list[Entry] = field(default_factory=list)
    truth: list[Trace] = field(default_factory=list)
    seconds: int = 0
    reads: int = 0

    def now(self) -> datetime:
        return DAWN + timedelta(seconds=self.seconds)

    def start(self, label: str | None = None) -> Entry:
        self.seconds += 1
        key = f"s{len(self.truth):03}"
        entry = Entry(
            Session(id=key, start_time=self.now(), client_label=label, persona_config={"name": "Cara"}),
        )
        self.entries.append(entry)
        self.truth.append((key, "start"))
        return entry

    def say(self, entry: Entry, *, at: datetime | None = None, timed: bool = True) -> None:
        self.seconds += 1
        text = f"m{len(self.truth)}"
        time = (at or self.now()) if timed else None
        role = "persona" if len(entry.messages) % 2 == 0 else "user"
        entry.messages.append(TranscriptMessage(role=role, message=text, timestamp=time))
        self.truth.append((entry.session.id, text))

    def end(self, entry: Entry, *, reported: bool = True) -> None:
        self.seconds += 1
        ended = {"end_time": self.now(), "exit_status": "NORMAL_EXIT"}
        entry.session = replace(entry.session, **ended)
        entry.reported = reported
        self.truth.append((entry.session.id, "end"))

    def erase(self, entry: Entry) -> None:
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


def trace(event: Event) -> Trace:
    match event:
        case SessionStarted(session=session):
            return session.id, "start"
        case Message(session=session, text=text):
            return session.id, text
        case SessionEnded(session=session):
            return session.id, "end"
