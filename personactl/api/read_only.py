"""The guard of a dry run. It wraps the transport and lets only reads through."""

import httpx

from personactl.errors import UsageError

_READS = frozenset({"GET", "HEAD"})


class WriteRefusedError(UsageError):
    """A dry run tried to write; the request was not sent."""


class ReadOnlyTransport(httpx.AsyncBaseTransport):
    """Wraps a transport. Raises `WriteRefusedError` for every method but GET and HEAD."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.method not in _READS:
            raise WriteRefusedError(
                "this is a dry run: the request was not sent",
                where=f"{request.method} {request.url.copy_with(query=None, fragment=None)}",
                hint="leave out --dry-run to send it",
            )
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        await self._inner.aclose()
