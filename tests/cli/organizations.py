"""A platform with several organizations at one origin."""

import base64
from contextlib import ExitStack
from pathlib import Path

from starlette.types import ASGIApp, Receive, Scope, Send

from personactl.api.lifespan import Lifespan
from personactl.engine.app import open_engine
from personactl.engine.settings import EngineSettings
from tests.api.live import served


def telling_key(organization: str, secret: str) -> str:
    return base64.b64encode(f"{organization}:{secret}".encode()).decode()


class Platform:
    """One origin with an engine for each organization; the key of a request decides which one answers.

    url: the origin.
    requests: the paths of all requests so far, with their methods.
    """

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder = folder
        self._stack = stack
        self._engines: dict[str, tuple[ASGIApp, Lifespan, str]] = {}
        self.requests: list[str] = []
        self.url = stack.enter_context(served(self))

    def organization(self, name: str, *keys: str) -> None:
        """Let `keys` open the organization `name`, which every key sees as the only one."""
        engine = open_engine(EngineSettings(f"sqlite:///{self._folder / name}.db", key=keys[0]))
        self._stack.callback(engine.close)
        self._engines |= dict.fromkeys((f"Bearer {key}" for key in keys), (engine.app, Lifespan(engine.app), keys[0]))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        headers = dict(scope["headers"])
        self.requests.append(f"{scope['method']} {scope['path']}")
        app, lifespan, key = self._engines[headers[b"authorization"].decode()]
        await lifespan.started()
        headers[b"authorization"] = f"Bearer {key}".encode()
        await app({**scope, "headers": list(headers.items()), "state": lifespan.state}, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        while (message := await receive())["type"] != "lifespan.shutdown":
            await send({"type": f"{message['type']}.complete"})
        for lifespan in {lifespan for _, lifespan, _ in self._engines.values()}:
            await lifespan.ended()
        await send({"type": "lifespan.shutdown.complete"})
