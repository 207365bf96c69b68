"""What passes between a conversation and its transport."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Heard:
    """What the user said. `at` is when its words were known; typed text has no speech times. All aware."""

    text: str
    at: datetime
    speech_started: datetime | None = None
    speech_ended: datetime | None = None
    correlation_id: str | None = None


@dataclass(frozen=True, slots=True)
class Spoken:
    """The next piece of what the persona says, with its own spaces: pieces are put together as they are."""

    content: str


@dataclass(frozen=True, slots=True)
class Warned:
    """Something went wrong behind the scenes; the turn goes on."""

    message: str


@dataclass(frozen=True, slots=True)
class Finished:
    """Nothing more comes. `interrupted` when the user cut it short."""

    interrupted: bool


TurnEvent: TypeAlias = Spoken | Warned | Finished
