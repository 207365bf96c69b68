"""Which request gets the next slot, and that no slot is lost."""

import asyncio
from collections.abc import Callable, Coroutine

import pytest

from personactl.sync.apply.request_slots import RequestSlots
from tests.sync.workspace import Workspace


class Queue:
    """Tasks that take a slot and record the order in which they had it. Only `main` runs by itself."""

    def __init__(self, places: int) -> None:
        self.turns = RequestSlots(places)
        self.had: list[str] = []
        self.under_way = self.most = 0

    def join(self, name: str, *, begun: bool = False) -> "asyncio.Task[None]":
        return asyncio.create_task(self._one(name, begun=begun))

    async def _one(self, name: str, *, begun: bool) -> None:
        async with self.turns.slot(begun=begun):
            self.had.append(name)
            self.under_way += 1
            self.most = max(self.most, self.under_way)
            await asyncio.sleep(0)
            self.under_way -= 1


def _run(main: Callable[[Queue], Coroutine[None, None, None]], places: int = 1) -> Queue:
    async def whole() -> Queue:
        queue = Queue(places)
        await main(queue)
        return queue

    return asyncio.run(whole())


def test_started_items_come_first_and_then_the_order_of_arrival_counts() -> None:
    async def main(queue: Queue) -> None:
        async with queue.turns.slot(begun=False):
            waiting = [queue.join("new"), queue.join("newer")]
            waiting += [queue.join("begun", begun=True), queue.join("begun later", begun=True)]
            await asyncio.sleep(0)
        await asyncio.gather(*waiting)

    assert _run(main).had == ["begun", "begun later", "new", "newer"]


@pytest.mark.parametrize("places", [1, 3])
def test_all_slots_are_used_and_never_more(places: int) -> None:
    async def main(queue: Queue) -> None:
        await asyncio.gather(*(queue.join(str(number), begun=number % 2 == 0) for number in range(20)))

    queue = _run(main, places)
    assert (len(queue.had), queue.most) == (20, places)


@pytest.mark.parametrize("called", [False, True], ids=["while it waits", "at the moment in which it is called"])
def test_a_cancelled_wait_loses_no_slot(*, called: bool) -> None:
    async def main(queue: Queue) -> None:
        async with queue.turns.slot(begun=False):
            impatient, patient = queue.join("impatient"), queue.join("patient")
            await asyncio.sleep(0)
            if not called:
                impatient.cancel()
                await asyncio.sleep(0)
        impatient.cancel()
        await patient
        await queue.join("afterwards")
        with pytest.raises(asyncio.CancelledError):
            await impatient

    assert _run(main).had == ["patient", "afterwards"]


def test_a_failed_request_releases_its_slot() -> None:
    async def main(queue: Queue) -> None:
        with pytest.raises(RuntimeError):
            async with queue.turns.slot(begun=True):
                raise RuntimeError
        await queue.join("afterwards")

    assert _run(main).had == ["afterwards"]


def test_a_push_finishes_started_items_before_it_starts_others(workspace: Workspace) -> None:
    for number in range(40):
        workspace.write(f"persona-{number:02}")
    workspace.push()
    sent = [(one.method, one.path.count("/") > 2) for one in workspace.sent]
    first_read_back = sent.index(("GET", True))
    # A limit that only counts sends every create first. How many follow here depends on how busy the machine is.
    assert sent[first_read_back:].count(("POST", False)) > 0
