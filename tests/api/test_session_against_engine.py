"""One session from token to analytics on the embedded engine: all requests that `talk` makes."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

import pytest

from personactl.api.client import Client
from personactl.api.in_process import InProcessTransport
from personactl.api.personas import create_persona
from personactl.api.sessions import (
    get_analytics,
    get_concurrency,
    get_session,
    get_transcript,
    list_sessions,
    stop_session,
)
from personactl.api.text_channel import Chunk, Heard, TextChannel, open_conversation
from personactl.api.tokens import StartedSession, create_session_token, start_session
from personactl.engine.app import open_engine
from personactl.engine.settings import EngineSettings, LlmSettings
from personactl.errors import AuthError, NotFoundError, RejectedError, UnavailableError
from personactl.json_value import JsonObject
from personactl.secret import Secret
from tests.api.live import FakeSleep
from tests.engine.chat_server import chat_server, says

NOBODY = "00000000-0000-4000-8000-000000000000"
CONFIG: JsonObject = {
    "name": "Cara",
    "avatarId": "30fa96d0-26c4-4e55-94a0-517025942e18",
    "voiceId": "6bfbe25a-979d-40f3-a92b-5394170af54b",
    "llmId": "0934d97d-0c3a-4f33-91b0-5e136a0ef466",
    "systemPrompt": "You are Cara at the front desk. The shop opens at nine and closes at five.",
    "initialMessage": "Hello, I'm Cara.",
}

Scene = Callable[[Client], Coroutine[None, None, None]]


@pytest.fixture
def play(tmp_path: Path) -> Callable[..., None]:
    """Run a scene with a client of a new engine."""

    def playing(scene: Scene, *, session_limit: int = 10, llm: LlmSettings | None = None) -> None:
        async def run() -> None:
            url = f"sqlite:///{tmp_path / 'engine.db'}"
            engine = open_engine(EngineSettings(database_url=url, session_limit=session_limit, llm=llm))
            try:
                transport, key = InProcessTransport(engine.app), Secret(engine.api_key)
                settings = FakeSleep().retry_settings()
                async with Client("http://127.0.0.1", key, transport=transport, retry=settings) as client:
                    await scene(client)
            finally:
                engine.close()

        asyncio.run(run())

    return playing


async def _started(client: Client, config: JsonObject | None = None) -> StartedSession:
    token = await create_session_token(client, {"personaConfig": config or CONFIG, "clientLabel": "test"})
    return await start_session(client, token, {"client": "tests"})


@asynccontextmanager
async def _talking(client: Client) -> AsyncIterator[tuple[TextChannel, str]]:
    session = await _started(client)
    async with open_conversation(client, session) as talk:
        yield talk, session.session_id


async def _text(messages: AsyncIterator[Heard]) -> str:
    return "".join([heard.text async for heard in messages if isinstance(heard, Chunk) and heard.role == "persona"])


def test_a_conversation_ends_up_in_list_transcript_and_analytics(play: Callable[..., None]) -> None:
    async def scene(client: Client) -> None:
        async with _talking(client) as (talk, session_id):
            assert await _text(talk.start()) == "Hello, I'm Cara."
            answer = await _text(talk.say("When does the shop open?"))
            assert (await get_session(client, session_id)).is_live
        session = await get_session(client, session_id)
        assert not session.is_live
        assert session.client_label == "test"
        assert session.client_metadata == {"client": "tests"}
        assert [found.id async for found in list_sessions(client)] == [session_id]
        transcript = await get_transcript(client, session_id)
        assert [(message.role, message.message) for message in transcript.messages] == [
            ("persona", "Hello, I'm Cara."),
            ("user", "When does the shop open?"),
            ("persona", answer),
        ]
        analytics = await get_analytics(client, session_id, include_messages=True)
        assert analytics.config is not None
        assert analytics.config.llm_provider == "offline"
        assert analytics.turns[-1].assistant_message == answer

    play(scene)


def test_who_stops_listening_has_interrupted_the_persona(play: Callable[..., None]) -> None:
    async def scene(client: Client) -> None:
        async with _talking(client) as (talk, session_id):
            async with aclosing(talk.say("Tell me everything")) as answer:
                await anext(answer)
            assert await _text(talk.say("And in short?")) == "Nine to five."
        first, cut_short, second, whole = (await get_transcript(client, session_id)).messages
        assert [message.role for message in (first, cut_short, second, whole)] == ["user", "persona"] * 2
        assert cut_short.message.startswith("One word")
        assert cut_short.message.count("another") < 250
        assert (cut_short.was_interrupted, whole.was_interrupted) == (True, False)

    with chat_server([says("One word ", *["and another "] * 500), says("Nine to five.")]) as server:
        play(scene, llm=LlmSettings(server.url, "a-model", None))


def test_a_stateful_token_runs_the_stored_persona(play: Callable[..., None]) -> None:
    async def scene(client: Client) -> None:
        persona = await create_persona(client, CONFIG)
        session = await _started(client, {"personaId": persona.id})
        assert (await get_session(client, session.session_id)).persona_id == persona.id
        assert [found.id async for found in list_sessions(client, persona_id=persona.id)] == [session.session_id]
        assert [found.id async for found in list_sessions(client, persona_id=NOBODY)] == []

    play(scene)


def test_a_stopped_session_no_longer_answers(play: Callable[..., None]) -> None:
    async def scene(client: Client) -> None:
        async with _talking(client) as (talk, session_id):
            await stop_session(client, session_id)
            with pytest.raises(NotFoundError):
                await _text(talk.say("Anybody there?"))

    play(scene)


def test_the_limit_of_sessions_is_reported_at_once(play: Callable[..., None]) -> None:
    async def scene(client: Client) -> None:
        await _started(client)
        assert not (await get_concurrency(client)).can_start_session
        with pytest.raises(UnavailableError, match="Concurrent session limit reached"):
            await _started(client)

    play(scene, session_limit=1)


def test_an_invalid_token_is_refused(play: Callable[..., None]) -> None:
    async def scene(client: Client) -> None:
        with pytest.raises(AuthError):
            await start_session(client, Secret("not.a.token"), {})

    play(scene)


def test_what_does_not_exist_is_not_found(play: Callable[..., None]) -> None:
    async def scene(client: Client) -> None:
        for read in (get_session, get_transcript, get_analytics, stop_session):
            with pytest.raises(NotFoundError):
                await read(client, NOBODY)
            with pytest.raises(RejectedError):
                await read(client, "no-uuid")

    play(scene)
