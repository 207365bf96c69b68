"""HTTP over TCP and TLS: aiohttp's connections and parser, under httpx's transport interface.

httpx's own transport takes two to three times the CPU of this one, and a push of a thousand personas waits for it. The
published adapters between the two take a connection that broke under a request for one that was never made; here that
decides whether a create may be sent again, so each failure is mapped by hand.
"""

import asyncio
import ssl
from collections.abc import AsyncIterable, AsyncIterator, Iterator
from contextlib import contextmanager
from functools import cached_property

import aiohttp
import httpx
from yarl import URL

# Below the five seconds after which uvicorn drops an idle connection, so that a request never races that.
_KEEP_ALIVE_S = 4.0

_SENT_WHOLE = 64 * 1024
"""Bytes that a socket takes at once. A longer body goes out in pieces, so that one that nobody reads is noticed."""

_FAILURES: tuple[tuple[type[Exception], type[httpx.TransportError]], ...] = (
    # The first that fits. What comes before the line was never sent; nothing else may be said to be so.
    (aiohttp.ConnectionTimeoutError, httpx.ConnectTimeout),
    (aiohttp.ClientProxyConnectionError, httpx.ProxyError),
    (aiohttp.ClientHttpProxyError, httpx.ProxyError),
    (aiohttp.ClientConnectorError, httpx.ConnectError),
    # ----
    (aiohttp.ServerTimeoutError, httpx.ReadTimeout),
    (aiohttp.ClientOSError, httpx.ReadError),
    (aiohttp.ClientConnectionResetError, httpx.ReadError),
    (aiohttp.ClientError, httpx.RemoteProtocolError),
    (TimeoutError, httpx.WriteTimeout),
)


class TcpTransport(httpx.AsyncBaseTransport):
    """At most `connections` are open at once, and kept alive; more requests wait for their turn, however long.

    Belongs to one event loop. Obeys the `timeout` of a request (connect, write, read; seconds). Raises what httpx's
    own transport raises.
    """

    def __init__(self, connections: int, proxy: httpx.Proxy | None = None) -> None:
        self._connections = connections
        self._proxy = proxy
        self._session: aiohttp.ClientSession | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self._session is None:
            self._session = self._opened()
        timeout = request.extensions.get("timeout", {})
        body = _Body(request, timeout.get("write"))
        with _failures_mapped(), body.own_failure():
            async with body.patience:
                response = await self._session.request(
                    request.method,
                    URL(str(request.url), encoded=True),
                    headers=[(name.decode("ascii"), value.decode("ascii")) for name, value in request.headers.raw],
                    data=body.sent(),
                    allow_redirects=False,
                    ssl=self._trust if request.url.scheme == "https" else True,
                    proxy=URL(str(self._proxy.url)) if self._proxy else None,
                    proxy_auth=aiohttp.BasicAuth(*self._proxy.auth) if self._proxy and self._proxy.auth else None,
                    timeout=aiohttp.ClientTimeout(
                        total=None, sock_connect=timeout.get("connect"), sock_read=timeout.get("read")
                    ),
                )
        return httpx.Response(response.status, headers=list(response.raw_headers), stream=_Answer(response))

    async def aclose(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        return httpx.create_ssl_context()  # takes longer than a request: once, and only where TLS is spoken

    def _opened(self) -> aiohttp.ClientSession:
        session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=_KEEP_ALIVE_S),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type", "User-Agent"),
        )
        # It would send a GET, PUT or DELETE again by itself when a kept connection breaks. Here `retry` decides, which
        # also knows then that a DELETE may find nothing. There is no public switch.
        session._retry_connection = False
        return session


class _Body:
    """What a request sends. `patience` runs out when a piece was not taken for `write_s` seconds."""

    def __init__(self, request: httpx.Request, write_s: float | None) -> None:
        self._stream = request.stream
        self._whole = request.content if isinstance(request.stream, httpx.ByteStream) else None
        self._write_s = write_s
        self._failure: Exception | None = None
        self._awaited = True
        self.patience = asyncio.timeout(None)

    def sent(self) -> bytes | AsyncIterator[bytes] | None:
        """The body as aiohttp takes it: None where there is none."""
        if self._whole is None:
            assert isinstance(self._stream, httpx.AsyncByteStream)
            return self._pieces(self._stream)
        if len(self._whole) > _SENT_WHOLE:
            return self._pieces(_cut(self._whole))
        return self._whole or None

    @contextmanager
    def own_failure(self) -> Iterator[None]:
        """Raise what went wrong with the body itself, such as a file that can't be read, as what it is."""
        try:
            yield
        except Exception:
            if self._failure is not None:
                raise self._failure from None
            raise
        finally:
            self._awaited = False  # an answer may come before all of the body was taken

    async def _pieces(self, stream: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
        try:
            async for piece in stream:
                self._wait(self._write_s)
                yield piece
            self._wait(None)
        except Exception as error:
            self._failure = error
            raise

    def _wait(self, seconds: float | None) -> None:
        if self._awaited:
            self.patience.reschedule(None if seconds is None else asyncio.get_running_loop().time() + seconds)


class _Answer(httpx.AsyncByteStream):
    """The bytes of an answer as they arrive, still compressed. Read to the end it leaves its connection to others."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _failures_mapped():
            async for piece in self._response.content.iter_any():
                yield piece

    async def aclose(self) -> None:
        self._response.close()


async def _cut(whole: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(whole), _SENT_WHOLE):
        yield whole[start : start + _SENT_WHOLE]


@contextmanager
def _failures_mapped() -> Iterator[None]:
    try:
        yield
    except (aiohttp.ClientError, TimeoutError) as error:
        raise failure_of(type(error))(str(error)) from error


def failure_of(kind: type[Exception]) -> type[httpx.TransportError]:
    """What a failure of aiohttp, or a timeout, is called in httpx."""
    return next(ours for theirs, ours in _FAILURES if issubclass(kind, theirs))
