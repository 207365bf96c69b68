"""Special cases of a tail: other orders, deleted sessions, failures, and reports that never come."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import TypeVar

import pytest

from personactl.errors import UnavailableError
from personactl.session.session_events import Event, SessionEnded
from personactl.session.tail import Tail
from tests.session.fake_sessions import FakeSessions, summary

_Result = TypeVar("_Result")


def now(awaited: Coroutine[None, None, _Result]) -> _Result:
    return asyncio.run(awaited)


def said(events: list[Event]) -> list[str]:
    return [summary(event)[1] for event in events]


def test_a_list_that_is_oldest_first_is_read_to_its_end() -> None:
    fake_sessions = FakeSessions(page_size=2, oldest_first=True)
    for _ in range(5):
        fake_sessions.end(fake_sessions.start())
    tail = Tail(fake_sessions, now=fake_sessions.now)
    assert [summary(event) for event in now(tail.history(last=3))] == fake_sessions.happened[-3:]
    fake_sessions.start()
    assert [summary(event) for event in now(tail.poll())] == fake_sessions.happened[-1:]


def test_a_session_that_moved_to_a_page_already_read_is_found_next() -> None:
    fake_sessions = FakeSessions(page_size=2)
    tail = Tail(fake_sessions, now=fake_sessions.now)
    assert now(tail.history()) == []
    entries = [fake_sessions.start() for _ in range(4)]

    def erase_between_pages() -> None:
        if fake_sessions.reads == before + 2:
            fake_sessions.delete(entries[3])

    before = fake_sessions.reads
    fake_sessions.before_read = erase_between_pages
    assert [summary(event) for event in now(tail.poll())] == fake_sessions.happened


def test_a_live_session_that_is_deleted_is_no_longer_tracked() -> None:
    fake_sessions = FakeSessions()
    entry = fake_sessions.start()
    tail = Tail(fake_sessions, now=fake_sessions.now)
    assert said(now(tail.history())) == ["start"]
    fake_sessions.delete(entry)
    assert now(tail.poll()) == []
    before = fake_sessions.reads
    assert now(tail.poll()) == []
    assert fake_sessions.reads == before + 1


def test_an_idle_poll_costs_one_page_and_one_transcript_for_each_live_session() -> None:
    fake_sessions = FakeSessions(page_size=5)
    for _ in range(20):
        fake_sessions.end(fake_sessions.start())
    live = [fake_sessions.start() for _ in range(2)]
    assert len(live) == 2
    tail = Tail(fake_sessions, now=fake_sessions.now)
    now(tail.history())
    before = fake_sessions.reads
    assert now(tail.poll()) == []
    assert fake_sessions.reads == before + 3


def test_a_short_history_leaves_old_sessions_unread() -> None:
    fake_sessions = FakeSessions(page_size=100)
    for _ in range(50):
        entry = fake_sessions.start()
        fake_sessions.say(entry)
        fake_sessions.end(entry)
    tail = Tail(fake_sessions, now=fake_sessions.now)
    assert [summary(event) for event in now(tail.history(last=3))] == fake_sessions.happened[-3:]
    assert fake_sessions.reads <= 8


@pytest.mark.parametrize("failing", range(1, 9))
def test_a_failed_poll_loses_and_repeats_no_event(failing: int) -> None:
    fake_sessions = FakeSessions()
    entries = [fake_sessions.start() for _ in range(3)]
    tail = Tail(fake_sessions, now=fake_sessions.now)
    now(tail.history())
    for entry in entries:
        fake_sessions.say(entry)
        fake_sessions.end(entry)
    fake_sessions.before_read = failing_at(fake_sessions, fake_sessions.reads + failing)
    with pytest.raises(UnavailableError):
        now(tail.poll())
    fake_sessions.before_read = lambda: None
    assert [summary(event) for event in now(tail.poll())] == fake_sessions.happened[3:]


def failing_at(fake_sessions: FakeSessions, read: int) -> Callable[[], None]:
    def fail() -> None:
        if fake_sessions.reads == read:
            raise UnavailableError("gone", where="there", hint="wait")

    return fail


def test_the_end_waits_for_the_report() -> None:
    fake_sessions = FakeSessions()
    entry = fake_sessions.start()
    fake_sessions.say(entry)
    tail = Tail(fake_sessions, now=fake_sessions.now, report_wait=timedelta(seconds=30))
    now(tail.history())
    fake_sessions.end(entry, reported=False)
    assert now(tail.poll()) == []
    entry.reported = True
    (ended,) = now(tail.poll())
    assert isinstance(ended, SessionEnded)
    assert ended.statistics is not None


def test_the_end_comes_without_a_report_after_the_longest_wait() -> None:
    fake_sessions = FakeSessions()
    entry = fake_sessions.start()
    tail = Tail(fake_sessions, now=fake_sessions.now, report_wait=timedelta(seconds=30))
    now(tail.history())
    fake_sessions.end(entry, reported=False)
    assert now(tail.poll()) == []
    fake_sessions.seconds += 30
    (ended,) = now(tail.poll())
    assert isinstance(ended, SessionEnded)
    assert ended.statistics is None
    assert now(tail.poll()) == []


def test_only_included_sessions_are_read() -> None:
    fake_sessions = FakeSessions()
    for label in ("mine", "theirs", "mine"):
        fake_sessions.say(fake_sessions.start(label))
    tail = Tail(fake_sessions, now=fake_sessions.now, includes=lambda session: session.client_label == "mine")
    events = now(tail.history())
    assert {event.session.label for event in events} == {"mine"}
    assert len(events) == 4
