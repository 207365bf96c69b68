"""A client of one platform: it takes paths and JSON, and returns JSON or raises an expected failure.

    Client > (read-only guard) > retry > bounds of an answer > transport

Requests go to the transport without `httpx.AsyncClient`, because a key must not follow a redirect and cookies must not
be stored. The guard is directly above the transport's retries, so that no code above it can write in a dry run. The
transport is the network, unless another one is given, such as that of the embedded engine. One client has one pool of
kept-alive connections; calls may run concurrently.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Self
from urllib.parse import quote, urlencode

import httpx
from httpx_retries import RetryTransport

from personactl import __version__
from personactl.api.answers import json_of
from personactl.api.bounds.bounded_transport import EXTENSION, BoundedTransport
from personactl.api.bounds.content_coding import ACCEPTED
from personactl.api.bounds.limits import ANSWER, DOCUMENT, DOCUMENTS_AT_ONCE, STREAM, STREAM_SILENCE_S, AnswerBounds
from personactl.api.bounds.lines import lines_of
from personactl.api.failures import failures_mapped, from_response
from personactl.api.network import NetworkTransport, checked_link, checked_proxy
from personactl.api.read_only import ReadOnlyTransport
from personactl.api.request_parts import FormFile, Params, encodable, encoded, headers_with, opened
from personactl.api.retry import OnWait, Repeat, RequestRetry, RetrySettings
from personactl.errors import NotFoundError
from personactl.json_value import JsonMapping, JsonValue
from personactl.origin import checked_origin
from personactl.secret import Secret

NO_CREDENTIAL = Secret("")
"""For the few requests that carry no Authorization header."""

_HEADERS = {
    "Accept": "application/json",
    "Accept-Encoding": ACCEPTED,
    "User-Agent": f"personactl/{__version__}",
}


class Client:
    """An async context manager. `origin` is `https://host[/prefix]`; paths below it begin with `/`.

    key: sent as `Authorization: Bearer` with every request that has no credential of its own.
    transport: what carries the requests; the network when left out.
    read_only: refuse every request but GET and HEAD.
    on_wait: called with a sentence before each wait between attempts.
    timeout_s: longest time for a connect, for a send and for a pause in an answer, each by itself.
    connections: largest number of requests under way at once; more wait for their turn.
    proxy: a proxy's URL, as `network.proxy_for` finds it; the environment is not looked up here.
    profile: the name of the target, for the commands in hints; None if it has none.
    bounds: how large and how slow an answer may be; downloads and streams have bounds of their own.

    Raises on construction `UsageError` for an origin that must get no key, `AuthError` for a key no header can carry.
    Every call raises what `personactl.api.failures` lists.
    """

    def __init__(
        self,
        origin: str,
        key: Secret,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        read_only: bool = False,
        retry: RetrySettings | None = None,
        on_wait: OnWait | None = None,
        timeout_s: float = 30.0,
        connections: int = 20,
        proxy: str | None = None,
        profile: str | None = None,
        bounds: AnswerBounds = ANSWER,
    ) -> None:
        headers_with(key)
        self._origin = checked_origin(origin)
        self._key = key
        self._read_only = read_only
        self._profile = profile
        self._retry = retry or RetrySettings()
        self._on_wait = on_wait
        bounded = BoundedTransport(transport or _network(connections, proxy))
        retrying: httpx.AsyncBaseTransport = RetryTransport(transport=bounded)
        self._transport = ReadOnlyTransport(retrying) if read_only else retrying
        self._timeout = httpx.Timeout(timeout_s, pool=None)
        self._bounds = bounds
        self._downloads = asyncio.Semaphore(DOCUMENTS_AT_ONCE)

    def __repr__(self) -> str:
        return f"Client({self._origin!r}, {self._key!r}, read_only={self._read_only})"

    @property
    def origin(self) -> str:
        return self._origin

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None = None,
        error: BaseException | None = None,
        trace: TracebackType | None = None,
    ) -> None:
        await self._transport.aclose()

    async def get(self, path: str, params: Params | None = None, *, credential: Secret | None = None) -> JsonValue:
        """The JSON at `path`. Params that are None are left out. Repeated on network failures and 429/5xx."""
        return await self._json("GET", path, Repeat.ALWAYS, params=params, credential=credential)

    async def get_with_size(self, path: str, params: Params) -> tuple[JsonValue, int]:
        """The JSON at `path`, and the number of bytes that it took. Repeated as `get`."""
        request = self._request("GET", path, params=params)
        response = self._success(await self._send(request, f"{self._origin}{path}", Repeat.ALWAYS))
        return json_of(response), len(response.content)

    async def post(
        self,
        path: str,
        body: JsonMapping | None = None,
        *,
        params: Params | None = None,
        credential: Secret | None = None,
        repeat: Repeat = Repeat.IF_NOT_CARRIED_OUT,
    ) -> JsonValue:
        """Send `body`. Raises `LostAnswerError` when it may have been carried out without an answer."""
        return await self._json("POST", path, repeat, params=params, body=body, credential=credential)

    async def put(self, path: str, body: JsonMapping) -> JsonValue:
        """Send `body`, repeatedly if necessary: the same PUT twice has the same result as once."""
        return await self._json("PUT", path, Repeat.ALWAYS, body=body)

    async def delete(self, path: str) -> JsonValue:
        """Delete what is at `path`; None if the answer has no body, or if a repeated request finds it gone."""
        response = await self._send(self._request("DELETE", path), f"{self._origin}{path}", Repeat.ALWAYS)
        if response.status_code == 404 and _was_repeated(response):
            return None
        return json_of(self._success(response))

    async def upload(self, path: str, file: FormFile) -> JsonValue:
        """Send `file` as the only field of a multipart form; it is read while it is sent. Repeated and raised as
        `post`."""
        place = f"{self._origin}{path}"
        with opened(file) as content, failures_mapped("POST", place):
            headers = {**_HEADERS, **headers_with(self._key)}
            form = {file.name: (file.filename, content, file.media_type)}
            request = httpx.Request("POST", place, files=form, headers=headers)
            return json_of(self._success(await self._send(request, place, Repeat.IF_NOT_CARRIED_OUT)))

    async def download(self, link: str) -> bytes:
        """Return the content at `link`, which came from the platform. It may point to any host, so no key is sent."""
        url = checked_link(link, self._origin)
        request = httpx.Request("GET", url, headers={**_HEADERS, "Accept": "*/*"})
        place = f"the platform's download link to {url.scheme}://{url.netloc.decode('ascii', 'replace')}"
        async with self._downloads:
            return self._success(await self._send(request, place, Repeat.ALWAYS, DOCUMENT)).content

    @asynccontextmanager
    async def stream_lines(
        self,
        method: str,
        path: str,
        body: JsonMapping | None = None,
        *,
        params: Params | None = None,
        credential: Secret | None = None,
        silence_s: float = STREAM_SILENCE_S,
    ) -> AsyncIterator[AsyncIterator[str]]:
        """Yield the answer's lines as they arrive, without their newline. Leaving the block early closes the
        connection.

        `silence_s` limits the wait for each next line.
        """
        request = self._request(method, path, params=params, body=body, credential=credential)
        request.extensions["timeout"] = {**self._timeout.as_dict(), "read": silence_s}
        request.extensions["retry"] = RequestRetry(self._retry, Repeat.IF_NOT_CARRIED_OUT, on_wait=self._on_wait)
        request.extensions[EXTENSION] = STREAM
        with failures_mapped(method, f"{self._origin}{path}"):
            response = await self._answered(request)
            try:
                if not response.is_success:
                    await response.aread()
                yield lines_of(self._success(response), silence_s)
            finally:
                await response.aclose()

    async def _json(
        self,
        method: str,
        path: str,
        repeat: Repeat,
        *,
        params: Params | None = None,
        body: JsonMapping | None = None,
        credential: Secret | None = None,
    ) -> JsonValue:
        request = self._request(method, path, params=params, body=body, credential=credential)
        return json_of(self._success(await self._send(request, f"{self._origin}{path}", repeat)))

    async def _send(
        self, request: httpx.Request, place: str, repeat: Repeat, bounds: AnswerBounds | None = None
    ) -> httpx.Response:
        """Return the whole answer, whatever its status. `place` is the address that failures may show."""
        request.extensions["timeout"] = self._timeout.as_dict()
        request.extensions[EXTENSION] = bounds or self._bounds
        request.extensions["retry"] = RequestRetry(
            self._retry, repeat, on_wait=self._on_wait, validate_response=_read_whole
        )
        with failures_mapped(request.method, place):
            response = await self._answered(request)
            await _read_whole(response)  # the last attempt's answer has not been looked at
            return response

    async def _answered(self, request: httpx.Request) -> httpx.Response:
        response = await self._transport.handle_async_request(request)
        response.request = request
        return response

    def _success(self, response: httpx.Response) -> httpx.Response:
        if response.is_success:
            return response
        raise from_response(response, self._profile)

    def _request(
        self,
        method: str,
        path: str,
        *,
        params: Params | None = None,
        body: JsonMapping | None = None,
        credential: Secret | None = None,
    ) -> httpx.Request:
        if not path.startswith("/"):
            raise ValueError(f"{path!r} does not begin with a slash")
        headers = {**_HEADERS, **headers_with(credential or self._key)}
        if body is not None:
            headers["Content-Type"] = "application/json"
        query = urlencode(encodable(params or {}))
        with failures_mapped(method, f"{self._origin}{path}"):
            url = f"{self._origin}{path}?{query}" if query else f"{self._origin}{path}"
            return httpx.Request(method, url, content=None if body is None else encoded(body), headers=headers)


def resource(*segments: str) -> str:
    """Return the path of a resource: `resource("personas", id)` is `/v1/personas/<id>` with the id escaped.

    Raises `NotFoundError` for an id that would change the meaning of the path: empty, `.` or `..`.
    """
    for segment in segments:
        if segment.strip(".") == "":
            raise NotFoundError(
                f"{segment!r} is not an id", where="/v1/" + "/".join(segments), hint="give a whole id or a name"
            )
    return "/v1/" + "/".join(quote(segment, safe="", errors="replace") for segment in segments)


def _network(connections: int, proxy: str | None) -> httpx.AsyncBaseTransport:
    return NetworkTransport(connections, checked_proxy(proxy) if proxy else None)


def _was_repeated(response: httpx.Response) -> bool:
    retry = response.extensions.get("retry")
    return isinstance(retry, RequestRetry) and retry.attempts_made > 0


async def _read_whole(response: httpx.Response) -> None:
    """Read the body inside the retry loop, so that an answer that is cut half-way counts as a network failure."""
    try:
        await response.aread()
    except BaseException:
        await response.aclose()
        raise
