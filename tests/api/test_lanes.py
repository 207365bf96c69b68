"""Connections side by side: how many there are, and that each is given back however its answer ends."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from personactl.api.client import Client
from personactl.api.lanes import Lanes
from personactl.api.retry import RetrySettings
from personactl.errors import UnavailableError
from personactl.secret import Secret
from tests.api.live import KEY, answer, says, scripted


class Body(httpx.AsyncByteStream):
    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.sleep(0)
        yield b"}"


class Lane(httpx.AsyncBaseTransport):
    """Answers, unless the path is `/broken`; counts how many of its kind are at work."""

    made = 0

    def __init__(self, at_work: list["Lane"], log: list[int]) -> None:
        Lane.made += 1
        self.number = Lane.made
        self._at_work, self._log = at_work, log
        self.closed = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        assert self not in self._at_work, "two requests on one connection"
        self._at_work.append(self)
        self._log.append(len(self._at_work))
        try:
            await asyncio.sleep(0)
            if request.url.path == "/broken":
                raise httpx.ReadError("cut")
        finally:
            self._at_work.remove(self)
        return httpx.Response(200, stream=Body())

    async def aclose(self) -> None:
        self.closed = True


@pytest.fixture
def lanes() -> list[Lane]:
    Lane.made = 0
    return []


def kept(lanes: list[Lane]) -> Lane:
    lanes.append(Lane([], []))
    return lanes[-1]


def run(lanes: list[Lane], most: int, paths: list[str]) -> list[int]:
    """Ask for all `paths` at once; how many were at work, by request."""
    log: list[int] = []
    at_work: list[Lane] = []

    def make() -> Lane:
        lanes.append(Lane(at_work, log))
        return lanes[-1]

    async def asking() -> None:
        async with httpx.AsyncClient(transport=Lanes(make, most), base_url="http://lanes.test") as client:
            answers = await asyncio.gather(*(client.get(path) for path in paths), return_exceptions=True)
            for path, result in zip(paths, answers, strict=True):
                assert isinstance(result, httpx.ReadError if path == "/broken" else httpx.Response)

    asyncio.run(asking())
    return log


def test_never_more_connections_than_allowed(lanes: list[Lane]) -> None:
    log = run(lanes, 4, ["/"] * 50)

    assert (len(lanes), max(log), len(log)) == (4, 4, 50)
    assert all(lane.closed for lane in lanes)


def test_a_connection_is_made_only_when_all_others_are_in_use(lanes: list[Lane]) -> None:
    async def one_after_the_other() -> None:
        transport = Lanes(lambda: kept(lanes), 4)
        async with httpx.AsyncClient(transport=transport, base_url="http://lanes.test") as client:
            for _ in range(5):
                await client.get("/")

    asyncio.run(one_after_the_other())
    assert len(lanes) == 1


def test_a_failure_gives_its_connection_back(lanes: list[Lane]) -> None:
    run(lanes, 2, ["/broken"] * 10 + ["/"] * 3)

    assert len(lanes) == 2


def test_an_answer_that_is_left_early_gives_its_connection_back_once(lanes: list[Lane]) -> None:
    async def leaving() -> None:
        transport = Lanes(lambda: kept(lanes), 1)
        async with httpx.AsyncClient(transport=transport, base_url="http://lanes.test") as client:
            async with client.stream("GET", "/") as response:
                await response.aclose()
                await response.aclose()
            assert (await client.get("/")).text == "{}"
            waiting = [asyncio.create_task(client.get("/")) for _ in range(3)]
            waiting[1].cancel()
            done = await asyncio.gather(*waiting, return_exceptions=True)
            assert [type(one) for one in done] == [httpx.Response, asyncio.CancelledError, httpx.Response]

    asyncio.run(leaving())
    assert len(lanes) == 1


def test_a_connection_that_breaks_is_replaced() -> None:
    async def asking(origin: str) -> None:
        never = RetrySettings(attempts=1)
        async with Client(origin, Secret(KEY), connections=1, retry=never) as client:
            with pytest.raises(UnavailableError):
                await client.get("/v1/personas")
            assert await client.get("/v1/personas") == {}

    with scripted(says(cut=True), says(answer(b"{}"))) as origin:
        asyncio.run(asking(origin))
