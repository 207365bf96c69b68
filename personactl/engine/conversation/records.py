"""What is stored of a conversation: messages, and turns with their times.

A turn is one reply with the utterance that caused it, as in the contract's SessionAnalyticsTurn. A latency is the
difference between two moments. A moment that was not measured is None: a text conversation has no speech.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Protocol

from personactl.engine.conversation.turn_events import Heard


class InterruptedStage(Enum):
    """How far the reply had come when the user interrupted it. The values are the contract's."""

    BEFORE_LLM_OUTPUT = "before_llm_output"
    DURING_LLM_GENERATION = "during_llm_generation"
    BEFORE_AUDIO = "before_audio"
    WHILE_SPEAKING = "while_speaking"


@dataclass(slots=True)
class Speech:
    """When synthesis and sound began and ended. A transport that speaks fills it; for text all of it stays None."""

    synthesis_started: datetime | None = None
    synthesis_ended: datetime | None = None
    speaking_started: datetime | None = None
    speaking_stopped: datetime | None = None

    @property
    def under_way(self) -> bool:
        return self.synthesis_started is not None and self.speaking_stopped is None

    @property
    def speaking_duration_s(self) -> float | None:
        return seconds(self.speaking_started, self.speaking_stopped)


@dataclass(frozen=True, slots=True)
class UserMessage:
    text: str
    at: datetime
    speaking_duration_s: float | None


@dataclass(frozen=True, slots=True)
class PersonaTurn:
    """One reply as it was given.

    - `said`: what reached the user, "" for nothing.
    - `began`: when the first piece of it reached the user.
    - `llm_first_output`, `llm_final_output`: None if no model was asked.
    - `warnings`: trouble that the reply survived.
    - `errors`: trouble that cost the user the reply.
    """

    correlation_id: str
    heard: Heard | None
    said: str
    began: datetime
    interrupted: bool
    llm_first_output: datetime | None
    llm_final_output: datetime | None
    speech: Speech = field(default_factory=Speech)
    warnings: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()

    @property
    def interrupted_stage(self) -> InterruptedStage | None:
        if not self.interrupted:
            return None
        if self.said == "" and self.llm_first_output is None:
            return InterruptedStage.BEFORE_LLM_OUTPUT
        if self.llm_first_output is not None and self.llm_final_output is None:
            return InterruptedStage.DURING_LLM_GENERATION
        if self.speech.synthesis_started is not None and self.speech.speaking_started is None:
            return InterruptedStage.BEFORE_AUDIO
        return InterruptedStage.WHILE_SPEAKING


class Journal(Protocol):
    """Stores what was said, in the order of the calls. May raise `StorageError`."""

    async def user_said(self, message: UserMessage) -> None: ...

    async def persona_said(self, turn: PersonaTurn) -> None: ...


def seconds(earlier: datetime | None, later: datetime | None) -> float | None:
    """The time between two moments, to the millisecond, or None unless both are known."""
    return None if earlier is None or later is None else round((later - earlier).total_seconds(), 3)
