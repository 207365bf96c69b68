"""Hold a conversation by text, line by line, and record both sides.

The answers of the persona are displayed piece by piece as they arrive.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from typing import Protocol, TypeAlias

import msgspec

from personactl.api.text_channel import Chunk, Heard, TextChannel, Warned
from personactl.errors import UsageError
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
        """Show the end of the current answer."""
        ...

    def warned(self, message: str) -> None:
        """Show a warning of the platform."""
        ...


SetInterrupt: TypeAlias = Callable[[Callable[[], object] | None], None]
"""Takes the function that interrupts the persona while it speaks, and None when it has finished."""


def _ignore_interrupts(_interrupt: Callable[[], object] | None) -> None:
    pass


async def converse(
    channel: TextChannel,
    lines: AsyncIterator[str],
    display: ConversationDisplay,
    set_interrupt: SetInterrupt = _ignore_interrupts,
) -> list[Utterance]:
    """Let the persona greet, then say each of `lines` and wait for its answer. Raise what the channel raises."""
    utterances = await _answer(channel.start(), display, set_interrupt)
    async for line in lines:
        display.user(line)
        utterances.append(Utterance("user", line, was_interrupted=False))
        utterances += await _answer(channel.say(line), display, set_interrupt)
    return utterances


class _Answer:
    __slots__ = ("interrupted", "text")

    def __init__(self) -> None:
        self.text = ""
        self.interrupted = False


async def _answer(
    pieces: AsyncGenerator[Heard, None], display: ConversationDisplay, set_interrupt: SetInterrupt
) -> list[Utterance]:
    """Receive one answer until it ends or is interrupted. Closing the stream tells the engine about an interruption."""
    answer = _Answer()
    receiving = asyncio.create_task(_receive(pieces, display, answer))
    set_interrupt(receiving.cancel)
    try:
        await asyncio.wait({receiving})
    finally:
        set_interrupt(None)
        receiving.cancel()
        await asyncio.wait({receiving})
    if receiving.cancelled():
        answer.interrupted = True
    else:
        receiving.result()
    if not answer.text:
        return []
    display.persona_done(interrupted=answer.interrupted)
    return [Utterance("persona", answer.text, answer.interrupted)]


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
                case Warned(message=message):
                    display.warned(message)


def script_lines(text: str, where: str) -> tuple[str, ...]:
    """Return the lines that a script says. Blank lines and lines that begin with `#` are left out.

    `where` is the place of the script. Raise `UsageError` if no line is left.
    """
    lines = tuple(line.strip() for line in text.splitlines())
    spoken = tuple(line for line in lines if line and not line.startswith("#"))
    if not spoken:
        raise UsageError("there is nothing to say", where=where, hint="write one line for each thing the user says")
    return spoken
