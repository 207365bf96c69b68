"""What passes between a conversation and its transport."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Heard:
    """What the user said. All moments are aware.

    - `at`: when the words were known.
    - `speech_started`, `speech_ended`: None for typed text.
    - `correlation_id`: the client's id for the turn that this begins, None to have one made.
    """

    text: str
    at: datetime
    speech_started: datetime | None = None
    speech_ended: datetime | None = None
    correlation_id: str | None = None


@dataclass(frozen=True, slots=True)
class Spoken:
    """The next piece of what the persona says, spaces included. Pieces are joined as they are."""

    content: str


@dataclass(frozen=True, slots=True)
class Warned:
    """Something went wrong, and the turn goes on.

    failed: the turn gets no answer, or only the beginning of one; what is said next is a substitute.
    """

    message: str
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Finished:
    """The turn is over. `interrupted` is True if the user cut it short."""

    interrupted: bool


TurnEvent: TypeAlias = Spoken | Warned | Finished
