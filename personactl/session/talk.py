"""A conversation held line by line: say one, hear the answer out, say the next; and a record of both sides.

What is heard goes to a `Stage` piece by piece as it arrives, so that somebody can watch it being said.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Protocol

import msgspec

from personactl.api.conversation import Chunk, Heard, TextChannel, Warned
from personactl.errors import UsageError
from personactl.session.events import Role


class Said(msgspec.Struct, frozen=True):
    """One message, whole; of an interrupted one only what came."""

    role: Role
    text: str
    was_interrupted: bool


class Stage(Protocol):
    """Where a conversation shows."""

    def user(self, text: str) -> None: ...

    def persona(self, piece: str) -> None:
        """The next piece of the answer that is being given."""
        ...

    def persona_done(self, *, interrupted: bool) -> None: ...

    def warned(self, message: str) -> None: ...


Hush = Callable[[Callable[[], object] | None], None]
"""Takes what interrupts the persona while she speaks, and None when she has finished."""


def _nobody_interrupts(_interrupt: Callable[[], object] | None) -> None:
    pass


async def converse(
    channel: TextChannel, lines: AsyncIterator[str], stage: Stage, hush: Hush = _nobody_interrupts
) -> list[Said]:
    """Greet, then one exchange for each line until there are no more. Raises what the channel raises."""
    said = await _hear(channel.start(), stage, hush)
    async for line in lines:
        stage.user(line)
        said.append(Said("user", line, was_interrupted=False))
        said += await _hear(channel.say(line), stage, hush)
    return said


@dataclass(slots=True)
class _Answer:
    text: str = ""
    interrupted: bool = False


async def _hear(pieces: AsyncGenerator[Heard, None], stage: Stage, hush: Hush) -> list[Said]:
    """Listen until the answer ends or is hushed; the stream is closed then, which is how the engine learns of it."""
    answer = _Answer()
    listening = asyncio.create_task(_listen(pieces, stage, answer))
    hush(listening.cancel)
    try:
        await asyncio.wait({listening})
    finally:
        hush(None)
        listening.cancel()
        await asyncio.wait({listening})
    if listening.cancelled():
        answer.interrupted = True
    else:
        listening.result()
    if not answer.text:
        return []
    stage.persona_done(interrupted=answer.interrupted)
    return [Said("persona", answer.text, answer.interrupted)]


async def _listen(pieces: AsyncGenerator[Heard, None], stage: Stage, answer: _Answer) -> None:
    async with aclosing(pieces):
        async for piece in pieces:
            match piece:
                case Chunk(role="persona"):
                    answer.text += piece.text
                    answer.interrupted |= piece.was_interrupted
                    stage.persona(piece.text)
                case Chunk():
                    pass  # our own words, come back
                case Warned(message=message):
                    stage.warned(message)


def script_lines(text: str, where: str) -> tuple[str, ...]:
    """What the user says, one line each; blank lines and lines that begin with `#` are for the reader.

    Raises `UsageError` when nothing is left.
    """
    lines = tuple(line.strip() for line in text.splitlines())
    spoken = tuple(line for line in lines if line and not line.startswith("#"))
    if not spoken:
        raise UsageError("there is nothing to say", where=where, hint="write one line for each thing the user says")
    return spoken
