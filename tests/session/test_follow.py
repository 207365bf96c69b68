"""Following tolerates an unavailable platform and no other error."""

import asyncio

import pytest

from personactl.errors import AuthError, UnavailableError
from personactl.session.follow import follow
from personactl.session.session_events import Event
from personactl.session.tail import Tail
from tests.session.fake_sessions import FakeSessions, summary


class RecordedSleep:
    """A sleep that records its durations and does not wait."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.slept.append(seconds)


def fail_reads(fake_sessions: FakeSessions, times: int) -> None:
    """Make the next `times` reads fail."""
    last = fake_sessions.reads + times

    def fail() -> None:
        if fake_sessions.reads <= last:
            raise UnavailableError("gone", where="there", hint="wait")

    fake_sessions.before_read = fail


def test_waits_for_an_unavailable_platform_double_and_one_failure_is_reported() -> None:
    async def scenario() -> None:
        fake_sessions = FakeSessions()
        tail = Tail(fake_sessions, now=fake_sessions.now)
        await tail.history()
        fake_sessions.start()
        fail_reads(fake_sessions, 6)
        waits, troubles = RecordedSleep(), list[UnavailableError]()
        batches = follow(tail, sleep=waits, interval_s=2.0, on_trouble=troubles.append)
        events: list[Event] = await anext(batches)
        assert [summary(event) for event in events] == fake_sessions.happened
        assert waits.slept == [2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0]
        assert len(troubles) == 1
        assert await anext(batches) == []
        assert waits.slept[-1] == 2.0
        await batches.aclose()

    asyncio.run(scenario())


def test_a_refused_key_ends_following() -> None:
    async def scenario() -> None:
        fake_sessions = FakeSessions()
        tail = Tail(fake_sessions, now=fake_sessions.now)

        def refuse() -> None:
            raise AuthError("refused", where="there", hint="log in")

        fake_sessions.before_read = refuse
        batches = follow(tail, sleep=RecordedSleep(), interval_s=1.0, on_trouble=lambda error: None)
        with pytest.raises(AuthError):
            await anext(batches)

    asyncio.run(scenario())
