"""Behaviour of the in-process transport only: backpressure, and the end of an app without a server."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from personactl.api.in_process import InProcessTransport
from personactl.api.lifespan import LifespanError
from tests.api.live import HANGING_S, Ticker


def _run(app: ASGIApp, scenario: Callable[[httpx.AsyncClient, InProcessTransport], Awaitable[None]]) -> None:
    async def run() -> None:
        transport = InProcessTransport(app, grace_s=0.05)
        client = httpx.AsyncClient(base_url="http://127.0.0.1", transport=transport)
        async with asyncio.timeout(HANGING_S), client:
            await scenario(client, transport)

    asyncio.run(run())


def test_the_app_waits_while_the_client_does_not_read() -> None:
    ticker = Ticker()

    async def scenario(client: httpx.AsyncClient, transport: InProcessTransport) -> None:
        async with client.stream("GET", "/ticks"):
            for _ in range(200):
                await asyncio.sleep(0)
            assert ticker.sent < 10

    _run(Starlette(routes=[Route("/ticks", ticker.answer)]), scenario)


def test_giving_up_at_the_moment_of_the_answer_hangs_up() -> None:
    ticker = Ticker()

    async def scenario(client: httpx.AsyncClient, transport: InProcessTransport) -> None:
        asking = asyncio.create_task(client.get("/ticks"))
        while not ticker.sent:
            await asyncio.sleep(0)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        await ticker.closed.wait()

    _run(Starlette(routes=[Route("/ticks", ticker.answer)]), scenario)


def test_an_exception_that_no_answer_carries_is_raised_as_it_is() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        raise ZeroDivisionError(scope["type"])

    async def scenario(client: httpx.AsyncClient, transport: InProcessTransport) -> None:
        with pytest.raises(ZeroDivisionError, match="http"):
            await client.get("/")

    _run(app, scenario)


def test_no_answer_at_all_is_a_protocol_error() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        return None

    async def scenario(client: httpx.AsyncClient, transport: InProcessTransport) -> None:
        with pytest.raises(httpx.RemoteProtocolError, match="without an answer"):
            await client.get("/")

    _run(app, scenario)


def test_an_app_that_cannot_start_says_why() -> None:
    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        if app.debug is False:
            raise PermissionError("the database is somebody else's")
        yield

    async def scenario(client: httpx.AsyncClient, transport: InProcessTransport) -> None:
        with pytest.raises(PermissionError, match="somebody"):
            await client.get("/")

    _run(Starlette(lifespan=lifespan), scenario)


def test_an_app_that_refuses_to_start_without_a_word_is_an_error() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "lifespan.startup.failed", "message": "no"})

    async def scenario(client: httpx.AsyncClient, transport: InProcessTransport) -> None:
        with pytest.raises(LifespanError, match="no"):
            await client.get("/")

    _run(app, scenario)


def test_closing_ends_what_still_runs() -> None:
    ended: list[str] = []
    begun = asyncio.Event()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            begun.set()
            try:
                await asyncio.sleep(HANGING_S)
            finally:
                ended.append("cancelled")

    async def scenario(client: httpx.AsyncClient, transport: InProcessTransport) -> None:
        asking = asyncio.create_task(client.get("/"))
        await begun.wait()
        await transport.aclose()
        with pytest.raises(httpx.RemoteProtocolError):
            await asking

    _run(app, scenario)
    assert ended == ["cancelled"]
