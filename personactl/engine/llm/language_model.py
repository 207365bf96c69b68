"""What a conversation needs of a language model: a request goes in, a stream of text and tool calls comes out.

Two implementations exist: any OpenAI-compatible endpoint (`chat_completions`), and the offline responder, which needs
nothing but the persona's own prompt. A model reports trouble in two ways. It calls `warn` for trouble that the reply
survived. It raises `ModelError` for trouble that ended the stream; what it yielded before stays valid.
"""

from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

Role = Literal["user", "persona"]
Warn = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was said: all of it, or the part that was said before an interruption."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class ReplyRequest:
    """Who the persona is, and what was said so far.

    - `language_code`: the two letters that the transcription expects, or None if nothing was set. It is a hint only.
    - `history`: oldest first. It ends with the user's line, or is empty when the persona opens the conversation.
    """

    system_prompt: str
    persona_name: str | None
    language_code: str | None
    history: tuple[Line, ...]

    @property
    def opening(self) -> bool:
        return not self.history


@dataclass(frozen=True, slots=True)
class TextDelta:
    """The next piece of the reply, never empty. Pieces are joined as they are."""

    text: str


@dataclass(frozen=True, slots=True)
class ToolCall:
    """The model asks for a tool to be called.

    - `id`: the model's name for this call, "" if it gave none.
    - `name`: the tool's name as the model wrote it, on one line.
    - `arguments`: JSON text as the model wrote it. It may be empty or invalid.
    """

    id: str
    name: str
    arguments: str


ReplyPart: TypeAlias = TextDelta | ToolCall


class ModelError(Exception):
    """The reply ended early. The message is one line, says what the other side did and never holds a key."""


class LanguageModel(Protocol):
    """`provider` and `name` appear in the session's analytics as llmProvider and llmModel."""

    @property
    def provider(self) -> str: ...

    @property
    def name(self) -> str: ...

    def stream(self, request: ReplyRequest, warn: Warn) -> AsyncGenerator[ReplyPart, None]:
        """Yield the reply in order. Raises `ModelError`. Closing the generator early stops the model."""
        ...

    async def aclose(self) -> None:
        """Close the connections. No stream may be open."""
        ...
