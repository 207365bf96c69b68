"""The conversations that run in this process, by session.

A session belongs to the database, not to a process: one that another process began, or that was begun before a
restart, is taken up again from its transcript at its next word.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime

from personactl.engine.conversation.conversation import Conversation
from personactl.engine.conversation.script import Script
from personactl.engine.llm.language_model import Line
from personactl.engine.llm.registry import ModelRegistry
from personactl.engine.sessions.journal import StoredJournal
from personactl.engine.store.database import Database
from personactl.engine.store.sessions import StoredSession, live_sessions
from personactl.engine.store.transcripts import list_messages


class RunningSessions:
    """One per app, used in one event loop at a time; `aclose` ends that loop's conversations, not their sessions."""

    def __init__(
        self, database: Database, models: ModelRegistry, *, now: Callable[[], datetime], new_id: Callable[[], str]
    ) -> None:
        self._database = database
        self._models = models
        self._now = now
        self._new_id = new_id
        self._conversations: dict[str, Conversation] = {}

    async def conversation(self, session: StoredSession) -> Conversation:
        """The conversation of a live session. Those of sessions that have ended meanwhile are let go of."""
        if session.id not in self._conversations:
            history, live = await asyncio.to_thread(self._looked_up, session.id)
            for ended in self._conversations.keys() - live:  # their clients vanished: nobody will ask for them again
                await self.close(ended)
            if session.id not in self._conversations:  # somebody else may have been quicker meanwhile
                self._conversations[session.id] = self._taken_up(session, history)
        return self._conversations[session.id]

    async def close(self, session_id: str) -> None:
        """Interrupt and store what is being said, and forget the conversation."""
        if (conversation := self._conversations.pop(session_id, None)) is not None:
            await conversation.close()

    async def aclose(self) -> None:
        for session_id in tuple(self._conversations):
            await self.close(session_id)

    def __len__(self) -> int:
        return len(self._conversations)

    def _taken_up(self, session: StoredSession, history: list[Line]) -> Conversation:
        config = session.persona_config
        journal = StoredJournal(self._database, session.id, keeps_words=config.get("zeroDataRetention") is not True)
        return Conversation(
            Script.of(config),
            self._models.model_for(config),
            journal,
            now=self._now,
            new_id=self._new_id,
            history=history,
        )

    def _looked_up(self, session_id: str) -> tuple[list[Line], set[str]]:
        """What was said in the session so far, and the ids of all that are live."""
        with self._database.read() as connection:
            messages = list_messages(connection, session_id)
            live = {session.id for session in live_sessions(connection)}
        return [Line("persona" if one.role == "persona" else "user", one.message) for one in messages], live
