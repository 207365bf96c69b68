"""Hold a conversation by text, line by line, and record both sides.

The answers of the persona are displayed piece by piece as they arrive.
"""

import asyncio
import unicodedata
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from typing import Protocol, TypeAlias

import msgspec

from personactl.api.text_channel import Chunk, Heard, TextChannel, Warned
from personactl.errors import AuthError, RejectedError, UnavailableError, UsageError
from personactl.session.session_events import Role


class Utterance(msgspec.Struct, frozen=True):
    """A whole message. Of an interrupted message, only the text that arrived."""

    role: Role
    text: str
    was_interrupted: bool


class ConversationDisplay(Protocol):
    """Shows a conversation."""

    def user(self, text: str) -> None:
        """Show a line of the user."""
        ...

    def persona(self, piece: str) -> None:
        """Show the next piece of the current answer."""
        ...

    def persona_done(self, *, interrupted: bool) -> None:
        """Show the end of the current answer, which may have no text."""
        ...

    def warned(self, message: str) -> None:
        """Show a warning of the platform."""
        ...


SetInterrupt: TypeAlias = Callable[[Callable[[], object] | None], None]
"""Takes the function that interrupts the persona while it speaks, and None when it has finished."""


def _ignore_interrupts(_interrupt: Callable[[], object] | None) -> None:
    pass


PLATFORM_ERRORS = (AuthError, RejectedError, UnavailableError)
"""What the platform can do to a turn; other errors are not about an answer."""


class FailedTurn(msgspec.Struct, frozen=True):
    """A turn that got no answer, or only the beginning of one.

    said: what the user said; None for the greeting.
    reason: why there is no answer; None if the persona just said nothing.
    """

    said: str | None
    reason: str | None


class Conversation:
    """What has been said so far. It is complete at every moment, also after an error.

    turns: how many turns there were; a greeting is one if there was any.
    """

    __slots__ = ("failed", "turns", "utterances")

    def __init__(self) -> None:
        self.utterances: list[Utterance] = []
        self.failed: list[FailedTurn] = []
        self.turns = 0


async def converse(
    conversation: Conversation,
    channel: TextChannel,
    lines: AsyncIterator[str],
    display: ConversationDisplay,
    set_interrupt: SetInterrupt = _ignore_interrupts,
) -> None:
    """Let the persona greet, then say each of `lines` and wait for its answer. Raise what the channel raises."""
    await _turn(conversation, None, channel.start(), display, set_interrupt)
    async for line in lines:
        display.user(line)
        conversation.utterances.append(Utterance("user", line, was_interrupted=False))
        await _turn(conversation, line, channel.say(line), display, set_interrupt)


class _Answer:
    __slots__ = ("failure", "interrupted", "text")

    def __init__(self) -> None:
        self.text = ""
        self.interrupted = False
        self.failure: str | None = None


async def _turn(
    conversation: Conversation,
    said: str | None,
    pieces: AsyncGenerator[Heard, None],
    display: ConversationDisplay,
    set_interrupt: SetInterrupt,
) -> None:
    """Receive one answer, and record it with what went wrong."""
    answer = _Answer()
    try:
        await _answer(pieces, display, set_interrupt, answer)
    except PLATFORM_ERRORS as error:
        answer.failure = error.message
        raise
    finally:
        if answer.text:
            conversation.utterances.append(Utterance("persona", answer.text, answer.interrupted))
        is_silent = said is not None and not _is_visible(answer.text) and not answer.interrupted
        if answer.failure is not None or is_silent:
            conversation.failed.append(FailedTurn(said, answer.failure))
        conversation.turns += said is not None or bool(answer.text) or answer.failure is not None


def _is_visible(text: str) -> bool:
    """Return whether a text has more than blanks, controls and characters of no width."""
    return any(unicodedata.category(sign)[0] not in "CZ" for sign in text)


async def _answer(
    pieces: AsyncGenerator[Heard, None], display: ConversationDisplay, set_interrupt: SetInterrupt, answer: _Answer
) -> None:
    """Receive one answer until it ends or is interrupted. Closing the stream tells the engine about an interruption."""
    receiving = asyncio.create_task(_receive(pieces, display, answer))
    set_interrupt(receiving.cancel)
    try:
        await asyncio.wait({receiving})
    except asyncio.CancelledError:
        answer.interrupted = True
        raise
    finally:
        set_interrupt(None)
        receiving.cancel()
        await asyncio.wait({receiving})
        answer.interrupted |= receiving.cancelled()
        display.persona_done(interrupted=answer.interrupted)
    if not receiving.cancelled():
        receiving.result()


async def _receive(pieces: AsyncGenerator[Heard, None], display: ConversationDisplay, answer: _Answer) -> None:
    async with aclosing(pieces):
        async for piece in pieces:
            match piece:
                case Chunk(role="persona"):
                    answer.text += piece.text
                    answer.interrupted |= piece.was_interrupted
                    display.persona(piece.text)
                case Chunk():
                    pass  # the echo of what the user said
                case Warned(message=message, failed=failed):
                    if failed:
                        answer.failure = message
                    display.warned(message)


def script_lines(text: str, where: str) -> tuple[str, ...]:
    """Return the lines that a script says. Blank lines and lines that begin with `#` are left out, as is a byte order
    mark.

    `where` is the place of the script. Raise `UsageError` if no line is left.
    """
    lines = tuple(line.strip() for line in text.removeprefix("\ufeff").split("\n"))
    spoken = tuple(line for line in lines if line and not line.startswith("#"))
    if not spoken:
        raise UsageError("there is nothing to say", where=where, hint="write one line for each thing the user says")
    return spoken
