"""A blocking httpx client of an ASGI app, for tests of requests and answers; no socket, no thread."""

import asyncio
from typing import Self

import httpx
from starlette.types import ASGIApp


class BlockingTransport(httpx.BaseTransport):
    """Runs the app on its own event loop, one request at a time. An exception inside answers 500, as on a server."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = httpx.ASGITransport(app, raise_app_exceptions=False)
        self._runner = asyncio.Runner()

    def __enter__(self) -> Self:
        return self

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._runner.run(self._exchange(request))

    async def _exchange(self, request: httpx.Request) -> httpx.Response:
        response = await self._app.handle_async_request(request)
        body = await response.aread()
        return httpx.Response(response.status_code, headers=response.headers, content=body)

    def close(self) -> None:
        self._runner.close()
