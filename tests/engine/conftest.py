"""Engines for tests, each on its own database, with a clock that only moves when a test moves it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from personactl.engine.app import Engine, open_engine
from personactl.engine.settings import EngineSettings
from tests.contract.answer_check import Contract, load_contract
from tests.engine.in_process import BlockingTransport

CARA = {
    "name": "Cara",
    "description": "Front desk",
    "avatarId": "30fa96d0-26c4-4e55-94a0-517025942e18",
    "avatarModel": "cara-4",
    "voiceId": "de23e340-1416-4dd8-977d-065a7ca11697",
    "llmId": "0934d97d-0c3a-4f33-91b0-5e136a0ef466",
    "systemPrompt": "You are Cara.",
}

CALENDAR = {"name": "open_calendar", "description": "Open the calendar in the client app.", "type": "CLIENT"}
WEBHOOK = {
    "name": "create_ticket",
    "description": "Create a ticket in the help desk.",
    "type": "SERVER_WEBHOOK",
    "config": {"url": "https://api.example.com/tickets", "method": "POST", "headers": {"X-Team": "desk"}},
}
HOUSE_MODEL = {
    "displayName": "House model",
    "llmFormat": "openai",
    "modelName": "house-7b",
    "urls": [{"url": "https://llm.example.com/v1", "region": "eu"}],
    "secret": "kept-in-a-safe",
}

Ask = Callable[[Engine], httpx.Client]


@dataclass
class Clock:
    """A clock that returns the same moment until it is moved."""

    moment: datetime

    def __call__(self) -> datetime:
        return self.moment

    def move(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 11, 22, 10, 0, 0, tzinfo=UTC))


@pytest.fixture
def settings(tmp_path: Path, clock: Clock) -> EngineSettings:
    return EngineSettings(str(tmp_path / "engine.db"), now=clock)


@pytest.fixture
def engine(settings: EngineSettings) -> Iterator[Engine]:
    engine = open_engine(settings)
    yield engine
    engine.close()


@pytest.fixture
def strict_engine(settings: EngineSettings, tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(replace(settings, database_url=str(tmp_path / "strict.db"), strict=True))
    yield engine
    engine.close()


@pytest.fixture
def ask() -> Iterator[Ask]:
    """`ask(engine)` returns a client of that engine, with its key."""
    clients: list[httpx.Client] = []

    def client_of(engine: Engine) -> httpx.Client:
        client = httpx.Client(
            transport=BlockingTransport(engine.app),
            base_url="http://engine.test",
            headers={"authorization": f"Bearer {engine.api_key}"},
        )
        clients.append(client)
        return client

    yield client_of
    for client in clients:
        client.close()


@pytest.fixture
def client(engine: Engine, ask: Ask) -> httpx.Client:
    """A client of `engine`."""
    return ask(engine)


@pytest.fixture(scope="session")
def contract() -> Contract:
    """Our statement of the platform's contract."""
    return load_contract()


@pytest.fixture
def checked(client: httpx.Client, contract: Contract) -> httpx.Client:
    """`client`, with every answer checked against the contract."""
    client.event_hooks = {"response": [contract.check]}
    return client
