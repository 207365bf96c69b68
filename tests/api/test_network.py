"""Network connections: how many there are, when they are returned, and whether a failed request was sent."""

import asyncio
import gc
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import trustme
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from personactl.api.client import Client
from personactl.api.failures import LostAnswerError
from personactl.api.network import NetworkTransport
from personactl.api.request_parts import FormFile
from personactl.api.retry import RetrySettings
from personactl.errors import RejectedError, StorageError, UnavailableError
from personactl.secret import Secret
from tests.api.live import HANGING_S, KEY, Script, Ticker, answer, free_port, says, scripted, served

ONCE = RetrySettings(attempts=1)
LONG = "x" * 20_000_000
"""More bytes than the buffers of both sides of a connection hold."""


class Counted:
    """Answers once `together` requests have arrived; counts the most requests at once and the connections."""

    def __init__(self) -> None:
        self.together = 1
        self.at_work = self.most = 0
        self._all_there = asyncio.Event()
        self.connections: set[object] = set()

    async def answer(self, request: Request) -> Response:
        self.at_work += 1
        self.most = max(self.most, self.at_work)
        self.connections.add(request.client)
        if self.at_work >= self.together:
            self._all_there.set()
        await self._all_there.wait()
        await asyncio.sleep(0.01)  # time for a surplus request to arrive
        self.at_work -= 1
        return JSONResponse({})


@pytest.fixture
def counted() -> Counted:
    return Counted()


@pytest.fixture
def origin(counted: Counted) -> Iterator[str]:
    with served(Starlette(routes=[Route("/counted", counted.answer), Route("/ticks", Ticker().answer)])) as origin:
        yield origin


def test_never_more_connections_than_allowed(origin: str, counted: Counted) -> None:
    async def asking() -> None:
        async with Client(origin, Secret(KEY), connections=4) as client:
            await asyncio.gather(*(client.get("/counted") for _ in range(40)))

    counted.together = 4
    asyncio.run(asking())
    assert (counted.most, len(counted.connections)) == (4, 4)


def test_a_connection_is_made_only_when_all_others_are_in_use(origin: str, counted: Counted) -> None:
    async def one_after_the_other() -> None:
        async with Client(origin, Secret(KEY), connections=4) as client:
            for _ in range(5):
                await client.get("/counted")

    asyncio.run(one_after_the_other())
    assert len(counted.connections) == 1


def test_an_answer_that_is_left_early_gives_its_turn_back(origin: str) -> None:
    async def leaving() -> None:
        async with Client(origin, Secret(KEY), connections=1) as client:
            async with client.stream_lines("GET", "/ticks") as lines:
                assert [await anext(lines) for _ in range(3)] == ["1", "2", "3"]
            waiting = [asyncio.create_task(client.get("/counted")) for _ in range(3)]
            await asyncio.sleep(0)
            waiting[1].cancel()
            done = await asyncio.gather(*waiting, return_exceptions=True)
            assert [type(one) for one in done] == [dict, asyncio.CancelledError, dict]

    asyncio.run(leaving())


def test_a_connection_that_breaks_is_replaced() -> None:
    async def asking(origin: str) -> None:
        async with Client(origin, Secret(KEY), connections=1, retry=ONCE) as client:
            with pytest.raises(UnavailableError):
                await client.get("/v1/personas")
            assert await client.get("/v1/personas") == {}

    with scripted(says(cut=True), says(answer(b"{}"))) as origin:
        asyncio.run(asking(origin))


def test_nothing_is_sent_again_behind_the_back_of_the_retry_policy() -> None:
    async def once_and_then_cut(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer(b"{}").replace(b"connection: close\r\n", b""))
        await reader.readuntil(b"\r\n\r\n")

    async def asking(origin: str) -> None:
        async with Client(origin, Secret(KEY), connections=1, retry=ONCE) as client:
            await client.get("/v1/x")
            with pytest.raises(UnavailableError):
                await client.get("/v1/x")

    with scripted(once_and_then_cut, says(answer(b"{}"))) as origin:
        asyncio.run(asking(origin))


def test_a_connection_that_the_platform_closed_while_it_was_idle_is_not_written_to() -> None:
    received: list[bytes] = []
    hung_up = threading.Event()

    def answering(keep: bool) -> Script:
        async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            received.append((await reader.readuntil(b"\r\n\r\n")).partition(b" HTTP")[0])
            writer.write(answer(b"{}").replace(b"connection: close\r\n", b"" if keep else b"connection: close\r\n"))
            writer.close()
            await writer.wait_closed()
            hung_up.set()

        return script

    async def asking(origin: str) -> None:
        async with Client(origin, Secret(KEY), connections=1, retry=ONCE) as client:
            await client.post("/v1/x")
            await asyncio.to_thread(hung_up.wait)
            await client.post("/v1/y")

    with scripted(answering(True), answering(False)) as origin:
        asyncio.run(asking(origin))
    assert received == [b"POST /v1/x", b"POST /v1/y"]


async def _hangs_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(1)


async def _refuses_the_tunnel(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(answer(b"no", status="502 Bad Gateway"))


@pytest.mark.parametrize(
    ("scheme", "by_proxy", "script", "lost"),
    [
        pytest.param("http", False, _hangs_up, True, id="cut under the request"),
        pytest.param("http", True, _hangs_up, True, id="cut under the request by the proxy"),
        pytest.param("http", False, says(), True, id="cut before the answer"),
        pytest.param("http", False, says(b"HTTP/1.1 200 OK\r\n"), True, id="cut in the answer"),
        pytest.param("https", False, _hangs_up, False, id="cut in the TLS handshake"),
        pytest.param("https", False, says(), False, id="cut in the TLS handshake, politely"),
        pytest.param("https", True, _refuses_the_tunnel, False, id="refused by the proxy"),
    ],
)
def test_only_a_connection_that_was_never_made_is_reported_so(
    scheme: str, by_proxy: bool, script: Script, lost: bool
) -> None:
    async def asking(server: str) -> None:
        platform = f"{scheme}://127.0.0.1:{free_port()}" if by_proxy else server.replace("http", scheme, 1)
        proxy = server if by_proxy else None
        async with Client(platform, Secret(KEY), retry=ONCE, timeout_s=HANGING_S, proxy=proxy) as client:
            await client.post("/v1/x", {"name": "Cara"})

    with scripted(script) as server, pytest.raises(UnavailableError) as caught:
        asyncio.run(asking(server))
    assert isinstance(caught.value, LostAnswerError) == lost


def _post(text: str, script: Script, *, timeout_s: float = HANGING_S) -> None:
    async def asking(origin: str) -> None:
        async with Client(origin, Secret(KEY), retry=ONCE, timeout_s=timeout_s) as client:
            await client.post("/v1/x", {"text": text})

    try:
        with scripted(script) as origin:
            asyncio.run(asking(origin))
    finally:
        gc.collect()


left_unsent = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
"""asyncio warns about a connection that still has unsent bytes when the loop ends."""


@left_unsent
def test_a_long_body_that_the_server_does_not_read_is_abandoned() -> None:
    async def never_reads(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        await asyncio.sleep(HANGING_S)

    with pytest.raises(LostAnswerError, match="did not take the request in time"):
        _post(LONG, never_reads, timeout_s=1)


def test_a_long_body_arrives_whole() -> None:
    async def reads(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        received = await reader.readexactly(len(LONG) + len('{"text":""}'))
        writer.write(answer(b"{}" if received.endswith(b'x"}') else b"cut"))

    _post(LONG, reads)


@left_unsent
def test_an_answer_that_comes_before_the_body_was_taken_counts() -> None:
    async def refuses(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer(b'{"error": "too long"}', status="413 Content Too Large"))
        await writer.drain()
        while await reader.read(1 << 20):
            await asyncio.sleep(0)

    with pytest.raises(RejectedError, match="too long"):
        _post(LONG, refuses)


def test_a_file_that_becomes_unreadable_is_not_a_failure_of_the_platform(tmp_path: Path) -> None:
    folder = tmp_path / "folder.md"
    folder.mkdir()

    async def asking(origin: str) -> None:
        async with Client(origin, Secret(KEY), retry=ONCE) as client:
            await client.upload("/v1/x", FormFile("file", "folder.md", "text/markdown", folder))

    with scripted(says(answer(b"{}"))) as origin, pytest.raises(StorageError):
        asyncio.run(asking(origin))


@pytest.fixture
def secure() -> Iterator[tuple[str, trustme.CA, list[bytes]]]:
    """A TLS server with a certificate of its own authority. Yields origin, authority and the received bytes."""
    authority, heard = trustme.CA(), list[bytes]()

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("127.0.0.1").configure_cert(context)
        await writer.start_tls(context)
        heard.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(answer(b'{"secure": true}'))
        await writer.drain()

    with scripted(script) as origin:
        yield origin.replace("http://", "https://"), authority, heard


def _get(origin: str) -> object:
    async def asking() -> object:
        async with Client(origin, Secret(KEY), retry=ONCE) as client:
            return await client.get("/v1/x")

    return asyncio.run(asking())


def test_a_server_with_an_untrusted_certificate_gets_no_key(secure: tuple[str, trustme.CA, list[bytes]]) -> None:
    origin, _, heard = secure
    with pytest.raises(UnavailableError, match="certificate"):
        _get(origin)
    assert heard == []


def test_an_authority_of_the_environment_is_trusted(
    secure: tuple[str, trustme.CA, list[bytes]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    origin, authority, heard = secure
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    assert _get(origin) == {"secure": True}
    assert f"Authorization: Bearer {KEY}".lower().encode() in heard[0].lower()


def test_a_transport_can_be_closed_before_it_was_used() -> None:
    async def closing() -> None:
        async with NetworkTransport(4):
            pass

    asyncio.run(closing())


def test_a_transport_takes_any_request_of_httpx(origin: str) -> None:
    async def asking() -> int:
        async with httpx.AsyncClient(transport=NetworkTransport(1)) as client:
            return (await client.get(f"{origin}/counted")).status_code

    assert asyncio.run(asking()) == 200
