"""Following survives a platform that is away, and nothing else."""

import asyncio

import pytest

from personactl.errors import AuthError, UnavailableError
from personactl.session.events import Event
from personactl.session.follow import follow
from personactl.session.tail import Tail
from tests.session.fake_sessions import Ledger, trace


class Waits:
    """A sleep that only remembers, and lets the test do something during each wait."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.slept.append(seconds)


def away(ledger: Ledger, times: int) -> None:
    """Let the next reads fail, `times` of them."""
    last = ledger.reads + times

    def fail() -> None:
        if ledger.reads <= last:
            raise UnavailableError("gone", where="there", hint="wait")

    ledger.before_read = fail


def test_a_platform_that_is_away_is_waited_for_longer_and_longer_and_mentioned_once() -> None:
    async def scenario() -> None:
        ledger = Ledger()
        tail = Tail(ledger, now=ledger.now)
        await tail.history()
        ledger.start()
        away(ledger, 6)
        waits, troubles = Waits(), list[UnavailableError]()
        batches = follow(tail, sleep=waits, interval_s=2.0, on_trouble=troubles.append)
        events: list[Event] = await anext(batches)
        assert [trace(event) for event in events] == ledger.truth
        assert waits.slept == [2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0]
        assert len(troubles) == 1
        assert await anext(batches) == []
        assert waits.slept[-1] == 2.0
        await batches.aclose()

    asyncio.run(scenario())


def test_a_refused_key_ends_following() -> None:
    async def scenario() -> None:
        ledger = Ledger()
        tail = Tail(ledger, now=ledger.now)

        def refuse() -> None:
            raise AuthError("refused", where="there", hint="log in")

        ledger.before_read = refuse
        batches = follow(tail, sleep=Waits(), interval_s=1.0, on_trouble=lambda error: None)
        with pytest.raises(AuthError):
            await anext(batches)

    asyncio.run(scenario())
