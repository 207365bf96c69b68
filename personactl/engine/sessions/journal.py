"""Writes a conversation into the store: each message when it is said, each turn's record when the turn is over.

The store blocks, so each write runs in a thread. A session that retains no data stores timings and no words.
"""

import asyncio

from personactl.engine.clock import stamp
from personactl.engine.conversation.records import PersonaTurn, UserMessage
from personactl.engine.sessions.analytics import turn_record
from personactl.engine.store.database import Database
from personactl.engine.store.transcripts import StoredMessage, append_message, append_turn


class StoredJournal:
    """The `Journal` of one session. `keeps_words` is False for a session that retains no data."""

    def __init__(self, database: Database, session_id: str, *, keeps_words: bool) -> None:
        self._database = database
        self._session_id = session_id
        self._keeps_words = keeps_words

    async def user_said(self, message: UserMessage) -> None:
        if self._keeps_words:
            await asyncio.to_thread(
                self._append,
                StoredMessage(
                    "user", message.text, stamp(message.at), message.speaking_duration_s, was_interrupted=False
                ),
            )

    async def persona_said(self, turn: PersonaTurn) -> None:
        await asyncio.to_thread(self._conclude, turn)

    def _append(self, message: StoredMessage) -> None:
        with self._database.write() as connection:
            append_message(connection, self._session_id, message)

    def _conclude(self, turn: PersonaTurn) -> None:
        with self._database.write() as connection:
            if turn.said and self._keeps_words:
                message = StoredMessage(
                    "persona", turn.said, stamp(turn.began), turn.speech.speaking_duration_s, turn.interrupted
                )
                append_message(connection, self._session_id, message)
            record = turn_record(turn, with_messages=self._keeps_words)
            append_turn(connection, self._session_id, turn.correlation_id, record)
