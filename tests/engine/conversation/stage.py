"""Runs conversations as a transport does, with the real store and without the API of sessions."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from personactl.engine.app import Engine
from personactl.engine.conversation.conversation import Conversation
from personactl.engine.conversation.script import Script
from personactl.engine.conversation.turn import Turn
from personactl.engine.conversation.turn_events import Heard, Spoken, TurnEvent
from personactl.engine.llm.chat_completions import ChatCompletions
from personactl.engine.llm.language_model import LanguageModel, Line
from personactl.engine.sessions.journal import StoredJournal
from personactl.engine.store.transcripts import StoredMessage, StoredTurn, list_messages, list_turns
from tests.engine.conftest import Clock

SESSION = "3f0f8f2e-6d1b-4c53-9a36-0f3c7a3f0001"
STAMP = "2026-11-22T10:00:00.000Z"
PROMPT = "You are Ada, the guide of the Hill Museum. The museum opens at nine. Never guess."
T = TypeVar("T")


@dataclass
class Stage:
    """A script, a clock and a store for conversations; `run` gives each its own event loop and closes its model."""

    engine: Engine
    clock: Clock
    script: Script

    def run(self, model: LanguageModel, talk: Callable[[Conversation], Awaitable[T]], *history: Line) -> T:
        async def whole() -> T:
            journal = StoredJournal(self.engine.database, SESSION, keeps_words=True)
            ids = iter(f"id-{number}" for number in range(1000))
            conversation = Conversation(
                self.script, model, journal, now=self.clock, new_id=lambda: next(ids), history=history
            )
            try:
                return await talk(conversation)
            finally:
                await conversation.close()
                await model.aclose()

        return asyncio.run(whole())

    def messages(self) -> list[tuple[str, str, bool]]:
        with self.engine.database.read() as connection:
            return [(one.role, one.message, one.was_interrupted) for one in list_messages(connection, SESSION)]

    def stored_messages(self) -> list[StoredMessage]:
        with self.engine.database.read() as connection:
            return list(list_messages(connection, SESSION))

    def turns(self) -> list[StoredTurn]:
        with self.engine.database.read() as connection:
            return list(list_turns(connection, SESSION))


Models = Callable[..., ChatCompletions]


async def everything(turn: Turn) -> list[TurnEvent]:
    return [event async for event in turn]


def words(events: list[TurnEvent]) -> str:
    return "".join(event.content for event in events if isinstance(event, Spoken))


def heard(stage: Stage, text: str) -> Heard:
    return Heard(text, at=stage.clock())


async def ask(conversation: Conversation, question: Heard) -> list[TurnEvent]:
    async with conversation.answer(question) as turn:
        return await everything(turn)


async def greet(conversation: Conversation) -> list[TurnEvent]:
    async with conversation.greeting() as turn:
        return await everything(turn)


async def after_first_piece(turn: Turn) -> str:
    async for event in turn:
        if isinstance(event, Spoken):
            return event.content
    raise AssertionError("nothing was said")
