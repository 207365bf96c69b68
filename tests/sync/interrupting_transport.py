"""What happens between two requests, as transports: the end of the process, which cleans nothing up, or anything."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import httpx


class Killed(BaseException):
    """Nothing that the program could catch as a failure."""


@dataclass(frozen=True, slots=True)
class Kill:
    """At request number `at` (1 is the first), before or after it was carried out."""

    at: int
    carried_out: bool


class KillingTransport(httpx.AsyncBaseTransport):
    """After the kill no request reaches `inner` any more."""

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
    """Before each request whose number (1 is the first) is in `moments`, that happens, from beginning to end."""

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
