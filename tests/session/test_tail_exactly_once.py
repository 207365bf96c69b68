"""A tail returns every event exactly once and in order, whatever happens between and during polls."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from personactl.session.tail import Tail
from tests.session.fake_sessions import EventSummary, FakeSessions, summary

happening = st.tuples(st.sampled_from(["start", "say", "say", "end"]), st.integers(0, 7))
burst = st.lists(happening, max_size=3)
bursts = st.lists(burst, max_size=40)


def happen(fake_sessions: FakeSessions, what: list[tuple[str, int]], *, at_most_behind: int | None = None) -> None:
    """Make one burst of events happen. The oldest live session ends before `at_most_behind` sessions are newer."""
    for kind, choice in what:
        live = fake_sessions.live
        if kind == "start" or not live:
            if (
                at_most_behind is not None
                and live
                and len(fake_sessions.entries) - fake_sessions.entries.index(live[0]) >= at_most_behind
            ):
                fake_sessions.end(live[0])
            fake_sessions.start()
        elif kind == "say":
            fake_sessions.say(live[choice % len(live)])
        else:
            fake_sessions.end(live[choice % len(live)])


def changes(
    fake_sessions: FakeSessions, script: list[list[tuple[str, int]]], at_most_behind: int | None = None
) -> Iterator[None]:
    """Make one burst of the script happen at each step, and end after the last one."""
    for what in script:
        happen(fake_sessions, what, at_most_behind=at_most_behind)
        yield


async def poll_to_the_end(tail: Tail, fake_sessions: FakeSessions, changing: Iterator[None]) -> list[EventSummary]:
    """Poll until the script has ended and then until a poll is empty."""
    seen: list[EventSummary] = []
    fake_sessions.before_read = lambda: next(changing, None)
    quiet = 0
    while quiet < 2:
        before = fake_sessions.seconds
        events = [summary(event) for event in await tail.poll()]
        quiet = 0 if events or fake_sessions.seconds != before or next(changing, "done") != "done" else quiet + 1
        seen += events
    return seen


@given(before=burst, script=bursts, page_size=st.integers(1, 4))
def test_every_event_comes_once_and_in_order(
    before: list[tuple[str, int]], script: list[list[tuple[str, int]]], page_size: int
) -> None:
    async def scenario() -> None:
        fake_sessions = FakeSessions(page_size=page_size)
        happen(fake_sessions, before)
        changing = changes(fake_sessions, script)
        fake_sessions.before_read = lambda: next(changing, None)
        tail = Tail(fake_sessions, now=fake_sessions.now)
        seen = [summary(event) for event in await tail.history()]
        seen += await poll_to_the_end(tail, fake_sessions, changing)
        assert seen == fake_sessions.happened

    asyncio.run(scenario())


@given(before=st.lists(happening, max_size=25), script=bursts, last=st.integers(0, 6))
def test_a_bounded_history_continues_without_gaps_or_repetitions(
    before: list[tuple[str, int]], script: list[list[tuple[str, int]]], last: int
) -> None:
    async def scenario() -> None:
        fake_sessions = FakeSessions(page_size=12)
        happen(fake_sessions, before, at_most_behind=3)
        past = list(fake_sessions.happened)
        tail = Tail(fake_sessions, now=fake_sessions.now)
        history = [summary(event) for event in await tail.history(last=last)]
        assert history == past[len(past) - min(last, len(past)) :]
        seen = await poll_to_the_end(tail, fake_sessions, changes(fake_sessions, script, at_most_behind=3))
        assert seen == fake_sessions.happened[len(past) :]

    asyncio.run(scenario())


@given(before=st.lists(happening, max_size=25), script=bursts, age=st.integers(0, 30))
def test_since_limits_the_history_only(
    before: list[tuple[str, int]], script: list[list[tuple[str, int]]], age: int
) -> None:
    async def scenario() -> None:
        fake_sessions = FakeSessions(page_size=12)
        happen(fake_sessions, before, at_most_behind=3)
        since = fake_sessions.now() - timedelta(seconds=age)
        recent = fake_sessions.happened[-(age + 1) :]
        past = len(fake_sessions.happened)
        tail = Tail(fake_sessions, now=fake_sessions.now)
        assert [summary(event) for event in await tail.history(since=since)] == recent
        seen = await poll_to_the_end(tail, fake_sessions, changes(fake_sessions, script, at_most_behind=3))
        assert seen == fake_sessions.happened[past:]

    asyncio.run(scenario())


@given(script=bursts, delays=st.lists(st.integers(0, 5), min_size=1, max_size=10), page_size=st.integers(1, 4))
def test_late_reports_and_odd_times_repeat_nothing_and_keep_sessions_in_order(
    script: list[list[tuple[str, int]]], delays: list[int], page_size: int
) -> None:
    async def scenario() -> None:
        fake_sessions = FakeSessions(page_size=page_size)
        changing = odd(fake_sessions, script, delays)
        fake_sessions.before_read = lambda: next(changing, None)
        tail = Tail(fake_sessions, now=fake_sessions.now, report_wait=timedelta(days=1))
        seen = [summary(event) for event in await tail.history()]
        seen += await poll_to_the_end(tail, fake_sessions, changing)
        for entry in fake_sessions.entries:
            entry.reported = True
            if not entry.messages:
                fake_sessions.say(entry)
        seen += await poll_to_the_end(tail, fake_sessions, iter(()))
        assert sorted(seen) == sorted(fake_sessions.happened)
        spoken = [item for item in seen if item[1] != "end"]
        for entry in fake_sessions.entries:
            key = entry.session.id
            assert [i for i in spoken if i[0] == key] == [
                i for i in fake_sessions.happened if i[0] == key and i[1] != "end"
            ]
            assert entry.session.is_live or next(i for i in reversed(seen) if i[0] == key)[1] == "end"

    asyncio.run(scenario())


def odd(fake_sessions: FakeSessions, script: list[list[tuple[str, int]]], delays: list[int]) -> Iterator[None]:
    """Messages without a time or with an old one; reports that come some reads after the end."""
    for step, what in enumerate(script):
        delay = delays[step % len(delays)]
        for kind, choice in what:
            if kind == "start" or not fake_sessions.live:
                fake_sessions.start()
                continue
            entry = fake_sessions.live[choice % len(fake_sessions.live)]
            if kind == "end":
                fake_sessions.end(entry, reported=delay == 0)
            elif delay % 3 == 0:
                fake_sessions.say(entry, timed=False)
            else:
                fake_sessions.say(entry, at=fake_sessions.now() - timedelta(seconds=10 * delay))
        for entry in fake_sessions.entries[: delay % 3]:
            entry.reported = True
        yield
