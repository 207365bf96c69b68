"""An answer that drips is given up after a time that its size allows, however regularly its bytes come."""

import asyncio

import pytest
from msgspec.structs import replace
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from personactl.api.bounds.limits import ANSWER, STREAM, AnswerBounds
from personactl.api.client import Client
from personactl.api.failures import BoundExceededError, LostAnswerError
from personactl.api.in_process import InProcessTransport
from personactl.api.text_channel import open_conversation
from personactl.api.tokens import ClientConfig, StartedSession
from personactl.secret import Secret
from tests.api.bounds.hostile_answers import CHUNKED, HEAD, asked, counting, endless
from tests.api.live import HANGING_S, KEY, FakeSleep, Script, says

SHORT = replace(ANSWER, seconds=0.5)
LINES = b"HTTP/1.1 200 OK\r\ncontent-type: application/x-ndjson\r\n\r\n"


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(endless(HEAD + b"\r\n", b" ", 0.01), id="body"),
        pytest.param(endless(HEAD, b"x", 0.01), id="head"),
        pytest.param(endless(b"", b"H", 0.01), id="status line"),
        pytest.param(endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.01), id="interim answers"),
        pytest.param(endless(b"", b"HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n" * 1000), id="a flood of them"),
        pytest.param(endless(CHUNKED, b"1\r\n \r\n", 0.01), id="chunks"),
        pytest.param(endless(CHUNKED, b"1\r\n \r\n" * 1000), id="a flood of them of one byte"),
        pytest.param(endless(HEAD + b"content-length: 9000000\r\n\r\n", b" " * 100, 0.01), id="slow but steady"),
    ],
)
def test_a_drip_ends_and_is_not_asked_for_again(script: Script) -> None:
    with counting(script) as (origin, connections), pytest.raises(BoundExceededError, match="not complete") as caught:
        asked(origin, bounds=SHORT)
    assert caught.value.where.startswith(f"GET {origin}/v1/x")
    assert len(connections) == 1


def test_a_long_transfer_has_more_time_than_a_short_one() -> None:
    async def slow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await says(HEAD + b"content-length: 393216\r\n\r\n")(reader, writer)
        for _ in range(6):
            writer.write(b" " * 65536)
            await writer.drain()
            await asyncio.sleep(0.2)

    with counting(slow) as (origin, _), pytest.raises(Exception, match="not whole JSON"):
        asked(origin, bounds=SHORT)


def test_a_server_that_takes_a_request_in_drips_is_given_up() -> None:
    async def sipping(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        while await reader.read(1000):
            await asyncio.sleep(0.01)

    async def asking(origin: str) -> None:
        async with Client(origin, Secret(KEY), timeout_s=HANGING_S, bounds=replace(SHORT, grows=False)) as client:
            await client.post("/v1/x", {"text": "x" * 50_000_000})

    with counting(sipping) as (origin, connections), pytest.raises(LostAnswerError, match="not complete"):
        asyncio.run(asking(origin))
    assert len(connections) == 1


def test_requests_that_wait_for_their_turn_are_not_late() -> None:
    async def pausing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.2)
        await says(HEAD + b"content-length: 2\r\nconnection: close\r\n\r\n{}")(reader, writer)

    async def asking(origin: str) -> list[object]:
        async with Client(origin, Secret(KEY), connections=1, bounds=SHORT) as client:
            return list(await asyncio.gather(*(client.get("/v1/x") for _ in range(6))))

    with counting(pausing) as (origin, _):
        assert asyncio.run(asking(origin)) == [{}] * 6


def _lines(script: Script, silence_s: float) -> list[str]:
    async def asking(origin: str) -> list[str]:
        async with (
            Client(origin, Secret(KEY), retry=FakeSleep().retry_settings()) as client,
            client.stream_lines("POST", "/text", {}, silence_s=silence_s) as arriving,
        ):
            return [line async for line in arriving]

    with counting(script) as (origin, connections):
        try:
            return asyncio.run(asking(origin))
        finally:
            assert len(connections) == 1


@pytest.mark.parametrize("piece", [b"x", b" \n", b"\r\n"])
def test_a_stream_that_drips_without_a_line_is_given_up(piece: bytes) -> None:
    with pytest.raises(LostAnswerError, match=r"within 1 seconds|in time"):
        _lines(endless(LINES, piece, 0.01), 1.0)


def test_a_stream_of_messages_has_a_size_too() -> None:
    with pytest.raises(LostAnswerError, match="larger than 16 MiB"):
        _lines(endless(LINES, b'{"messageType":"x"}\n' * 3000), HANGING_S)


def test_a_stream_that_goes_on_for_ever_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    brief = AnswerBounds(size=STREAM.size, seconds=0.5, grows=False)
    monkeypatch.setattr("personactl.api.client.STREAM", brief)
    with pytest.raises(LostAnswerError, match="not complete"):
        _lines(endless(LINES, b'{"messageType":"x"}\n', 0.01), HANGING_S)


async def _heartbeats(_request: Request) -> Response:
    return JSONResponse({})


@pytest.mark.parametrize("interval_s", [-1.0, 0.0, 1e-9])
def test_a_platform_cannot_ask_for_a_flood_of_heartbeats(interval_s: float) -> None:
    sleep = FakeSleep()
    config = ClientConfig(text_endpoint="/text", heartbeat_interval_seconds=interval_s)
    session = StartedSession(session_id="s", client_config=config)

    async def conversing() -> None:
        app = Starlette(routes=[Route("/text", _heartbeats, methods=["POST"])])
        async with (
            Client("http://127.0.0.1", Secret(KEY), transport=InProcessTransport(app)) as client,
            open_conversation(client, session, sleep=sleep.sleep),
        ):
            await asyncio.sleep(0.01)

    asyncio.run(conversing())
    assert set(sleep.durations) == {1.0}
