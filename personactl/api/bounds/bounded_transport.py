"""Wraps a transport, and ends an answer that is too large or takes too long, whatever its status.

    request > this transport > network
    answer  < size, time     < bytes as they arrive, decompressed in small pieces; a few large answers at a time

httpx limits each pause in an answer and nothing else: an answer may drip for ever, grow for ever, and its head may
consist of as many interim answers (`100 Continue`) as the server likes.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import httpx

from personactl.api.bounds.content_coding import Decompression, decompression_of
from personactl.api.bounds.limits import (
    ANSWER,
    KIB_EACH_SECOND,
    LARGE_AT_ONCE,
    LARGE_BYTES,
    AnswerBounds,
    BoundExceeded,
)

EXTENSION = "bounds"
"""The extension of a request that holds the `AnswerBounds` of its answer."""

_STATUS = "error_status_hint"
_TOO_LARGE = 431
"""The status with which h11 marks a head, a chunk's head or trailers of more than 100 KiB."""
_CUT = "peer "
"""How h11 begins to say that a connection broke; everything else that it says is about bytes that are not HTTP."""


class NotHttp(httpx.RemoteProtocolError):
    """The bytes that arrived are not an answer; those of the next connection may be."""


class BoundedTransport(httpx.AsyncBaseTransport):
    """Raises `BoundExceeded`, and what `inner` raises. The time of a request begins when it gets a connection."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner
        self._large = asyncio.Semaphore(LARGE_AT_ONCE)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        bounds = request.extensions.get(EXTENSION, ANSWER)
        clock = _Clock(bounds, _length(request.headers) or 0)
        request.extensions["trace"] = clock.note
        with _bounds_kept(clock):
            async with asyncio.timeout(None) as clock.timeout:
                response = await self._inner.handle_async_request(request)
        clock.start()
        try:
            _refuse_length(response, bounds)
            decompression = decompression_of(response.headers)
        except BaseException:
            await response.aclose()
            raise
        if decompression is not None:
            del response.headers["content-encoding"]  # httpx would undo it once more
        assert isinstance(response.stream, httpx.AsyncByteStream)
        turn = _Turn(self._large, clock)
        response.stream = _BoundedStream(response.stream, bounds, clock, decompression, turn)
        return response

    async def aclose(self) -> None:
        await self._inner.aclose()


class _Clock:
    """When the answer to one request has to be complete."""

    def __init__(self, bounds: AnswerBounds, sent: int) -> None:
        self.timeout: asyncio.Timeout | None = None
        self.bounds = bounds
        self._moved = sent
        self._started: float | None = None

    @property
    def seconds(self) -> float:
        """The time that the request may take, as far as it has come."""
        return self.bounds.seconds + (self._moved / 1024 / KIB_EACH_SECOND if self.bounds.grows else 0.0)

    @property
    def due(self) -> float | None:
        return None if self._started is None else self._started + self.seconds

    def start(self) -> None:
        if self._started is None:
            self._started = asyncio.get_running_loop().time()

    def move(self, size: int) -> None:
        self._moved += size

    def go_on(self, paused_s: float) -> None:
        if self._started is not None:
            self._started += paused_s

    async def note(self, event: str, _facts: object) -> None:
        """Start when httpcore begins to send. The wait for a connection before that is limited by its own timeout."""
        if self._started is None and event.startswith("http11."):
            self.start()
            if self.timeout is not None:
                self.timeout.reschedule(self.due)


class _Turn:
    """The turn of one large answer to be read on. Its clock does not run while it waits."""

    def __init__(self, turns: asyncio.Semaphore, clock: _Clock) -> None:
        self._turns = turns
        self._clock = clock
        self._taken = False

    async def take(self) -> None:
        if not self._taken:
            now = asyncio.get_running_loop().time
            since = now()
            await self._turns.acquire()
            self._taken = True
            self._clock.go_on(now() - since)

    def end(self) -> None:
        if self._taken:
            self._taken = False
            self._turns.release()


class _BoundedStream(httpx.AsyncByteStream):
    def __init__(
        self,
        inner: httpx.AsyncByteStream,
        bounds: AnswerBounds,
        clock: _Clock,
        decompression: Decompression | None,
        turn: _Turn,
    ) -> None:
        self._inner = inner
        self._bounds = bounds
        self._clock = clock
        self._decompression = decompression
        self._turn = turn

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for piece in self._pieces():
                yield piece
        finally:
            self._turn.end()

    async def _pieces(self) -> AsyncIterator[bytes]:
        arrived = size = 0
        async for data in self._arriving():
            arrived += len(data)
            for piece in (data,) if self._decompression is None else self._decompression.pieces(data):
                size += len(piece)
                if size > self._bounds.size:
                    break
                yield piece
            if max(arrived, size) > self._bounds.size:
                raise BoundExceeded(_too_large(self._bounds))
            if size > LARGE_BYTES and self._bounds.kept:
                await self._turn.take()
        if self._decompression is not None:
            self._decompression.finish()

    async def _arriving(self) -> AsyncIterator[bytes]:
        arriving = aiter(self._inner)
        while True:
            with _bounds_kept(self._clock):
                async with asyncio.timeout_at(self._clock.due) as self._clock.timeout:
                    data = await anext(arriving, None)
            if data is None:
                return
            self._clock.move(len(data))
            yield data

    async def aclose(self) -> None:
        self._turn.end()
        await self._inner.aclose()


@contextmanager
def _bounds_kept(clock: _Clock) -> Iterator[None]:
    try:
        yield
    except TimeoutError as error:
        if clock.timeout is None or not clock.timeout.expired():
            raise
        raise BoundExceeded(f"it was not complete within {clock.seconds:.0f} seconds") from error
    except httpx.RemoteProtocolError as error:
        violation = _violation(error)
        if violation is None or str(violation).startswith(_CUT):
            raise
        if getattr(violation, _STATUS, None) == _TOO_LARGE:
            raise BoundExceeded("its headers take more than 100 KiB") from error
        raise NotHttp(str(error)) from error


def _refuse_length(response: httpx.Response, bounds: AnswerBounds) -> None:
    if (_length(response.headers) or 0) > bounds.size:
        raise BoundExceeded(_too_large(bounds))


def _length(headers: httpx.Headers) -> int | None:
    text = headers.get("content-length", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4_000 else None


def _too_large(bounds: AnswerBounds) -> str:
    return f"it is larger than {bounds.largest}"


def _violation(error: BaseException | None) -> BaseException | None:
    """Return the error of h11 behind that of httpx; None if there is none, as for a connection that was closed."""
    while error is not None and not hasattr(error, _STATUS):
        error = error.__cause__ or error.__context__
    return error
