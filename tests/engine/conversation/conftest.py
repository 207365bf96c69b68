"""A conversation harness, and models with scripted answers."""

from collections.abc import Iterator

import pytest

from personactl.engine.app import Engine
from personactl.engine.conversation.script import Script
from personactl.engine.llm.chat_completions import ChatCompletions, TimeLimits
from personactl.engine.store.sessions import StoredSession, insert_session
from tests.engine.chat_server import (
    Answer,
    chat_server,
)
from tests.engine.conftest import Clock
from tests.engine.conversation.stage import PROMPT, SESSION, STAMP, Models, Stage


@pytest.fixture
def stage(engine: Engine, clock: Clock) -> Stage:
    session = StoredSession(
        id=SESSION,
        persona_id=None,
        client_label=None,
        start_time=STAMP,
        end_time=None,
        exit_status=None,
        client_metadata={},
        persona_config={},
        session_options={},
        api_key_id=None,
        engine_host=None,
        engine_protocol=None,
        last_seen=STAMP,
        created_at=STAMP,
        updated_at=STAMP,
    )
    with engine.database.write() as connection:
        insert_session(connection, session)
    return Stage(engine, clock, Script(system_prompt=PROMPT, persona_name="Ada"))


@pytest.fixture
def model_of(clock: Clock) -> Iterator[Models]:
    """`model_of(answer, ...)` returns a model whose server gives these answers, one for each request."""
    with chat_server([]) as server:

        def build(*answers: Answer) -> ChatCompletions:
            server.answers.extend(answers)
            return ChatCompletions(
                server.url, "tiny", None, now=clock, limits=TimeLimits(retry_pause=0.0, longest_wait=0.0)
            )

        yield build
