"""Which model a session gets, and that it stays the same one."""

import asyncio
from datetime import UTC, datetime

from personactl.engine.llm.chat_completions import ChatCompletions
from personactl.engine.llm.model_registry import ModelRegistry
from personactl.engine.offline.responder import OfflineResponder
from personactl.engine.settings import LlmSettings
from tests.engine.chat_server import chat_server, says
from tests.engine.llm.test_chat_completions import REQUEST


def now() -> datetime:
    return datetime(2026, 1, 2, 12, 0, tzinfo=UTC)


def test_without_an_endpoint_the_offline_responder_speaks() -> None:
    models = ModelRegistry(None, now=now)
    assert isinstance(models.model_for({"llmId": "any"}), OfflineResponder)
    assert models.model_for({"llmId": "any"}) is models.model_for({"llmId": "another"})


def test_with_an_endpoint_its_model_speaks_whatever_llm_is_named() -> None:
    models = ModelRegistry(LlmSettings("http://127.0.0.1:1/v1", "tiny"), now=now)
    model = models.model_for({"llmId": "any"})
    assert (type(model), model.name) == (ChatCompletions, "tiny")
    assert models.model_for({"llmId": "another"}) is model


def test_a_closed_registry_can_be_used_again_in_another_loop() -> None:
    async def talk(models: ModelRegistry) -> int:
        try:
            return len([part async for part in models.model_for({}).stream(REQUEST, print)])
        finally:
            await models.aclose()

    with chat_server([says("One."), says("Two.")]) as server:
        models = ModelRegistry(LlmSettings(server.url, "tiny"), now=now)
        assert [asyncio.run(talk(models)) for _ in range(2)] == [1, 1]
