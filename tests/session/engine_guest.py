"""An engine in this process, with a client that holds conversations."""

import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from personactl.api.client import Client
from personactl.api.in_process import InProcessTransport
from personactl.api.text_channel import open_conversation
from personactl.api.tokens import create_session_token, start_session
from personactl.engine.app import open_engine
from personactl.engine.settings import EngineSettings, new_uuid
from personactl.json_value import JsonObject
from personactl.secret import Secret

CONFIG: JsonObject = {
    "name": "Cara",
    "avatarId": "30fa96d0-26c4-4e55-94a0-517025942e18",
    "voiceId": "6bfbe25a-979d-40f3-a92b-5394170af54b",
    "llmId": "0934d97d-0c3a-4f33-91b0-5e136a0ef466",
    "systemPrompt": "You are Cara at the front desk. The shop opens at nine and closes at five.",
    "initialMessage": "Hello, I'm Cara.",
}


def numbered_ids() -> Callable[[], str]:
    """Return a source of ids with the same beginning."""
    numbers = itertools.count(1)
    return lambda: f"abcd0000-0000-4000-8000-{next(numbers):012}"


@dataclass(frozen=True, slots=True)
class Guest:
    """A user who talks with Cara over a separate client."""

    client: Client

    async def talk(self, *lines: str, label: str | None = None) -> str:
        """Hold a whole session and return its id."""
        body: JsonObject = {"personaConfig": CONFIG}
        if label is not None:
            body["clientLabel"] = label
        token = await create_session_token(self.client, body)
        session = await start_session(self.client, token, {"client": "test"})
        async with open_conversation(self.client, session) as channel:
            async for _ in channel.start():
                pass
            for line in lines:
                async for _ in channel.say(line):
                    pass
        return session.session_id


@asynccontextmanager
async def open_guest(folder: Path, new_id: Callable[[], str] = new_uuid) -> AsyncIterator[Guest]:
    url = f"sqlite:///{folder / 'engine.db'}"
    engine = open_engine(EngineSettings(url, session_limit=50, new_id=new_id))
    try:
        transport = InProcessTransport(engine.app)
        async with Client("http://127.0.0.1", Secret(engine.api_key), transport=transport) as client:
            yield Guest(client)
    finally:
        engine.close()
