"""Places for requests under way, given first to whoever has begun: what is begun is finished before more begins.

So a run counts from its first seconds on, and one that is killed leaves few things that nobody has looked at again.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from heapq import heappop, heappush
from itertools import count


class RequestSlots:
    """At most `places` at once. Among those that wait, the ones that `begun` go first; of these, who came first."""

    def __init__(self, places: int) -> None:
        self._free = places
        self._waiting: list[tuple[bool, int, asyncio.Future[None]]] = []
        self._numbers = count()

    @asynccontextmanager
    async def turn(self, *, begun: bool) -> AsyncIterator[None]:
        await self._taken(begun=begun)
        try:
            yield
        finally:
            self._pass_on()

    async def _taken(self, *, begun: bool) -> None:
        if self._free:
            self._free -= 1
            return
        called = asyncio.get_running_loop().create_future()
        heappush(self._waiting, (not begun, next(self._numbers), called))
        try:
            await called
        except asyncio.CancelledError:
            if not called.cancelled():  # called and cancelled at once: somebody else gets the place
                self._pass_on()
            raise

    def _pass_on(self) -> None:
        while self._waiting:
            _, _, called = heappop(self._waiting)
            if not called.done():
                called.set_result(None)
                return
        self._free += 1
