"""A client of a fresh embedded engine, in process and through faults."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Protocol, TypeVar

import pytest

from personactl.api.client import Client
from personactl.api.in_process import InProcessTransport
from personactl.engine.app import open_engine
from personactl.engine.settings import EngineSettings
from personactl.secret import Secret
from tests.api.live import FakeSleep
from tests.faults import FaultTransport, Rule

Answer = TypeVar("Answer")


class Ask(Protocol):
    """Call a function with a client of the test's engine, through faults: `ask(question, *rules)`."""

    def __call__(
        self, question: Callable[[Client], Coroutine[None, None, Answer]], *rules: Rule, key: str = ""
    ) -> Answer: ...


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    def asking(question: Callable[[Client], Coroutine[None, None, Answer]], *rules: Rule, key: str = "") -> Answer:
        async def run() -> Answer:
            engine = open_engine(EngineSettings(database_url=f"sqlite:///{tmp_path / 'engine.db'}"))
            transport = FaultTransport(InProcessTransport(engine.app), *rules)
            try:
                async with Client(
                    "http://127.0.0.1",
                    Secret(key or engine.api_key),
                    transport=transport,
                    retry=FakeSleep().retry_settings(),
                ) as client:
                    return await question(client)
            finally:
                engine.close()

        return asyncio.run(run())

    return asking
