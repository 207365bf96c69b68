"""Which conversations a process keeps open."""

import asyncio

import httpx

from personactl.engine.app import Engine
from personactl.engine.conversation.conversation import Conversation
from personactl.engine.llm.model_registry import ModelRegistry
from personactl.engine.sessions.endings import settle_overdue
from personactl.engine.sessions.running_sessions import RunningSessions
from personactl.engine.settings import new_uuid
from personactl.engine.store.sessions import StoredSession, find_session
from tests.engine.conftest import Clock
from tests.engine.talking import start


def stored(engine: Engine, session_id: str) -> StoredSession:
    with engine.database.read() as connection:
        session = find_session(connection, session_id)
    assert session is not None
    return session


def test_a_session_has_one_conversation(engine: Engine, client: httpx.Client, clock: Clock) -> None:
    live = RunningSessions(engine.database, ModelRegistry(None, now=clock), now=clock, new_id=new_uuid)
    session = stored(engine, start(client))

    async def twice() -> tuple[Conversation, Conversation]:
        return await asyncio.gather(live.conversation(session), live.conversation(session))

    first, second = asyncio.run(twice())
    assert first is second


def test_conversations_of_vanished_clients_are_let_go_of(engine: Engine, client: httpx.Client, clock: Clock) -> None:
    live = RunningSessions(engine.database, ModelRegistry(None, now=clock), now=clock, new_id=new_uuid)

    async def take_up(*sessions: StoredSession) -> int:
        for session in sessions:
            await live.conversation(session)
        return len(live)

    assert asyncio.run(take_up(*(stored(engine, start(client)) for _ in range(3)))) == 3
    clock.move(60)
    settle_overdue(engine.database, clock())
    assert asyncio.run(take_up(stored(engine, start(client)))) == 1
