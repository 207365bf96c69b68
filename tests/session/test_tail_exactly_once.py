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


def happen(fake: FakeSessions, what: list[tuple[str, int]], *, at_most_behind: int | None = None) -> None:
    """Make one burst of events happen. The oldest live session ends before `at_most_behind` sessions are newer."""
    for kind, choice in what:
        live = fake.live
        if kind == "start" or not live:
            if (
                at_most_behind is not None
                and live
                and len(fake.entries) - fake.entries.index(live[0]) >= at_most_behind
            ):
                fake.end(live[0])
            fake.start()
        elif kind == "say":
            fake.say(live[choice % len(live)])
        else:
            fake.end(live[choice % len(live)])


def changes(
    fake: FakeSessions, script: list[list[tuple[str, int]]], at_most_behind: int | None = None
) -> Iterator[None]:
    """Make one burst of the script happen at each step, and end after the last one."""
    for what in script:
        happen(fake, what, at_most_behind=at_most_behind)
        yield


async def poll_to_the_end(tail: Tail, fake: FakeSessions, changing: Iterator[None]) -> list[EventSummary]:
    """Poll until the script has ended and then until a poll is empty."""
    seen: list[EventSummary] = []
    fake.before_read = lambda: next(changing, None)
    quiet = 0
    while quiet < 2:
        before = fake.seconds
        events = [summary(event) for event in await tail.poll()]
        quiet = 0 if events or fake.seconds != before or next(changing, "done") != "done" else quiet + 1
        seen += events
    return seen


@given(before=burst, script=bursts, page_size=st.integers(1, 4))
def test_every_event_comes_once_and_in_order(
    before: list[tuple[str, int]], script: list[list[tuple[str, int]]], page_size: int
) -> None:
    async def scenario() -> None:
        fake = FakeSessions(page_size=page_size)
        happen(fake, before)
        changing = changes(fake, script)
        fake.before_read = lambda: next(changing, None)
        tail = Tail(fake, now=fake.now)
        seen = [summary(event) for event in await tail.history()]
        seen += await poll_to_the_end(tail, fake, changing)
        assert seen == fake.happened

    asyncio.run(scenario())


@given(before=st.lists(happening, max_size=25), script=bursts, last=st.integers(0, 6))
def test_a_bounded_history_continues_without_gaps_or_repetitions(
    before: list[tuple[str, int]], script: list[list[tuple[str, int]]], last: int
) -> None:
    async def scenario() -> None:
        fake = FakeSessions(page_size=12)
        happen(fake, before, at_most_behind=3)
        past = list(fake.happened)
        tail = Tail(fake, now=fake.now)
        history = [summary(event) for event in await tail.history(last=last)]
        assert history == past[len(past) - min(last, len(past)) :]
        seen = await poll_to_the_end(tail, fake, changes(fake, script, at_most_behind=3))
        assert seen == fake.happened[len(past) :]

    asyncio.run(scenario())


@given(before=st.lists(happening, max_size=25), script=bursts, age=st.integers(0, 30))
def test_since_limits_the_history_only(
    before: list[tuple[str, int]], script: list[list[tuple[str, int]]], age: int
) -> None:
    async def scenario() -> None:
        fake = FakeSessions(page_size=12)
        happen(fake, before, at_most_behind=3)
        since = fake.now() - timedelta(seconds=age)
        recent = fake.happened[-(age + 1) :]
        past = len(fake.happened)
        tail = Tail(fake, now=fake.now)
        assert [summary(event) for event in await tail.history(since=since)] == recent
        seen = await poll_to_the_end(tail, fake, changes(fake, script, at_most_behind=3))
        assert seen == fake.happened[past:]

    asyncio.run(scenario())


@given(script=bursts, delays=st.lists(st.integers(0, 5), min_size=1, max_size=10), page_size=st.integers(1, 4))
def test_late_reports_and_odd_times_repeat_nothing_and_keep_sessions_in_order(
    script: list[list[tuple[str, int]]], delays: list[int], page_size: int
) -> None:
    async def scenario() -> None:
        fake = FakeSessions(page_size=page_size)
        changing = odd(fake, script, delays)
        fake.before_read = lambda: next(changing, None)
        tail = Tail(fake, now=fake.now, report_wait=timedelta(days=1))
        seen = [summary(event) for event in await tail.history()]
        seen += await poll_to_the_end(tail, fake, changing)
        for entry in fake.entries:
            entry.reported = True
            if not entry.messages:
                fake.say(entry)
        seen += await poll_to_the_end(tail, fake, iter(()))
        assert sorted(seen) == sorted(fake.happened)
        spoken = [item for item in seen if item[1] != "end"]
        for entry in fake.entries:
            key = entry.session.id
            assert [i for i in spoken if i[0] == key] == [i for i in fake.happened if i[0] == key and i[1] != "end"]
            assert entry.session.is_live or next(i for i in reversed(seen) if i[0] == key)[1] == "end"

    asyncio.run(scenario())


def odd(fake: FakeSessions, script: list[list[tuple[str, int]]], delays: list[int]) -> Iterator[None]:
    """Messages without a time or with an old one; reports that come some reads after the end."""
    for step, what in enumerate(script):
        delay = delays[step % len(delays)]
        for kind, choice in what:
            if kind == "start" or not fake.live:
                fake.start()
                continue
            entry = fake.live[choice % len(fake.live)]
            if kind == "end":
                fake.end(entry, reported=delay == 0)
            elif delay % 3 == 0:
                fake.say(entry, timed=False)
            else:
                fake.say(entry, at=fake.now() - timedelta(seconds=10 * delay))
        for entry in fake.entries[: delay % 3]:
            entry.reported = True
        yield
