"""The connections to a platform over TCP and TLS: httpx's own transport, opened when the first request needs it.

Which proxy they take is decided here too, and which of the platform's links may be followed.

    a connection that was never made           -> httpx.ConnectError, ConnectTimeout, ProxyError
    a connection that broke under a request    -> httpx.ReadError, WriteTimeout, RemoteProtocolError ...

`retry` relies on this difference, because it decides whether a create may be sent again. httpcore, below httpx, never
sends a request twice: it takes another connection only for a request of which it has written nothing.
"""

import ssl
from collections.abc import Mapping
from functools import cached_property

import httpx

from personactl.api.bounds.bounded_transport import NotHttp
from personactl.api.certificates import certificate_error, trusted_certificates
from personactl.errors import UnavailableError, UsageError
from personactl.origin import is_loopback

_KEEP_ALIVE_S = 4.0
"""Less than the five seconds after which uvicorn closes an idle connection, so that no request meets the close."""


_LARGEST_PORT = 65_535


class NetworkTransport(httpx.AsyncBaseTransport):
    """At most `connections` are open at once for each of http and https, and kept alive; more requests wait.

    Belongs to one event loop. Obeys the `timeout` of a request (connect, write, read; seconds). Raises what
    `httpx.AsyncHTTPTransport` raises, and what `certificates` raises. Proxies of the environment are not looked up.
    """

    def __init__(self, connections: int, proxy: httpx.Proxy | None = None) -> None:
        self._limits = httpx.Limits(
            max_connections=connections, max_keepalive_connections=connections, keepalive_expiry=_KEEP_ALIVE_S
        )
        self._proxy = proxy
        self._opened: list[httpx.AsyncHTTPTransport] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        transport = self._https if request.url.scheme == "https" else self._http
        try:
            return await transport.handle_async_request(request)
        except ValueError as error:  # a number in the head of the answer that Python's `int` refuses
            raise NotHttp(str(error)) from error
        except httpx.ConnectError as error:
            if (untrusted := certificate_error(error)) is not None:
                raise untrusted from error
            if self._proxy is None or _is_tls(error):
                raise
            raise httpx.ProxyError(str(error)) from error  # every connection goes to the proxy

    async def aclose(self) -> None:
        for transport in self._opened:
            await transport.aclose()

    @cached_property
    def _http(self) -> httpx.AsyncHTTPTransport:
        return self._open(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))  # never used, and trusts no certificate

    @cached_property
    def _https(self) -> httpx.AsyncHTTPTransport:
        return self._open(trusted_certificates())  # reading the authorities takes 20 ms

    def _open(self, trust: ssl.SSLContext) -> httpx.AsyncHTTPTransport:
        transport = httpx.AsyncHTTPTransport(verify=trust, limits=self._limits, proxy=self._proxy)
        self._opened.append(transport)
        return transport


def _is_tls(error: BaseException | None) -> bool:
    """Whether TLS failed, which through a proxy is spoken with the platform."""
    return error is not None and (isinstance(error, ssl.SSLError) or _is_tls(error.__cause__ or error.__context__))


def checked_link(link: str, origin: str) -> httpx.URL:
    """Return a link that the platform at `origin` returned, such as one to a stored file.

    Raises `UnavailableError` for http, and for a link to this machine if the platform is not on it: what other programs
    here answer is not for a file that goes back to the platform.
    """
    try:
        url = httpx.URL(link)
    except httpx.InvalidURL:
        url = httpx.URL("")
    here = is_loopback(url.host)
    allowed = is_loopback(httpx.URL(origin).host) and url.scheme in {"https", "http"} if here else url.scheme == "https"
    if not url.host or not allowed:
        raise UnavailableError(
            "the platform returned a link that is not followed: only https:// links are, and links to this machine if"
            " the platform is here, too",
            where=f"{url.scheme}://{url.host}" if url.host else "the platform's download link",
            hint="report this to the operator of the platform",
        )
    return url


def proxy_for(origin: str, env: Mapping[str, str]) -> str | None:
    """Return the proxy that `env` names for `origin`: HTTPS_PROXY (or HTTP_PROXY), ALL_PROXY, unless NO_PROXY excludes
    it.

    `origin` has been checked. Lower-case names take precedence, as in curl. Loopback addresses never use a proxy.
    """
    url = httpx.URL(origin)
    if is_loopback(url.host) or _excepted(url.host, _either(env, "no_proxy")):
        return None
    proxy = _either(env, f"{url.scheme}_proxy") or _either(env, "all_proxy")
    return f"http://{proxy}" if proxy and "://" not in proxy else proxy or None


def checked_proxy(proxy: str) -> httpx.Proxy:
    """Raises `UsageError` for a proxy URL of an unknown kind. Its password is not shown."""
    try:
        found = httpx.Proxy(proxy)
    except (ValueError, httpx.InvalidURL) as error:
        raise _unknown_proxy() from error
    if found.url.scheme not in ("http", "https") or (found.url.port or 0) > _LARGEST_PORT:
        raise _unknown_proxy()
    return found


def _excepted(host: str, no_proxy: str) -> bool:
    """`no_proxy` is `*` or a list of names separated by commas; a name includes all its subdomains."""
    names = [name.strip().lstrip(".").lower() for name in no_proxy.split(",")]
    return any(name == "*" or host == name or host.endswith("." + name) for name in names if name)


def _either(env: Mapping[str, str], name: str) -> str:
    return env.get(name) or env.get(name.upper(), "")


def _unknown_proxy() -> UsageError:
    return UsageError(
        "the proxy is not an http:// or https:// URL",
        where="HTTPS_PROXY or ALL_PROXY",
        hint="correct the proxy's URL, or exclude the platform with NO_PROXY",
    )
