"""What a conversation needs of whoever thinks up the words: a request goes in, a stream of text comes out.

Two live behind this seam: any OpenAI-compatible endpoint (`chat_completions`), and the offline responder, which
needs nothing but the persona's own prompt. Troubles come in two weights: `warn` is called for one that was got
over, and `ModelError` is raised for one that ended the stream; text that came before it stays valid.
"""

from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from typing import Literal, Protocol

Role = Literal["user", "persona"]
Warn = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was said, whole or as far as it got."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class ReplyRequest:
    """What the persona is, and what has been said so far.

    `history` is oldest first. It ends with the user's line, or is empty when the persona opens the conversation.
    `language_code` is the two letters that the transcription expects, None where nothing was set: a hint, no order.
    """

    system_prompt: str
    persona_name: str | None
    language_code: str | None
    history: tuple[Line, ...]

    @property
    def opening(self) -> bool:
        return not self.history


class ModelError(Exception):
    """The stream ended before its end. The message is one line, says what the other side did and holds no key."""


class LanguageModel(Protocol):
    """`provider` and `name` are what the session's analytics show as llmProvider and llmModel."""

    @property
    def provider(self) -> str: ...

    @property
    def name(self) -> str: ...

    def stream(self, request: ReplyRequest, warn: Warn) -> AsyncGenerator[str, None]:
        """Yield the reply in non-empty deltas, in order. Raises `ModelError`; closing it early stops the model."""
        ...

    async def aclose(self) -> None:
        """Let go of connections; no stream may be open."""
        ...
