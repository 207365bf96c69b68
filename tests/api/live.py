"""Real servers on this machine for tests of the client: an ASGI app under uvicorn, and a socket that sends bytes."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress

import uvicorn
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import ASGIApp

from personactl.api.retry import RetrySettings

KEY = "key-of-a-test"

HANGING_S = 60.0
"""The limit after which a test that hangs ends."""

Script = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class FakeSleep:
    """A sleep that does not wait: `durations` lists the seconds that were requested."""

    def __init__(self) -> None:
        self.durations: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.durations.append(seconds)
        await asyncio.sleep(0)

    def retry_settings(self, attempts: int = 4, total_wait_s: float = 60.0) -> RetrySettings:
        """Return settings without jitter (0.5, 1, 2 ... seconds) and without real waits."""
        return RetrySettings(
            attempts=attempts, total_wait_s=total_wait_s, sleep=self.sleep, uniform=lambda low, high: high
        )


class Ticker:
    """An endless streaming endpoint. `sent` counts its chunks; `closed` is set when the stream is closed."""

    def __init__(self) -> None:
        self.sent = 0
        self.closed = asyncio.Event()

    async def answer(self, request: Request) -> Response:
        return StreamingResponse(self._ticks(), media_type="application/x-ndjson")

    async def _ticks(self) -> AsyncIterator[bytes]:
        try:
            while True:
                self.sent += 1
                yield b"%d\n" % self.sent
                await asyncio.sleep(0)
        finally:
            self.closed.set()


@contextmanager
def served(app: ASGIApp) -> Iterator[str]:
    """Serve `app` with uvicorn in a thread, and yield its origin."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_level="critical", ws="none", timeout_graceful_shutdown=2)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


@contextmanager
def scripted(*scripts: Script) -> Iterator[str]:
    """Run a server that handles each connection with the next script, and all others with the last one."""
    remaining: Iterator[Script] = iter(scripts[:-1])
    listening = socket.create_server(("127.0.0.1", 0))
    stopping: Future[Callable[[], object]] = Future()

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                await next(remaining, scripts[-1])(reader, writer)
        finally:
            writer.transport.abort() if writer.transport.get_write_buffer_size() else writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def serving() -> None:
        stop, loop = asyncio.Event(), asyncio.get_running_loop()
        server = await asyncio.start_server(meet, sock=listening)
        stopping.set_result(lambda: loop.call_soon_threadsafe(stop.set))
        await stop.wait()
        server.close()

    thread = threading.Thread(target=asyncio.run, args=(serving(),))
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        stopping.result()()
        thread.join()
        listening.close()


def says(*pieces: bytes, cut: bool = False) -> Script:
    """Return a script that reads a request, writes `pieces`, and closes the connection; with a reset if `cut`."""

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _read_request(reader)
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
        if cut:
            # Lingering for zero seconds makes the close a reset.
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    return script


def silent(seconds: float = HANGING_S) -> Script:
    """Return a script that reads the request and sends nothing."""

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _read_request(reader)
        await asyncio.sleep(seconds)

    return script


async def _read_request(reader: asyncio.StreamReader) -> None:
    """Read the whole request, because closing a socket with unread bytes resets the connection."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    _, found, length = head.partition(b"content-length:")
    if found:
        await reader.readexactly(int(length.split()[0]))


def answer(
    body: bytes, *, status: str = "200 OK", kind: str = "application/json", headers: Sequence[str] = ()
) -> bytes:
    """Return a complete HTTP answer with its true length."""
    head = [f"HTTP/1.1 {status}", f"content-type: {kind}", f"content-length: {len(body)}", *headers]
    return "\r\n".join([*head, "connection: close", "", ""]).encode() + body


def free_port() -> int:
    """Return a port on which no program listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
    return port
