"""The wire format of chat completions: the messages of a request, and what the server answers.

Servers differ in what they leave out, so only what is used is read: the text, tool calls and finish reason of the
first choice, or an error. A final chunk with usage and without choices is a chunk without text.
"""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from pydantic import BaseModel, JsonValue, ValidationError
from pydantic_core import to_json

from personactl.engine.llm.language_model import Line, ReplyPart, ReplyRequest, TextDelta, ToolCall

_LONGEST_WORDS = 200
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_OPENING = (
    "\n\nThe conversation is about to begin. Open it with one short spoken greeting, "
    "in the language of these instructions, and stay in character."
)
_JOINED = "[The user has joined the call and waits for your greeting.]"
_ROLES = {"user": "user", "persona": "assistant"}
_LONGEST_HISTORY = 24_000
"""At most this many characters of history are sent, the newest: enough for hours of talk."""


@dataclass(frozen=True, slots=True)
class CallFragment:
    """A part of a tool call, as one chunk brings it.

    - `index`: which call of the reply it belongs to, None if the server does not number them.
    - `id`, `name`, `arguments`: to be appended to what came before, "" if absent.
    """

    index: int | None
    id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class Chunk:
    """One event of the stream.

    - `finish`: why the reply ends here, None while it goes on.
    - `calls`: fragments of tool calls.
    - `error`: the server's own words if it reports an error, else None.
    """

    text: str
    finish: str | None
    calls: tuple[CallFragment, ...] = ()
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The event is not JSON, or JSON of another shape."""


class _Function(BaseModel):
    name: str | None = None
    arguments: str | dict[str, JsonValue] | None = None


class _Call(BaseModel):
    index: int | None = None
    id: str | None = None
    function: _Function | None = None


class _Delta(BaseModel):
    content: str | None = None
    tool_calls: list[_Call] | None = None


class _Choice(BaseModel):
    delta: _Delta | None = None
    message: _Delta | None = None
    finish_reason: str | None = None


class _Error(BaseModel):
    message: str = ""


class _Completion(BaseModel):
    choices: list[_Choice] | None = None
    error: _Error | str | None = None


class ToolCalls:
    """Tool calls, put together from their fragments."""

    def __init__(self) -> None:
        self._calls: dict[int, ToolCall] = {}

    def add(self, fragments: Iterable[CallFragment]) -> None:
        """Append `fragments`. One without an index begins a new call if it has a name, else continues the last one."""
        for part in fragments:
            index = part.index
            if index is None:
                last = max(self._calls, default=-1)
                index = last + 1 if part.name else max(last, 0)
            call = self._calls.get(index, ToolCall("", "", ""))
            self._calls[index] = ToolCall(
                call.id or part.id, _on_one_line(call.name + part.name), call.arguments + part.arguments
            )

    def complete(self) -> tuple[ToolCall, ...]:
        """All calls that have a name, by index."""
        return tuple(call for _, call in sorted(self._calls.items()) if call.name)


def messages_for(request: ReplyRequest) -> list[dict[str, str]]:
    """The system prompt first, then the newest part of the history that fits, oldest first.

    Consecutive lines of one speaker are joined, because many servers insist that user and assistant take turns. They
    occur when the user spoke again before the persona said a word.
    """
    if request.opening:
        return [_message("system", request.system_prompt + _OPENING), _message("user", _JOINED)]
    messages = [_message("system", request.system_prompt)]
    for line in _newest(request):
        role = _ROLES[line.role]
        if messages[-1]["role"] == role:
            messages[-1]["content"] += f"\n{line.text}"
        else:
            messages.append(_message(role, line.text))
    return messages


def _newest(request: ReplyRequest) -> list[Line]:
    kept: list[Line] = []
    room = _LONGEST_HISTORY
    for line in reversed(request.history):
        room -= len(line.text)
        if kept and room < 0:
            break
        kept.append(line)
    return kept[::-1]


def _message(role: str, content: str) -> dict[str, str]:
    return {"role": role, "content": content}


def read_chunk(data: str) -> Chunk | Unreadable:
    """Read one event's data (not the closing `[DONE]`)."""
    try:
        completion = _Completion.model_validate_json(data)
    except ValidationError:
        return Unreadable()
    if completion.error is not None:
        return Chunk("", None, error=_words(completion.error))
    if completion.choices is None:
        return Unreadable()
    if not completion.choices:
        return Chunk("", None)
    choice = completion.choices[0]
    delta = choice.delta or _Delta()
    return Chunk(delta.content or "", choice.finish_reason, _fragments(delta))


def read_whole(body: bytes) -> tuple[ReplyPart, ...]:
    """Read the reply from an answer that was not streamed; empty if it holds none."""
    try:
        completion = _Completion.model_validate_json(body)
    except ValidationError:
        return ()
    for choice in completion.choices or []:
        message = choice.message or _Delta()
        calls = ToolCalls()
        calls.add(_fragments(message))
        text = (TextDelta(message.content),) if message.content else ()
        if parts := (*text, *calls.complete()):
            return parts
    return ()


def read_error(body: bytes) -> str:
    """The server's own words in an error answer: one line of at most 200 characters, "" if it gave none."""
    try:
        completion = _Completion.model_validate_json(body)
    except ValidationError:
        return ""
    return "" if completion.error is None else _words(completion.error)


def seconds_to_wait(header: str | None, now: datetime) -> float | None:
    """Seconds that a Retry-After header (a number or a date) asks for, from `now`, at least 0.

    None if the header is absent or unreadable.
    """
    if header is None:
        return None
    try:
        seconds = float(header)
    except ValueError:
        return _until(header, now)
    return max(seconds, 0.0) if math.isfinite(seconds) else None


def _until(header: str, now: datetime) -> float | None:
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    if moment.tzinfo is None:  # the "-0000" form: UTC by the standard
        moment = moment.replace(tzinfo=UTC)
    return max((moment - now).total_seconds(), 0.0)


def _fragments(delta: _Delta) -> tuple[CallFragment, ...]:
    return tuple(
        CallFragment(
            call.index,
            call.id or "",
            (call.function.name if call.function else None) or "",
            _arguments(call.function.arguments if call.function else None),
        )
        for call in delta.tool_calls or []
    )


def _arguments(arguments: str | dict[str, JsonValue] | None) -> str:
    """Some servers send the object itself and not its text."""
    return to_json(arguments).decode() if isinstance(arguments, dict) else arguments or ""


def _words(error: _Error | str) -> str:
    return _on_one_line(error if isinstance(error, str) else error.message)


def _on_one_line(text: str) -> str:
    return " ".join(_CONTROL.sub(" ", text).split())[:_LONGEST_WORDS]
