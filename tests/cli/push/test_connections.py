"""How many requests of a push are sent at once, as a server counts them."""

import asyncio
from pathlib import Path

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from personactl.engine.app import open_engine
from personactl.engine.settings import EngineSettings
from tests.api.live import served
from tests.conftest import Run

LIFESPAN = 1
"""One call of the app that lasts as long as the server."""
PERSONAS = 40
KEY = "key-of-a-test"


class Counting:
    """Wraps an app: holds creates until `at_once` of them have arrived, and records the most at once."""

    def __init__(self, app: ASGIApp, at_once: int) -> None:
        self._app = app
        self._at_once = at_once
        self._all_there = asyncio.Event()
        self._under_way = 0
        self.most = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._under_way += 1
        self.most = max(self.most, self._under_way) if scope["type"] == "http" else self.most
        try:
            if self._under_way - LIFESPAN >= self._at_once:
                self._all_there.set()
            if (scope.get("method"), scope.get("path")) == ("POST", "/v1/personas"):
                await self._all_there.wait()
            await asyncio.sleep(0.005 if scope["type"] == "http" else 0)  # time for a surplus request to arrive
            await self._app(scope, receive, send)
        finally:
            self._under_way -= 1


@pytest.mark.parametrize("at_once", [1, 6, 30])
def test_the_number_of_concurrent_requests_is_that_of_the_option(
    project: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    text = (project / "personas" / "cara.yaml").read_text("utf-8")
    for number in range(PERSONAS):
        (project / "personas" / f"p{number}.yaml").write_text(text.replace("name: Cara", f"name: Cara {number}"))
    engine = open_engine(EngineSettings(f"sqlite:///{tmp_path / 'e.db'}", key=KEY))
    counting = Counting(engine.app, at_once)
    try:
        with served(counting) as origin:
            monkeypatch.setenv("ANAM_API_URL", origin)
            monkeypatch.setenv("ANAM_API_KEY", KEY)
            result = run("push", "--yes", "--no-validate", "--concurrency", str(at_once))
    finally:
        engine.close()
    assert result.status == 0, result.stderr
    assert counting.most - LIFESPAN == at_once
