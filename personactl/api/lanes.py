"""Connections side by side: each request has one to itself until its answer is closed, then it is free for the next.

A pool of many connections looks at all of them for every request, several times over; at sixteen that costs more than
the request. So each lane is a transport with one connection, and choosing one is taking it from a list. The lane that
was used last goes first: the others may rest until their connection is dropped.
"""

import asyncio
from collections.abc import AsyncIterator, Callable

import httpx


class Lanes(httpx.AsyncBaseTransport):
    """`make` gives a transport for one connection, which is called for when all others are in use, up to `most`."""

    def __init__(self, make: Callable[[], httpx.AsyncBaseTransport], most: int) -> None:
        self._make = make
        self._turns = asyncio.Semaphore(most)
        self._all: list[httpx.AsyncBaseTransport] = []
        self._free: list[httpx.AsyncBaseTransport] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await self._turns.acquire()
        try:
            lane = self._free.pop() if self._free else self._made()
        except BaseException:
            self._turns.release()
            raise
        try:
            response = await lane.handle_async_request(request)
        except BaseException:
            self._give_back(lane)
            raise
        assert isinstance(response.stream, httpx.AsyncByteStream)
        response.stream = _Answer(response.stream, lambda: self._give_back(lane))
        return response

    async def aclose(self) -> None:
        for lane in self._all:
            await lane.aclose()

    def _made(self) -> httpx.AsyncBaseTransport:
        lane = self._make()
        self._all.append(lane)
        return lane

    def _give_back(self, lane: httpx.AsyncBaseTransport) -> None:
        self._free.append(lane)
        self._turns.release()


class _Answer(httpx.AsyncByteStream):
    """An answer's bytes as they are; closing it, once or more often, gives its lane back once."""

    def __init__(self, inner: httpx.AsyncByteStream, on_closed: Callable[[], None]) -> None:
        self._inner = inner
        self._on_closed: Callable[[], None] | None = on_closed

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._inner:
            yield piece

    async def aclose(self) -> None:
        on_closed, self._on_closed = self._on_closed, None
        try:
            await self._inner.aclose()
        finally:
            if on_closed is not None:
                on_closed()
