"""The connections to a platform over TCP and TLS: httpx's own transport, opened when the first request needs it.

    a connection that was never made           -> httpx.ConnectError, ConnectTimeout, ProxyError
    a connection that broke under a request    -> httpx.ReadError, WriteTimeout, RemoteProtocolError ...

`retry` relies on this difference, because it decides whether a create may be sent again. httpcore, below httpx, never
sends a request twice: it takes another connection only for a request of which it has written nothing.
"""

import ssl
from functools import cached_property

import httpx

_KEEP_ALIVE_S = 4.0
"""Less than the five seconds after which uvicorn drops an idle connection, so that a request never races that."""


class NetworkTransport(httpx.AsyncBaseTransport):
    """At most `connections` are open at once for each of http and https, and kept alive; more requests wait.

    Belongs to one event loop. Obeys the `timeout` of a request (connect, write, read; seconds). Raises what
    `httpx.AsyncHTTPTransport` raises. Proxies of the environment are not looked up.
    """

    def __init__(self, connections: int, proxy: httpx.Proxy | None = None) -> None:
        self._limits = httpx.Limits(
            max_connections=connections, max_keepalive_connections=connections, keepalive_expiry=_KEEP_ALIVE_S
        )
        self._proxy = proxy
        self._opened: list[httpx.AsyncHTTPTransport] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        transport = self._https if request.url.scheme == "https" else self._http
        return await transport.handle_async_request(request)

    async def aclose(self) -> None:
        for transport in self._opened:
            await transport.aclose()

    @cached_property
    def _http(self) -> httpx.AsyncHTTPTransport:
        return self._open(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))  # never used, and it trusts nobody

    @cached_property
    def _https(self) -> httpx.AsyncHTTPTransport:
        return self._open(httpx.create_ssl_context())  # reading the authorities takes 40 ms

    def _open(self, trust: ssl.SSLContext) -> httpx.AsyncHTTPTransport:
        transport = httpx.AsyncHTTPTransport(verify=trust, limits=self._limits, proxy=self._proxy)
        self._opened.append(transport)
        return transport
