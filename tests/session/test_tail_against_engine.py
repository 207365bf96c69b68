"""A tail of an engine on which several conversations take place at once."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

from personactl.session.session_events import Event, Message, SessionEnded, SessionStarted
from personactl.session.session_source import PlatformSessions
from personactl.session.tail import Tail
from tests.session.engine_guest import Guest, open_guest


def now() -> datetime:
    return datetime.now(UTC)


async def talk_for_a_while(guest: Guest, name: str, sessions: int) -> list[str]:
    return [await guest.talk(f"{name} {number}", f"{name} {number} again") for number in range(sessions)]


async def until_done(tail: Tail, talking: "asyncio.Future[list[list[str]]]") -> list[Event]:
    """Poll without a pause while they talk, and until everything that happened is seen."""
    seen: list[Event] = []
    quiet = False
    while not (quiet and talking.done()):
        quiet = talking.done()
        events = await tail.poll()
        seen += events
        quiet = quiet and not events
    return seen


def test_three_conversations_at_once_are_complete_and_in_order(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_guest(tmp_path) as watcher, open_guest(tmp_path) as guest:
            await guest.talk("before")
            tail = Tail(PlatformSessions(watcher.client), now=now, report_wait=timedelta(seconds=30))
            assert await tail.history(last=0) == []
            talking = asyncio.gather(*(talk_for_a_while(guest, name, 3) for name in ("Ann", "Bob", "Cem")))
            seen = await until_done(tail, talking)
            sessions = {key for keys in talking.result() for key in keys}
            check(seen, sessions)
            again = Tail(PlatformSessions(watcher.client), now=now)
            assert len(await again.history()) == len(seen) + 5

    asyncio.run(scenario())


def check(seen: list[Event], sessions: set[str]) -> None:
    """Nine sessions of five messages; each begins, goes on by index, and ends with its report."""
    assert Counter(type(event).__name__ for event in seen) == {
        "SessionStarted": 9,
        "Message": 45,
        "SessionEnded": 9,
    }
    assert {event.session.id for event in seen} == sessions
    for key in sessions:
        mine = [event for event in seen if event.session.id == key]
        assert isinstance(mine[0], SessionStarted)
        assert [event.index for event in mine if isinstance(event, Message)] == list(range(5))
        ended = mine[-1]
        assert isinstance(ended, SessionEnded)
        assert ended.statistics is not None
        assert ended.statistics.turns == 3


def test_a_tail_reads_a_list_of_several_pages(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_guest(tmp_path) as guest:
            sessions = [await guest.talk(label=str(number)) for number in range(105)]
            tail = Tail(PlatformSessions(guest.client), now=now)
            events = await tail.history()
            started = [event.session.id for event in events if isinstance(event, SessionStarted)]
            assert started == sessions
            late = await guest.talk("late")
            assert {event.session.id for event in await tail.poll()} == {late}

    asyncio.run(scenario())
