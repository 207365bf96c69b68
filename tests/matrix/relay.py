"""Faults on a real wire: a relay between the client and an engine server breaks TCP connections.

In the rest of the matrix a fault is simulated by what the client's transport would raise. Here it is real: a refusal is
a closed port, a reset comes from the kernel, a cut answer ends before its announced length, and a timeout is silence.
These cases show that the simulated faults are realistic. Every connection carries one request, so that a request and
its connection have the same number.
"""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from http import HTTPStatus
from typing import Final, assert_never

from personactl.api.client import Client
from personactl.api.retry import RetrySettings
from personactl.engine.app import Engine
from personactl.secret import Secret
from tests.api.live import served
from tests.faults import (
    CutBody,
    Delay,
    Fault,
    FaultAt,
    Refuse,
    ResetAfter,
    ResetBefore,
    SlowBody,
    Status,
    TimeOut,
    TruncatedJson,
    WrongContentType,
)
from tests.matrix.runs import KEY, Line

_TIMEOUT_S = 30.0
_SHORT_TIMEOUT_S = 2.0
"""The timeout if no answer will come: longer than the engine takes for any answer, and not longer than necessary."""

_HEAD_ENDS: Final = b"\r\n\r\n"
_BODY_ENDS: Final = b"0\r\n\r\n"


def wire_for(fault: Fault) -> Line:
    """A line on which the client waits just long enough for `fault` to show."""
    return partial(_on_a_wire, timeout_s=_SHORT_TIMEOUT_S if isinstance(fault, TimeOut) else _TIMEOUT_S)


@asynccontextmanager
async def _on_a_wire(
    engine: Engine, fault_at: FaultAt, on_wait: Callable[[str], None], *, timeout_s: float
) -> AsyncIterator[tuple[Client, Sequence[bytes]]]:
    """A `Line` of one connection to `engine`, which runs under uvicorn."""
    async with AsyncExitStack() as stack:
        upstream = stack.enter_context(served(engine.app))
        relay = await stack.enter_async_context(_Relay.open(upstream, fault_at))
        client = Client(
            relay.origin,
            Secret(KEY),
            retry=RetrySettings(attempts=2, sleep=relay.listen_again),
            on_wait=on_wait,
            timeout_s=timeout_s,
            connections=1,
        )
        yield await stack.enter_async_context(client), relay.request_lines


class _Relay:
    """`request_lines` are the request lines that arrived, including those that met a closed port."""

    def __init__(self, upstream: str, fault_at: FaultAt) -> None:
        self.request_lines: list[bytes] = []
        self.port = 0
        self._upstream = int(upstream.rpartition(":")[2])
        self._fault_at = fault_at
        self._next = fault_at(1)
        self._server: asyncio.Server | None = None
        self._reopening = asyncio.Lock()

    @classmethod
    @asynccontextmanager
    async def open(cls, upstream: str, fault_at: FaultAt) -> AsyncIterator["_Relay"]:
        relay = cls(upstream, fault_at)
        await relay._listen()
        relay._close_if_refusing()
        try:
            yield relay
        finally:
            if relay._server is not None:
                relay._server.close()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def listen_again(self, seconds: float) -> None:
        """The client's wait between two attempts, which takes no time. An attempt at a closed port counts as its
        request. Several attempts may have been made at once if the client reads several things."""
        async with self._reopening:
            if self._server is None:
                self._count(b"refused")
                await self._listen()

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._handle, "127.0.0.1", self.port, reuse_address=True)
        self.port = self._server.sockets[0].getsockname()[1]

    def _count(self, line: bytes) -> None:
        self.request_lines.append(line)
        self._next = self._fault_at(len(self.request_lines) + 1)

    def _close_if_refusing(self) -> None:
        if isinstance(self._next, Refuse) and self._server is not None:
            self._server.close()
            self._server = None

    async def _handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            request = await _request(reader)
            fault = self._next
            self._count(request.partition(b"\r\n")[0])
            whole = await self._forward(request) if _is_carried_out(fault) else b""
            self._close_if_refusing()  # before an answer goes out, after which the next request may come
            await _answer(fault, whole, reader, writer)
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()

    async def _forward(self, request: bytes) -> bytes:
        """The engine's whole answer."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._upstream)
        line, rest = request.split(b"\r\n", 1)
        writer.write(line + b"\r\nconnection: close\r\n" + rest)
        answer = await reader.read()
        writer.close()
        await writer.wait_closed()
        return answer


async def _request(reader: asyncio.StreamReader) -> bytes:
    """One whole request, whose body has a length or comes in chunks."""
    head = await reader.readuntil(_HEAD_ENDS)
    fields = {name.lower(): value.strip() for name, _, value in (line.partition(b":") for line in head.split(b"\r\n"))}
    if fields.get(b"transfer-encoding") != b"chunked":
        return head + await reader.readexactly(int(fields.get(b"content-length", b"0")))
    body = b""
    while not body.endswith(_BODY_ENDS):
        body += await reader.readuntil(b"\r\n")
    return head + body


def _is_carried_out(fault: Fault | None) -> bool:
    match fault:
        case Refuse() | ResetBefore() | Status():
            return False
        case TimeOut(carried_out):
            return carried_out
        case _:
            return True


async def _answer(
    fault: Fault | None, whole: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    match fault:
        case ResetBefore() | ResetAfter():
            _reset(writer)
        case TimeOut():
            await reader.read()  # until the client gives up
        case SlowBody(bytes_each, pause_s):
            for start in range(0, len(whole), bytes_each):
                writer.write(whole[start : start + bytes_each])
                await writer.drain()
                await asyncio.sleep(pause_s)
        case Delay(seconds):
            await asyncio.sleep(seconds)
            writer.write(whole)
        case _:
            writer.write(_broken_answer(fault, whole))
    await writer.drain()


def _broken_answer(fault: Status | TruncatedJson | CutBody | WrongContentType | Refuse | None, whole: bytes) -> bytes:
    """What the client gets instead of the `whole` answer. An answer without a body is cut in its head."""
    head, _, body = whole.partition(_HEAD_ENDS)
    match fault:
        case None | Refuse():
            return whole
        case Status(status, answer, headers):
            return _http_answer(status, json.dumps(answer).encode(), "application/json", **headers)
        case TruncatedJson(kept):
            return _http_answer(_status(head), body[:kept], "application/json")
        case CutBody(kept):
            end = len(head) + len(_HEAD_ENDS) + min(kept, len(body) - 1) if body else len(head) // 2
            return whole[:end]
        case WrongContentType():
            return _http_answer(_status(head), b"<!doctype html><title>Welcome to the wifi</title>", "text/html")
        case _:
            assert_never(fault)


def _reset(writer: asyncio.StreamWriter) -> None:
    # Lingering for zero seconds makes the close a reset.
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


def _status(head: bytes) -> int:
    return int(head.split(b" ", 2)[1])


def _http_answer(status: int, body: bytes, media_type: str, **headers: str) -> bytes:
    fields = {"Content-Type": media_type, "Content-Length": str(len(body)), "Connection": "close", **headers}
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", *(f"{name}: {value}" for name, value in fields.items())]
    return "\r\n".join(lines).encode("latin-1") + _HEAD_ENDS + body
