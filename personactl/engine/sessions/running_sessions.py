"""The conversations that run in this process, by session.

A session belongs to the database, not to a process. A session that began in another process or before a restart is
resumed from its transcript when its client next speaks.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime

from personactl.engine.conversation.conversation import Conversation
from personactl.engine.conversation.script import Script
from personactl.engine.llm.language_model import Line
from personactl.engine.llm.model_registry import ModelRegistry
from personactl.engine.sessions.journal import StoredJournal
from personactl.engine.store.database import Database
from personactl.engine.store.sessions import StoredSession, live_sessions
from personactl.engine.store.transcripts import list_messages


class RunningSessions:
    """One per app, used in one event loop at a time. `aclose` ends that loop's conversations, not their sessions."""

    def __init__(
        self, database: Database, models: ModelRegistry, *, now: Callable[[], datetime], new_id: Callable[[], str]
    ) -> None:
        self._database = database
        self._models = models
        self._now = now
        self._new_id = new_id
        self._conversations: dict[str, Conversation] = {}

    async def conversation(self, session: StoredSession) -> Conversation:
        """The conversation of a live session. Closes those of sessions that have ended meanwhile."""
        if session.id not in self._conversations:
            history, live = await asyncio.to_thread(self._stored_state, session.id)
            for ended in self._conversations.keys() - live:  # their clients are gone and will not ask for them again
                await self.close(ended)
            if session.id not in self._conversations:  # another task may have added it meanwhile
                self._conversations[session.id] = self._resumed(session, history)
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

    def _resumed(self, session: StoredSession, history: list[Line]) -> Conversation:
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

    def _stored_state(self, session_id: str) -> tuple[list[Line], set[str]]:
        """What was said in the session so far, and the ids of all live sessions."""
        with self._database.read() as connection:
            messages = list_messages(connection, session_id)
            live = {session.id for session in live_sessions(connection)}
        return [Line("persona" if one.role == "persona" else "user", one.message) for one in messages], live
