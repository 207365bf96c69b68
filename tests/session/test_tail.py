"""The particular traps of a tail: other orders, erased sessions, failures halfway, reports that never come."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import TypeVar

import pytest

from personactl.errors import UnavailableError
from personactl.session.events import Event, SessionEnded
from personactl.session.tail import Tail
from tests.session.fake_sessions import Ledger, trace

_Result = TypeVar("_Result")


def now(awaited: Coroutine[None, None, _Result]) -> _Result:
    return asyncio.run(awaited)


def said(events: list[Event]) -> list[str]:
    return [trace(event)[1] for event in events]


def test_a_list_that_is_oldest_first_is_read_to_its_end() -> None:
    ledger = Ledger(page_size=2, oldest_first=True)
    for _ in range(5):
        ledger.end(ledger.start())
    tail = Tail(ledger, now=ledger.now)
    assert [trace(event) for event in now(tail.history(last=3))] == ledger.truth[-3:]
    ledger.start()
    assert [trace(event) for event in now(tail.poll())] == ledger.truth[-1:]


def test_a_session_pulled_onto_a_page_already_read_is_found_at_the_next_look() -> None:
    ledger = Ledger(page_size=2)
    tail = Tail(ledger, now=ledger.now)
    assert now(tail.history()) == []
    entries = [ledger.start() for _ in range(4)]

    def erase_between_pages() -> None:
        if ledger.reads == before + 2:
            ledger.erase(entries[3])

    before = ledger.reads
    ledger.before_read = erase_between_pages
    assert [trace(event) for event in now(tail.poll())] == ledger.truth


def test_a_live_session_that_is_erased_is_forgotten() -> None:
    ledger = Ledger()
    entry = ledger.start()
    tail = Tail(ledger, now=ledger.now)
    assert said(now(tail.history())) == ["start"]
    ledger.erase(entry)
    assert now(tail.poll()) == []
    before = ledger.reads
    assert now(tail.poll()) == []
    assert ledger.reads == before + 1


def test_an_idle_poll_costs_one_page_and_one_transcript_for_each_live_session() -> None:
    ledger = Ledger(page_size=5)
    for _ in range(20):
        ledger.end(ledger.start())
    live = [ledger.start() for _ in range(2)]
    assert len(live) == 2
    tail = Tail(ledger, now=ledger.now)
    now(tail.history())
    before = ledger.reads
    assert now(tail.poll()) == []
    assert ledger.reads == before + 3


def test_a_short_history_leaves_old_sessions_unread() -> None:
    ledger = Ledger(page_size=100)
    for _ in range(50):
        entry = ledger.start()
        ledger.say(entry)
        ledger.end(entry)
    tail = Tail(ledger, now=ledger.now)
    assert [trace(event) for event in now(tail.history(last=3))] == ledger.truth[-3:]
    assert ledger.reads <= 8


@pytest.mark.parametrize("failing", range(1, 9))
def test_a_poll_that_fails_halfway_loses_and_repeats_nothing(failing: int) -> None:
    ledger = Ledger()
    entries = [ledger.start() for _ in range(3)]
    tail = Tail(ledger, now=ledger.now)
    now(tail.history())
    for entry in entries:
        ledger.say(entry)
        ledger.end(entry)
    ledger.before_read = failing_at(ledger, ledger.reads + failing)
    with pytest.raises(UnavailableError):
        now(tail.poll())
    ledger.before_read = lambda: None
    assert [trace(event) for event in now(tail.poll())] == ledger.truth[3:]


def failing_at(ledger: Ledger, read: int) -> Callable[[], None]:
    def fail() -> None:
        if ledger.reads == read:
            raise UnavailableError("gone", where="there", hint="wait")

    return fail


def test_the_end_waits_for_the_report_while_there_is_patience() -> None:
    ledger = Ledger()
    entry = ledger.start()
    ledger.say(entry)
    tail = Tail(ledger, now=ledger.now, report_wait=timedelta(seconds=30))
    now(tail.history())
    ledger.end(entry, reported=False)
    assert now(tail.poll()) == []
    entry.reported = True
    (ended,) = now(tail.poll())
    assert isinstance(ended, SessionEnded)
    assert ended.statistics is not None


def test_the_end_comes_without_a_report_when_patience_is_over() -> None:
    ledger = Ledger()
    entry = ledger.start()
    tail = Tail(ledger, now=ledger.now, report_wait=timedelta(seconds=30))
    now(tail.history())
    ledger.end(entry, reported=False)
    assert now(tail.poll()) == []
    ledger.seconds += 30
    (ended,) = now(tail.poll())
    assert isinstance(ended, SessionEnded)
    assert ended.statistics is None
    assert now(tail.poll()) == []


def test_only_wanted_sessions_are_read() -> None:
    ledger = Ledger()
    for label in ("mine", "theirs", "mine"):
        ledger.say(ledger.start(label))
    tail = Tail(ledger, now=ledger.now, includes=lambda session: session.client_label == "mine")
    events = now(tail.history())
    assert {event.session.label for event in events} == {"mine"}
    assert len(events) == 4
