"""A tail of sessions: it polls lists that grow and returns every event exactly once, in order.

How it achieves this:
- It remembers a session by its id and a message by its index in its session. A page that shifts while the list is
  read, or that is read again, repeats nothing.
- It reads the list down to the first page without new sessions. Sessions that push others down hide none of them.
- A poll that finds events looks a second time and returns only events that are not newer than the newest event of the
  first look. Everything that happened earlier in other sessions has been seen by then. No clock is compared with the
  platform's.
- It reads whether a session has ended before it reads its transcript. The end of a session never precedes its last
  messages.

What it holds has bounds, because a hostile platform lists sessions and messages without end.

The platform delivers some things late, such as a report or a transcript after the end of its session. The end of a
session is held back for them, for at most `report_wait`.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from sys import getsizeof
from typing import Final

from msgspec.structs import astuple

from personactl.api.bounds.limits import MIB, SESSIONS
from personactl.api.concurrent_requests import concurrently
from personactl.api.failures import BoundExceededError
from personactl.api.sessions import Session, Transcript
from personactl.session.held_events import HeldEvents
from personactl.session.session_events import Event
from personactl.session.session_matcher import ended_before, started_at
from personactl.session.session_source import SessionSource
from personactl.session.tracked_session import TrackedSession

_ENTRY_BYTES: Final = 100
"""The memory that one entry of a set takes, at most."""
_EARLIEST = datetime.min.replace(tzinfo=UTC)


def any_session(_session: Session) -> bool:
    """Match every session."""
    return True


class Tail:
    """Reads events. Call `history` once, then `poll` repeatedly.

    source:      where sessions are read from
    now:         gives the current time
    includes:    selects the sessions to read
    report_wait: how long the end of a session waits for its report
    where:       what `source` is, for errors
    """

    def __init__(
        self,
        source: SessionSource,
        *,
        now: Callable[[], datetime],
        includes: Callable[[Session], bool] = any_session,
        report_wait: timedelta = timedelta(0),
        where: str = "sessions",
    ) -> None:
        self._source = source
        self._now = now
        self._includes = includes
        self._report_wait = report_wait
        self._earliest = _EARLIEST
        self._reads_all_pages = False
        self._where = where
        self._known: set[str] = set()
        self._known_memory = 0
        self._open: dict[str, TrackedSession] = {}
        self._held = HeldEvents(where)

    async def history(self, *, last: int | None = None, since: datetime | None = None) -> list[Event]:
        """Return the events so far: the newest `last` ones, and none before `since`; by default all of them.

        The platform lists the newest sessions first, and no more pages are read than the bounds require. A session
        that is older than a whole page (a hundred) of others and still open may be below these pages and stay unseen.
        """
        sessions = await self._sessions_within(last, since)
        self._earliest = self._earliest_event(sessions, last, since)
        self._track(sessions)
        del sessions
        events = await self._poll(last)
        return events[len(events) - min(last, len(events)) :] if last is not None else events

    async def poll(self) -> list[Event]:
        """Return all events since the last call, in order."""
        return await self._poll(None)

    async def _poll(self, last: int | None) -> list[Event]:
        """Return at least the newest `last` events since the last call; None for all."""
        self._held.newest = last
        await self._look()
        self._held.newest = None  # what the second look finds may be too new to be returned
        latest = self._held.latest
        if latest is None:
            return []
        await self._look()
        return self._held.take_until(latest)

    async def _look(self) -> None:
        """Read the list down to the first page without new sessions, then the transcript of every open session."""
        self._track(await self._newest_sessions())
        await concurrently(list(self._open.values()), self._read)

    async def _read(self, tracked: TrackedSession) -> None:
        session = tracked.session
        has_transcript = self._take(tracked, await self._source.transcript(session.id))
        ended_at = session.end_time
        if ended_at is None:
            return
        analytics = await self._source.analytics(session.id)
        complete = has_transcript and analytics is not None
        if complete or tracked.end_seen_for(self._report_wait, self._now()):
            self._held.add(tracked.take_end(ended_at, analytics))
            del self._open[session.id]

    def _take(self, tracked: TrackedSession, transcript: Transcript | None) -> bool:
        """Take new events, and return whether there is a transcript. A large one is not kept until the report came."""
        first_time = tracked.taken == 0
        events = tracked.take(transcript)
        self._held.add(event for event in events if not first_time or event.order.at >= self._earliest)
        return transcript is not None

    async def _newest_sessions(self) -> list[Session]:
        """Return the list down to the first page without new sessions, and the open sessions below that page."""
        found: dict[str, Session] = {}
        async with aclosing(self._source.pages()) as pages:
            async for page in pages:
                any_new = any(session.id not in self._known for session in page)
                found |= {one.id: one for one in page if one.id in self._open or one.id not in self._known}
                if not (any_new or self._reads_all_pages):
                    break
        below = [session_id for session_id in self._open if session_id not in found]
        for session_id, session in zip(below, await concurrently(below, self._source.session), strict=True):
            if session is None:
                del self._open[session_id]
            else:
                found[session_id] = session
        return list(found.values())

    async def _sessions_within(self, last: int | None, since: datetime | None) -> list[Session]:
        """Return the pages that the bounds require. If the list is not newest first, all pages are read from now on."""
        found: dict[str, Session] = {}
        async with aclosing(self._source.pages()) as pages:
            async for page in pages:
                found |= {session.id: session for session in page}
                self._reads_all_pages |= not _is_newest_first(page)
                enough = last is not None and len(self._times(found.values())) >= last
                too_old = since is not None and all(ended_before(session, since) for session in page)
                if (enough or too_old) and not self._reads_all_pages:
                    break
        return list(found.values())

    def _earliest_event(self, sessions: Iterable[Session], last: int | None, since: datetime | None) -> datetime:
        """Return the time before which no event is needed, as far as the list alone tells."""
        earliest = since or _EARLIEST
        times = self._times(sessions)
        if last is None or last > len(times) or not times:
            return earliest
        return max(earliest, times[last - 1] if last else times[0] + timedelta.resolution)

    def _times(self, sessions: Iterable[Session]) -> list[datetime]:
        """Return the times of the starts and ends in the list, newest first."""
        included = [session for session in sessions if self._includes(session)]
        times = [*(started_at(session) for session in included), *(session.end_time for session in included)]
        return sorted((time for time in times if time is not None), reverse=True)

    def _track(self, sessions: Iterable[Session]) -> None:
        """Track new sessions, except those that are not included or ended before the first event that is needed."""
        for session in sessions:
            if session.id in self._open:
                self._open[session.id].session = session
            elif session.id not in self._known:
                self._known.add(session.id)
                self._known_memory += getsizeof(session.id) + _ENTRY_BYTES
                if self._includes(session) and not ended_before(session, self._earliest):
                    self._open[session.id] = TrackedSession(session, started_at(session) or self._now())
        if self._known_memory + sum(_memory_of(one.session) for one in self._open.values()) > SESSIONS.memory:
            raise BoundExceededError(
                f"the sessions take more than {SESSIONS.memory // MIB} MiB of memory: {len(self._known):,} are known,"
                f" and {len(self._open):,} of them are open",
                where=self._where,
                hint="narrow them with --persona or a later --since; else report this to the operator of the platform",
            )


def _memory_of(session: Session) -> int:
    config = session.persona_config or {}
    return sum(map(getsizeof, [*astuple(session), *config.values()])) + _ENTRY_BYTES


def _is_newest_first(sessions: Sequence[Session]) -> bool:
    starts = [start for session in sessions if (start := started_at(session)) is not None]
    return not starts or starts[0] >= starts[-1]
