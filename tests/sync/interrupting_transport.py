"""Transports that interrupt between two requests: with the end of the process without any clean-up, or with a
function."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import httpx


class Killed(BaseException):
    """The end of the process. It is not an error that the program could catch."""


@dataclass(frozen=True, slots=True)
class Kill:
    """Kills the process at request number `at` (from 1), before or after the request is carried out."""

    at: int
    carried_out: bool


class KillingTransport(httpx.AsyncBaseTransport):
    """After the kill, no request reaches `inner`."""

    def __init__(self, inner: httpx.AsyncBaseTransport, kill: Kill) -> None:
        self._inner = inner
        self._kill = kill
        self._number = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self._number += 1
        number = self._number
        if number < self._kill.at:
            return await self._inner.handle_async_request(request)
        if number == self._kill.at and self._kill.carried_out:
            response = await self._inner.handle_async_request(request)
            await response.aread()
            await response.aclose()
        raise Killed

    async def aclose(self) -> None:
        await self._inner.aclose()


class InterruptedTransport(httpx.AsyncBaseTransport):
    """Calls a function, and waits for it, before each request whose number (from 1) is in `moments`."""

    def __init__(self, inner: httpx.AsyncBaseTransport, moments: Mapping[int, Callable[[], object]]) -> None:
        self._inner = inner
        self._moments = moments
        self._number = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self._number += 1
        if (happens := self._moments.get(self._number)) is not None:
            await asyncio.to_thread(happens)
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        await self._inner.aclose()
