"""A conversation: one script, one model, the history so far, and one turn at a time.

The package's docstring says how a transport drives it.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime

from personactl.engine.conversation.records import Journal, UserMessage, seconds
from personactl.engine.conversation.script import Script
from personactl.engine.conversation.turn import Turn
from personactl.engine.conversation.turn_events import Heard
from personactl.engine.llm.language_model import LanguageModel, Line, ReplyRequest
from personactl.engine.offline.responder import stopgap

_log = logging.getLogger("personactl.engine.conversation")
_CLOSE_TIMEOUT_S = 3.0


class ConversationOver(Exception):  # noqa: N818 - a state, not a fault
    """The conversation was closed, and has no further turns."""


class Conversation:
    """`history` is what was said before, oldest first. It is empty unless the conversation is resumed."""

    def __init__(
        self,
        script: Script,
        model: LanguageModel,
        journal: Journal,
        *,
        now: Callable[[], datetime],
        new_id: Callable[[], str],
        history: Sequence[Line] = (),
    ) -> None:
        self._script = script
        self._model = model
        self._journal = journal
        self._now = now
        self._new_id = new_id
        self._history = list(history)
        self._floor = asyncio.Lock()
        self._current: Turn | None = None
        self._interruptible = True
        self._concluding: set[asyncio.Task[None]] = set()
        self._utterances = 0
        self._over = False

    @asynccontextmanager
    async def greeting(self) -> AsyncIterator[Turn]:
        """The persona's greeting. The turn is silent and is not stored if the script has none or the conversation has
        begun.

        Raises `ConversationOver`.
        """
        async with self._floor:
            begun, script = bool(self._history), self._script
            silent = begun or script.skip_greeting or not (script.thinks or script.initial_message)
            async with self._turn(None, interruptible=not script.uninterruptible_greeting) as turn:
                if silent:
                    turn.stay_silent()
                elif script.initial_message is not None:
                    turn.recite(script.initial_message)
                else:
                    self._think(turn)
                yield turn

    @asynccontextmanager
    async def answer(self, heard: Heard) -> AsyncIterator[Turn]:
        """The persona's reply. Interrupts the current turn, or waits for its end if it may not be interrupted.

        Raises `ConversationOver`.
        """
        self._utterances += 1
        utterance = self._utterances
        self.interrupt()
        async with self._floor, self._turn(heard, interruptible=True) as turn:
            self._history.append(Line("user", heard.text))
            if self._script.thinks:
                self._think(turn)  # before the message is stored, so that the reply does not wait for that
            else:
                turn.stay_silent()
            duration = seconds(heard.speech_started, heard.speech_ended)
            await self._journal.user_said(UserMessage(heard.text, heard.at, duration))
            if utterance < self._utterances:  # the user spoke again while this turn waited
                turn.interrupt()
            yield turn

    def interrupt(self) -> None:
        """Interrupt the current turn, if there is one and it may be interrupted: the user speaks, or is gone."""
        if self._current is not None and self._interruptible:
            self._current.interrupt()

    async def close(self) -> None:
        """End the conversation: the current turn is interrupted and stored. May be called twice.

        Waits at most `_CLOSE_TIMEOUT_S` seconds for a transport that is stuck because its client does not read.
        """
        self._over = True
        if self._current is not None:
            self._current.interrupt()
        with suppress(TimeoutError):
            async with asyncio.timeout(_CLOSE_TIMEOUT_S), self._floor:
                await self._settled()

    @asynccontextmanager
    async def _turn(self, heard: Heard | None, *, interruptible: bool) -> AsyncIterator[Turn]:
        await self._settled()
        if self._over:
            raise ConversationOver
        correlation_id = heard.correlation_id if heard is not None else None
        turn = Turn(
            heard=heard,
            correlation_id=correlation_id or self._new_id(),
            message_id=self._new_id(),
            now=self._now,
        )
        self._current, self._interruptible = turn, interruptible
        try:
            yield turn
        finally:
            self._current = None
            await self._concluded(turn)

    async def _concluded(self, turn: Turn) -> None:
        """Store the turn in a task of its own, so that it is stored even if the caller is cancelled."""
        task = asyncio.create_task(self._keep(turn))
        self._concluding.add(task)
        task.add_done_callback(self._log_failure)
        await asyncio.shield(task)

    async def _keep(self, turn: Turn) -> None:
        record = await turn.concluded()
        for trouble in (*record.warnings, *record.errors):
            _log.warning("turn %s: %s", record.correlation_id, trouble)
        if record.said:
            self._history.append(Line("persona", record.said))
        if record.said or record.heard is not None or record.errors:
            await self._journal.persona_said(record)

    def _log_failure(self, task: asyncio.Task[None]) -> None:
        """Log a failure, because the caller that awaited the task may be gone."""
        self._concluding.discard(task)
        if not task.cancelled() and (failure := task.exception()) is not None:
            _log.error("a turn could not be stored: %s", failure)

    async def _settled(self) -> None:
        """Wait until earlier turns are stored."""
        if self._concluding:
            await asyncio.wait(self._concluding)

    def _think(self, turn: Turn) -> None:
        request = ReplyRequest(
            system_prompt=self._script.system_prompt,
            persona_name=self._script.persona_name,
            language_code=self._script.language_code,
            history=tuple(self._history),
        )
        turn.produce(lambda warn: self._model.stream(request, warn), lambda: stopgap(request))
