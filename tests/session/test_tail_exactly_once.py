"""Whatever happens between and during polls, a tail gives every event exactly once and in order."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from personactl.session.tail import Tail
from tests.session.fake_sessions import Ledger, Trace, trace

happening = st.tuples(st.sampled_from(["start", "say", "say", "end"]), st.integers(0, 7))
burst = st.lists(happening, max_size=3)
bursts = st.lists(burst, max_size=40)


def happen(ledger: Ledger, what: list[tuple[str, int]], *, at_most_behind: int | None = None) -> None:
    """Carry out one burst. With `at_most_behind` the oldest live session ends before that many are newer."""
    for kind, choice in what:
        live = ledger.live
        if kind == "start" or not live:
            if (
                at_most_behind is not None
                and live
                and len(ledger.entries) - ledger.entries.index(live[0]) >= at_most_behind
            ):
                ledger.end(live[0])
            ledger.start()
        elif kind == "say":
            ledger.say(live[choice % len(live)])
        else:
            ledger.end(live[choice % len(live)])


def stirred(ledger: Ledger, script: list[list[tuple[str, int]]], at_most_behind: int | None = None) -> Iterator[None]:
    """Let the script's bursts happen, one ahead of every read; exhausted when nothing more will happen."""
    for what in script:
        happen(ledger, what, at_most_behind=at_most_behind)
        yield


async def drained(tail: Tail, ledger: Ledger, stirring: Iterator[None]) -> list[Trace]:
    """Poll until the script has run out and then until a poll is empty."""
    seen: list[Trace] = []
    ledger.before_read = lambda: next(stirring, None)
    quiet = 0
    while quiet < 2:
        before = ledger.seconds
        events = [trace(event) for event in await tail.poll()]
        quiet = 0 if events or ledger.seconds != before or next(stirring, "done") != "done" else quiet + 1
        seen += events
    return seen


@given(before=burst, script=bursts, page_size=st.integers(1, 4))
def test_every_event_comes_once_and_in_order(
    before: list[tuple[str, int]], script: list[list[tuple[str, int]]], page_size: int
) -> None:
    async def scenario() -> None:
        ledger = Ledger(page_size=page_size)
        happen(ledger, before)
        stirring = stirred(ledger, script)
        ledger.before_read = lambda: next(stirring, None)
        tail = Tail(ledger, now=ledger.now)
        seen = [trace(event) for event in await tail.history()]
        seen += await drained(tail, ledger, stirring)
        assert seen == ledger.truth

    asyncio.run(scenario())


@given(before=st.lists(happening, max_size=25), script=bursts, last=st.integers(0, 6))
def test_a_bounded_history_goes_on_without_a_gap_or_a_repetition(
    before: list[tuple[str, int]], script: list[list[tuple[str, int]]], last: int
) -> None:
    async def scenario() -> None:
        ledger = Ledger(page_size=12)
        happen(ledger, before, at_most_behind=3)
        past = list(ledger.truth)
        tail = Tail(ledger, now=ledger.now)
        history = [trace(event) for event in await tail.history(last=last)]
        assert history == past[len(past) - min(last, len(past)) :]
        seen = await drained(tail, ledger, stirred(ledger, script, at_most_behind=3))
        assert seen == ledger.truth[len(past) :]

    asyncio.run(scenario())


@given(before=st.lists(happening, max_size=25), script=bursts, age=st.integers(0, 30))
def test_since_cuts_the_past_and_nothing_else(
    before: list[tuple[str, int]], script: list[list[tuple[str, int]]], age: int
) -> None:
    async def scenario() -> None:
        ledger = Ledger(page_size=12)
        happen(ledger, before, at_most_behind=3)
        since = ledger.now() - timedelta(seconds=age)
        recent = ledger.truth[-(age + 1) :]
        past = len(ledger.truth)
        tail = Tail(ledger, now=ledger.now)
        assert [trace(event) for event in await tail.history(since=since)] == recent
        seen = await drained(tail, ledger, stirred(ledger, script, at_most_behind=3))
        assert seen == ledger.truth[past:]

    asyncio.run(scenario())


@given(script=bursts, delays=st.lists(st.integers(0, 5), min_size=1, max_size=10), page_size=st.integers(1, 4))
def test_late_reports_and_odd_times_repeat_nothing_and_keep_each_session_in_order(
    script: list[list[tuple[str, int]]], delays: list[int], page_size: int
) -> None:
    async def scenario() -> None:
        ledger = Ledger(page_size=page_size)
        stirring = odd(ledger, script, delays)
        ledger.before_read = lambda: next(stirring, None)
        tail = Tail(ledger, now=ledger.now, report_wait=timedelta(days=1))
        seen = [trace(event) for event in await tail.history()]
        seen += await drained(tail, ledger, stirring)
        for entry in ledger.entries:
            entry.reported = True
            if not entry.messages:
                ledger.say(entry)
        seen += await drained(tail, ledger, iter(()))
        assert sorted(seen) == sorted(ledger.truth)
        spoken = [item for item in seen if item[1] != "end"]
        for entry in ledger.entries:
            key = entry.session.id
            assert [i for i in spoken if i[0] == key] == [i for i in ledger.truth if i[0] == key and i[1] != "end"]
            assert entry.session.is_live or next(i for i in reversed(seen) if i[0] == key)[1] == "end"

    asyncio.run(scenario())


def odd(ledger: Ledger, script: list[list[tuple[str, int]]], delays: list[int]) -> Iterator[None]:
    """Messages without a time or with an old one; reports that come some reads after the end."""
    for step, what in enumerate(script):
        delay = delays[step % len(delays)]
        for kind, choice in what:
            if kind == "start" or not ledger.live:
                ledger.start()
                continue
            entry = ledger.live[choice % len(ledger.live)]
            if kind == "end":
                ledger.end(entry, reported=delay == 0)
            elif delay % 3 == 0:
                ledger.say(entry, timed=False)
            else:
                ledger.say(entry, at=ledger.now() - timedelta(seconds=10 * delay))
        for entry in ledger.entries[: delay % 3]:
            entry.reported = True
        yield
