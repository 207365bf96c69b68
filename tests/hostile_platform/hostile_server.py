"""A loopback server that answers as the embedded engine does, with the mutations of a case.

It writes its answers to the socket itself, so that they can break every rule of HTTP, and runs in a thread with an
event loop of its own.
"""

import asyncio
import socket
import struct
import threading
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, TypeAlias

import httpx

from personactl.api.in_process import InProcessTransport
from personactl.engine.app import Engine, open_engine
from personactl.engine.settings import EngineSettings
from tests.hostile_platform.mutations import Mutation, Reply, Wire, mutate

KEY: Final = "S3cr3tK3yOfTheFuzzedAccount"
MOST_REQUESTS: Final = 3_000
"""Requests of one command: lists of a hundred pages, and then some."""

_DRIPS: Final = 400
_WRITTEN_HERE: Final = frozenset({b"content-length", b"connection"})


class Platform:
    """requests: the request lines of the current case. mutations: what happens to its answers."""

    def __init__(self) -> None:
        self.requests: list[str] = []
        self.mutations: Sequence[Mutation] = ()
        self.origin = ""
        self._transport: InProcessTransport | None = None
        self._engine: Engine | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._under_way: set[asyncio.Task[Any]] = set()

    def begin(self, database: Path, mutations: Sequence[Mutation]) -> None:
        """Open the engine on `database` for the next case."""
        self.requests, self.mutations = [], mutations
        self._engine = open_engine(EngineSettings(f"sqlite:///{database}", key=KEY))
        self._transport = InProcessTransport(self._engine.app, grace_s=0.2)

    def end(self) -> None:
        """Drop the connections that are left, and close the engine."""
        assert self._engine is not None
        assert self._loop is not None
        asyncio.run_coroutine_threadsafe(self._quiet(), self._loop).result()
        self._engine.close()
        self._engine = None

    async def _quiet(self) -> None:
        transport, self._transport = self._transport, None
        left = tuple(self._under_way)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        assert transport is not None
        await transport.aclose()

    async def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError):
            await self._answer(reader, writer)
        if writer.transport.get_write_buffer_size():
            writer.transport.abort()
        writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        request = _request(self.origin, head)
        length = int(request.headers.get("content-length", "0"))
        body = await reader.readexactly(length)
        number = len(self.requests)
        self.requests.append(f"{request.method} {request.url.raw_path.decode()}")
        reply = await self._said(httpx.Request(request.method, request.url, headers=request.headers, content=body))
        for mutation in self.mutations:
            if mutation.at in (number, -1):
                mutate(reply, mutation, KEY)
        await write(reply, writer)

    async def _said(self, request: httpx.Request) -> Reply:
        if self._transport is None or len(self.requests) > MOST_REQUESTS:
            return Reply(503, [], b'{"error":"over"}')
        try:
            response = await self._transport.handle_async_request(request)
            body = await response.aread()
        except Exception as error:  # noqa: BLE001 - the engine is not what is tested here
            return Reply(500, [], f'{{"error":"{type(error).__name__}"}}'.encode())
        headers = [(name, value) for name, value in response.headers.raw if name.lower() not in _WRITTEN_HERE]
        kept = [name + b": " + value for name, value in headers]
        return Reply(response.status_code, kept, body)


def _request(origin: str, head: bytes) -> httpx.Request:
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ")
    headers = [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines if line)]
    return httpx.Request(method, f"{origin}{target}", headers=headers)


async def write(reply: Reply, writer: asyncio.StreamWriter) -> None:
    """Write an answer with what happens to it on the wire."""
    head = b"\r\n".join([b"HTTP/1.1 %03d Said" % reply.status, *reply.headers, b"connection: close", b""])
    whole = head + b"content-length: %d\r\n\r\n" % len(reply.body) + reply.body
    if reply.wire is None:
        writer.write(whole)
    else:
        await _WIRES[reply.wire](reply, head, whole, writer)
    await writer.drain()


async def _close(reply: Reply, head: bytes, whole: bytes, writer: asyncio.StreamWriter) -> None:
    writer.write(whole[: len(whole) // 2])


async def _reset(reply: Reply, head: bytes, whole: bytes, writer: asyncio.StreamWriter) -> None:
    writer.write(whole[:20])
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


async def _short(reply: Reply, head: bytes, whole: bytes, writer: asyncio.StreamWriter) -> None:
    writer.write(head + b"content-length: %d\r\n\r\n" % (len(reply.body) + 10) + reply.body)


async def _silent(reply: Reply, head: bytes, whole: bytes, writer: asyncio.StreamWriter) -> None:
    writer.write(whole[:-1])
    await writer.drain()
    await asyncio.sleep(5)


async def _drip(reply: Reply, head: bytes, whole: bytes, writer: asyncio.StreamWriter) -> None:
    for index in range(min(len(whole), _DRIPS)):
        writer.write(whole[index : index + 1])
        await writer.drain()
        await asyncio.sleep(0.01)


async def _flood(reply: Reply, head: bytes, whole: bytes, writer: asyncio.StreamWriter) -> None:
    for _ in range(_DRIPS):
        writer.write(b"HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n" * 100)
        await writer.drain()
    writer.write(whole)


async def _garbage(reply: Reply, head: bytes, whole: bytes, writer: asyncio.StreamWriter) -> None:
    writer.write(b"\x16\x03\x01\x00\xff SSH-2.0 \r\n\r\n" + whole)


async def _chunks(reply: Reply, head: bytes, whole: bytes, writer: asyncio.StreamWriter) -> None:
    pieces = [reply.body[index : index + 7] for index in range(0, min(len(reply.body), 7_000), 7)]
    chunks = b"".join(b'%x;a="%s"\r\n%s\r\n' % (len(piece), b"b" * 50, piece) for piece in pieces)
    writer.write(head + b"transfer-encoding: chunked\r\n\r\n" + chunks + b"0\r\nx-trailer: 1\r\n\r\n")


async def _trailers(reply: Reply, head: bytes, whole: bytes, writer: asyncio.StreamWriter) -> None:
    writer.write(head + b"transfer-encoding: chunked\r\n\r\n0\r\n" + b"x: y\r\n" * 40_000)


async def _early(reply: Reply, head: bytes, whole: bytes, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.0 200\r\n\r\n" + reply.body)


_Writing: TypeAlias = Callable[[Reply, bytes, bytes, asyncio.StreamWriter], Awaitable[None]]
_WIRES: Final[dict[Wire, _Writing]] = {
    "close": _close,
    "reset": _reset,
    "short": _short,
    "silent": _silent,
    "drip": _drip,
    "flood": _flood,
    "garbage": _garbage,
    "chunks": _chunks,
    "trailers": _trailers,
    "early": _early,
}


@contextmanager
def hostile_platform() -> Iterator[Platform]:
    """Run the server until the end of the block."""
    platform = Platform()
    listening = socket.create_server(("127.0.0.1", 0), backlog=200)
    platform.origin = f"http://127.0.0.1:{listening.getsockname()[1]}"
    ready = threading.Event()
    stop: list[Callable[[], object]] = []

    async def serving() -> None:
        over, loop = asyncio.Event(), asyncio.get_running_loop()
        platform._loop = loop
        server = await asyncio.start_server(platform.meet, sock=listening, limit=1 << 20)
        stop.append(lambda: loop.call_soon_threadsafe(over.set))
        ready.set()
        await over.wait()
        server.close()

    thread = threading.Thread(target=asyncio.run, args=(serving(),), daemon=True)
    thread.start()
    ready.wait()
    try:
        yield platform
    finally:
        stop[0]()
        thread.join()
        listening.close()
