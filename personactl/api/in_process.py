"""A transport that calls an ASGI app in this process, without a socket.

httpx's own transport of this kind waits until the app has finished and then returns the whole answer. Here each piece
arrives when the app sends it, and the app waits while the client does not read. Closing an answer early disconnects the
client: the app gets `http.disconnect` and may go on, as it may on a real server. `aclose` ends what still runs.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import httpx

from personactl.api.lifespan import Lifespan

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Scope

_PIECES_UNREAD = 1
_Head = tuple[int, list[tuple[bytes, bytes]]]
_log = logging.getLogger(__name__)


class InProcessTransport(httpx.AsyncBaseTransport):
    """Answers every request by calling `app`; the app's lifespan lasts from the first request until `aclose`.

    Belongs to one event loop. `grace_s` is how long `aclose` waits for unfinished requests before it cancels them. An
    exception that the app raises before it answers is raised to the caller unchanged.
    """

    def __init__(self, app: "ASGIApp", *, grace_s: float = 2.0) -> None:
        self._app = app
        self._grace_s = grace_s
        self._lifespan: Lifespan | None = None
        self._running: set[asyncio.Task[None]] = set()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self._lifespan is None:
            self._lifespan = Lifespan(self._app)
        await self._lifespan.started()
        exchange = _Exchange(await request.aread(), _read_timeout_s(request))
        task = asyncio.create_task(exchange.run(self._app, _scope(request, self._lifespan.state)))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        task.add_done_callback(exchange.note_late_failure)
        status, headers = await exchange.head(task)
        return httpx.Response(status, headers=headers, stream=exchange)

    async def aclose(self) -> None:
        if self._running:
            await asyncio.wait(self._running, timeout=self._grace_s)
        unfinished = tuple(self._running)
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*unfinished, return_exceptions=True)
        lifespan, self._lifespan = self._lifespan, None
        if lifespan is not None:
            await lifespan.ended()


class _Exchange(httpx.AsyncByteStream):
    """One request and its answer: `receive` and `send` for the app, a byte stream for the client."""

    def __init__(self, body: bytes, read_timeout_s: float | None) -> None:
        self._body: bytes | None = body
        self._read_timeout_s = read_timeout_s
        self._head: asyncio.Future[_Head] = asyncio.get_running_loop().create_future()
        self._pieces: asyncio.Queue[bytes | None] = asyncio.Queue(_PIECES_UNREAD)
        self._over = asyncio.Event()
        self._complete = False
        self._hung_up = False

    async def run(self, app: "ASGIApp", scope: "Scope") -> None:
        try:
            await app(scope, self._receive, self._send)
        finally:
            self._head.cancel()
            if not self._hung_up and not self._complete:
                await self._pieces.put(None)

    async def head(self, task: asyncio.Task[None]) -> _Head:
        """Status and headers. Raises the app's own exception when it ends without any."""
        try:
            await asyncio.wait({self._head}, timeout=self._read_timeout_s)
        except asyncio.CancelledError:  # also if the head has just arrived: no caller will close the body
            self._hang_up()
            raise
        if not self._head.done():
            self._hang_up()
            raise httpx.ReadTimeout("the app did not answer in time")
        if not self._head.cancelled():
            return self._head.result()
        await asyncio.wait({task})
        if not task.cancelled() and (error := task.exception()) is not None:
            raise error
        raise httpx.RemoteProtocolError("the app ended without an answer")

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while not self._hung_up:
            try:
                async with asyncio.timeout(self._read_timeout_s):
                    piece = await self._pieces.get()
            except TimeoutError as error:
                raise httpx.ReadTimeout("the app fell silent in the middle of its answer") from error
            if piece is None:
                break
            yield piece
        if not self._complete:
            raise httpx.RemoteProtocolError("the app ended before its answer was complete")

    async def aclose(self) -> None:
        self._hang_up()

    def note_late_failure(self, task: asyncio.Task[None]) -> None:
        """Log an exception that was raised after the head was sent, as a server does: no caller can get it."""
        if not task.cancelled() and (error := task.exception()) is not None and not self._head.cancelled():
            _log.error("the app failed while answering", exc_info=error)

    def _hang_up(self) -> None:
        self._hung_up = True
        self._over.set()
        while not self._pieces.empty():  # the app may be waiting to put the next piece
            self._pieces.get_nowait()

    async def _receive(self) -> "Message":
        if self._body is not None:
            body, self._body = self._body, None
            return {"type": "http.request", "body": body, "more_body": False}
        await self._over.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: "Message") -> None:
        if self._hung_up or self._complete:
            # An app that sends on without a pause must still notice that the answer was closed.
            await asyncio.sleep(0)
            return
        if message["type"] == "http.response.start":
            self._head.set_result((message["status"], list(message.get("headers", []))))
        elif message["type"] == "http.response.body":
            if body := message.get("body", b""):
                await self._pieces.put(bytes(body))
            if not message.get("more_body", False):
                self._complete = True
                self._over.set()
                await self._pieces.put(None)


def _scope(request: httpx.Request, state: dict[str, object]) -> "Scope":
    url = request.url
    return {
        "type": "http",
        # As uvicorn says it: an app that listens for a disconnect behaves here as it does there.
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": url.scheme,
        "path": url.path,
        "raw_path": url.raw_path.partition(b"?")[0],
        "query_string": url.query,
        "root_path": "",
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "server": (url.host, url.port),
        "client": ("127.0.0.1", 0),
        "state": state.copy(),
    }


def _read_timeout_s(request: httpx.Request) -> float | None:
    timeouts = request.extensions.get("timeout")
    return timeouts.get("read") if isinstance(timeouts, dict) else None
