"""Serves the embedded engine as if it were far away: every answer is delayed, and every request is counted.

    python benchmarks/slow_engine.py DATABASE            prints its URL and key, as `personactl engine serve` does

`PUT /benchmark?delay_ms=50` sets the delay of each answer (0 at first) and resets the counts. `GET /benchmark` returns
the counts by method and path, without ids. Neither is delayed or counted.
"""

import asyncio
import json
import re
import sys
from collections import Counter
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Receive, Scope, Send

from personactl.engine.app import open_engine
from personactl.engine.serving import listen, serve, url_of
from personactl.engine.settings import EngineSettings

CONTROL = "/benchmark"
_ID = re.compile(r"/[0-9a-f-]{36}(?=/|$)")


class Slow:
    """An ASGI app that delays and counts the requests to another."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._delay_s = 0.0
        self._counts: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif scope["path"] == CONTROL:
            await self._control(scope, send)
        else:
            self._counts[f"{scope['method']} {_ID.sub('/ID', scope['path'])}"] += 1
            await asyncio.sleep(self._delay_s)
            await self._app(scope, receive, send)

    async def _control(self, scope: Scope, send: Send) -> None:
        if scope["method"] == "PUT":
            self._delay_s = float(parse_qs(scope["query_string"].decode())["delay_ms"][0]) / 1000
            self._counts.clear()
        body = json.dumps(self._counts).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def main() -> None:
    engine = open_engine(EngineSettings(f"sqlite:///{sys.argv[1]}"))
    try:
        with listen("127.0.0.1", 0) as listening:
            ready = f"ANAM_API_URL={url_of(listening)}\nANAM_API_KEY={engine.api_key}"
            serve(Slow(engine.app), listening, lambda: print(ready, flush=True))
    finally:
        engine.close()


if __name__ == "__main__":
    main()
