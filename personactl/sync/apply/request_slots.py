"""A limit on the requests under way, which prefers items that have started: an item is finished before another starts.

So items are done from the first seconds of a run on, and a run that is killed leaves few resources unverified.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from heapq import heappop, heappush
from itertools import count


class RequestSlots:
    """At most `limit` requests at once. Among those that wait, requests of items that have started come first; among
    these, the order is that of arrival."""

    def __init__(self, limit: int) -> None:
        self._free = limit
        self._waiting: list[tuple[bool, int, asyncio.Future[None]]] = []
        self._numbers = count()

    @asynccontextmanager
    async def slot(self, *, begun: bool) -> AsyncIterator[None]:
        """Wait for a slot and hold it. `begun` says whether the item has sent a request before."""
        await self._acquire(begun=begun)
        try:
            yield
        finally:
            self._release()

    async def _acquire(self, *, begun: bool) -> None:
        if self._free:
            self._free -= 1
            return
        granted = asyncio.get_running_loop().create_future()
        heappush(self._waiting, (not begun, next(self._numbers), granted))
        try:
            await granted
        except asyncio.CancelledError:
            if not granted.cancelled():  # granted and cancelled at once: the slot goes to another request
                self._release()
            raise

    def _release(self) -> None:
        while self._waiting:
            _, _, granted = heappop(self._waiting)
            if not granted.done():
                granted.set_result(None)
                return
        self._free += 1
