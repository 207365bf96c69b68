"""A turn: one reply, produced in a task of its own, taken piece by piece, and interruptible at any moment.

The producer runs as fast as the model. Only what the transport took counts as said, so an interruption drops what was
produced and not taken.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from datetime import datetime
from typing import Self, TypeAlias, assert_never

from personactl.engine.conversation.records import PersonaTurn, Speech
from personactl.engine.conversation.turn_events import Finished, Heard, Spoken, TurnEvent, Warned
from personactl.engine.llm.language_model import ModelError, ReplyPart, TextDelta, ToolCall, Warn

LONGEST_REPLY = 8_000
"""Characters after which a reply is ended, about ten minutes of speech: some models repeat themselves for ever."""

Stream: TypeAlias = Callable[[Warn], AsyncGenerator[ReplyPart, None]]
"""Starts a reply. Its argument takes the warnings."""


class Turn:
    """Made by a `Conversation`. Iterate it once, from one task. Other tasks may call the other methods meanwhile."""

    def __init__(
        self, *, heard: Heard | None, correlation_id: str, message_id: str, now: Callable[[], datetime]
    ) -> None:
        self.correlation_id = correlation_id
        self.message_id = message_id
        self.speech = Speech()
        self._heard = heard
        self._now = now
        self._began = now()
        self._events: asyncio.Queue[TurnEvent] = asyncio.Queue()
        self._producer: asyncio.Task[None] | None = None
        self._taken: list[str] = []
        self._audible: str | None = None
        self._complete = False
        self._interrupted = asyncio.Event()
        self._llm_first: datetime | None = None
        self._llm_final: datetime | None = None
        self._warnings: list[str] = []
        self._errors: list[str] = []

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> TurnEvent:
        if self._complete:
            raise StopAsyncIteration
        event = await self._events.get()
        match event:
            case Spoken(content=content):
                if not self._taken:
                    self._began = self._now()
                self._taken.append(content)
            case Finished():
                self._complete = True
            case Warned():
                pass
            case _:
                assert_never(event)
        return event

    def interrupt(self) -> None:
        """Stop the turn: nothing more is produced, and what was not taken is dropped.

        Does nothing once everything was taken and, in speech, played.
        """
        if (self._complete and not self.speech.under_way) or self._interrupted.is_set():
            return
        self._interrupted.set()
        if self._producer is not None:
            self._producer.cancel()
        while not self._events.empty():
            self._events.get_nowait()
        self._events.put_nowait(Finished(interrupted=True))

    async def interruption(self) -> None:
        """Wait until the turn is interrupted, maybe for ever. For a transport that still plays what it has taken."""
        await self._interrupted.wait()

    def audible(self, text: str) -> None:
        """Set the part of the turn that the user has heard, for a transport whose sound lags behind the text."""
        self._audible = text

    def recite(self, text: str) -> None:
        """Say `text`, without a model."""
        self._events.put_nowait(Spoken(text))
        self._events.put_nowait(Finished(interrupted=False))

    def stay_silent(self) -> None:
        self._events.put_nowait(Finished(interrupted=False))

    def produce(self, stream: Stream, stopgap: Callable[[], str]) -> None:
        """Say what `stream` yields, or what `stopgap` returns if the model fails before it said a word."""
        self._producer = asyncio.create_task(self._produced(stream, stopgap))

    async def concluded(self) -> PersonaTurn:
        """Stop the producer and return the turn's record. Raises what the producer raised, except a `ModelError`."""
        if not self._complete:
            self.interrupt()
        if self._producer is not None:
            await asyncio.wait([self._producer])
            if not self._producer.cancelled() and (failure := self._producer.exception()):
                raise failure
        said = "".join(self._taken) if self._audible is None else self._audible
        return PersonaTurn(
            correlation_id=self.correlation_id,
            heard=self._heard,
            said=said.strip(),
            began=self._began,
            interrupted=self._interrupted.is_set(),
            llm_first_output=self._llm_first,
            llm_final_output=self._llm_final,
            speech=self.speech,
            warnings=tuple(self._warnings),
            errors=tuple(self._errors),
        )

    async def _produced(self, stream: Stream, stopgap: Callable[[], str]) -> None:
        length, wordless, called = 0, True, False
        try:
            async with aclosing(stream(self._warn)) as parts:
                async for part in parts:
                    self._llm_first = self._llm_first or self._now()
                    match part:
                        case TextDelta(text=text):
                            length += len(text)
                            wordless = wordless and not text.strip()
                            self._events.put_nowait(Spoken(text))
                        case ToolCall(name=name):
                            called = True
                            self._warn(f"the persona has no tool {name!r}, so the model's call of it was ignored")
                        case _:
                            assert_never(part)
                    if length > LONGEST_REPLY:
                        self._warn(f"the reply was ended after {LONGEST_REPLY} characters")
                        break
        except ModelError as error:
            self._fail(str(error), stopgap() if wordless else None)
        else:
            self._llm_final = self._now()
            if called and wordless:
                self._fail("the model only called a tool that the persona does not have", stopgap())
        finally:
            self._events.put_nowait(Finished(interrupted=False))

    def _warn(self, message: str, *, failed: bool = False) -> None:
        self._warnings.append(message)
        self._events.put_nowait(Warned(message, failed))

    def _fail(self, reason: str, instead: str | None) -> None:
        """Half a reply is a warning. No reply is an error, and `instead` is said in its place."""
        if instead is None:
            self._llm_final = self._now()
            self._warn(reason, failed=True)
            return
        self._errors.append(reason)
        self._events.put_nowait(Warned(reason, failed=True))
        self._events.put_nowait(Spoken(instead))
