"""A tail: polls of growing lists turned into events, every one exactly once and in order.

What makes it exact:
- a session is remembered by its id and a message by its place in its session, so a page that shifts while the list
  is being read, or is read again, repeats nothing;
- the list is read down to the first page that holds nothing new, so sessions that push others down hide nobody;
- a poll that finds something looks a second time, and gives out only what is no newer than the first look: whatever
  happened earlier in another session has been seen by then. No clock is compared with the platform's;
- whether a session has ended is asked before its transcript is read, so its end never overtakes its last words.

What the platform shows late (a report, a transcript after the end) holds a session's end back, up to `patience`.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import aclosing
from datetime import UTC, datetime, timedelta

from personactl.api.concurrent_requests import concurrently
from personactl.api.sessions import Session
from personactl.session.events import Event
from personactl.session.session_filter import ended_before, started_at
from personactl.session.session_source import SessionSource
from personactl.session.tracked_session import Stamped, Track

_EARLIEST = datetime.min.replace(tzinfo=UTC)


def everything(_session: Session) -> bool:
    return True


class Tail:
    """Call `history` once, then `poll` as often as you like. `wanted` chooses the sessions to look at."""

    def __init__(
        self,
        source: SessionSource,
        *,
        now: Callable[[], datetime],
        wanted: Callable[[Session], bool] = everything,
        patience: timedelta = timedelta(0),
    ) -> None:
        self._source = source
        self._now = now
        self._wanted = wanted
        self._patience = patience
        self._floor = _EARLIEST
        self._every_page = False
        self._known: set[str] = set()
        self._open: dict[str, Track] = {}
        self._held: list[Stamped] = []

    async def history(self, *, last: int | None = None, since: datetime | None = None) -> list[Event]:
        """The events so far: the newest `last` of them, none before `since`; all of them by default.

        The platform lists the newest sessions first, and no more pages are read than these bounds ask for: a session
        that outlives a whole page of later ones (a hundred) may lie below them and stay unseen.
        """
        sessions = await self._sessions_within(last, since)
        self._floor = self._floor_of(sessions, last, since)
        self._meet(sessions)
        events = await self.poll()
        return events[len(events) - min(last, len(events)) :] if last is not None else events

    async def poll(self) -> list[Event]:
        """Everything new since the last call, in order."""
        await self._look()
        if not self._held:
            return []
        mark = max(stamped.order.at for stamped in self._held)
        await self._look()
        ripe = sorted(stamped for stamped in self._held if stamped.order.at <= mark)
        self._held = [stamped for stamped in self._held if stamped.order.at > mark]
        return [stamped.event for stamped in ripe]

    async def _look(self) -> None:
        """One round: the list, down to where everything is known, then every open session's transcript."""
        self._meet(await self._newest_sessions())
        await concurrently(list(self._open.values()), self._read)

    async def _read(self, track: Track) -> None:
        session = track.session
        transcript = await self._source.transcript(session.id)
        first_time = track.rank == 0
        taken = track.take(transcript)
        self._held += [stamped for stamped in taken if not first_time or stamped.order.at >= self._floor]
        ended_at = session.end_time
        if ended_at is None:
            return
        analytics = await self._source.analytics(session.id)
        delivered = transcript is not None and analytics is not None
        if delivered or track.waited(self._now(), self._patience):
            self._held += track.take_end(ended_at, analytics)
            del self._open[session.id]

    async def _newest_sessions(self) -> list[Session]:
        """The list down to the first page without news, and by themselves the open sessions further down."""
        found: dict[str, Session] = {}
        async with aclosing(self._source.pages()) as pages:
            async for page in pages:
                news = any(session.id not in self._known for session in page)
                found |= {session.id: session for session in page}
                if not (news or self._every_page):
                    break
        below = [session_id for session_id in self._open if session_id not in found]
        for session_id, session in zip(below, await concurrently(below, self._source.session), strict=True):
            if session is None:
                del self._open[session_id]
            else:
                found[session_id] = session
        return list(found.values())

    async def _sessions_within(self, last: int | None, since: datetime | None) -> list[Session]:
        """As many pages as the bounds ask for; all, and from now on always all, of a list in another order."""
        found: dict[str, Session] = {}
        async with aclosing(self._source.pages()) as pages:
            async for page in pages:
                found |= {session.id: session for session in page}
                self._every_page |= not _newest_first(page)
                enough = last is not None and len(self._landmarks(found.values())) >= last
                passed = since is not None and all(ended_before(session, since) for session in page)
                if (enough or passed) and not self._every_page:
                    break
        return list(found.values())

    def _floor_of(self, sessions: Iterable[Session], last: int | None, since: datetime | None) -> datetime:
        """The time before which nothing is wanted. The list alone gives a bound on where the last events lie."""
        floor = since or _EARLIEST
        landmarks = self._landmarks(sessions)
        if last is None or last > len(landmarks) or not landmarks:
            return floor
        return max(floor, landmarks[last - 1] if last else landmarks[0] + timedelta.resolution)

    def _landmarks(self, sessions: Iterable[Session]) -> list[datetime]:
        """The times of events that the list itself tells, starts and ends, newest first."""
        wanted = [session for session in sessions if self._wanted(session)]
        times = [*(started_at(session) for session in wanted), *(session.end_time for session in wanted)]
        return sorted((time for time in times if time is not None), reverse=True)

    def _meet(self, sessions: Iterable[Session]) -> None:
        """Take up what is new; remember, and never read, what is unwanted or was over before the tail begins."""
        for session in sessions:
            if session.id in self._open:
                self._open[session.id].session = session
            elif session.id not in self._known:
                self._known.add(session.id)
                if self._wanted(session) and not ended_before(session, self._floor):
                    self._open[session.id] = Track(session, started_at(session) or self._now())


def _newest_first(sessions: Sequence[Session]) -> bool:
    starts = [start for session in sessions if (start := started_at(session)) is not None]
    return not starts or starts[0] >= starts[-1]
