"""What one piece of a chat completion's stream says, whoever sent it: text, an ending, an error, or nonsense.

Servers differ in what they leave out, so only what is used is looked at: the first choice's text and its finish
reason. A final chunk with usage and no choices is a chunk without text.
"""

import re
from dataclasses import dataclass

from pydantic import BaseModel, ValidationError

_LONGEST_WORDS = 200
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


@dataclass(frozen=True, slots=True)
class Chunk:
    text: str
    finish: str | None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Not JSON, or JSON of another shape."""


class _Delta(BaseModel):
    content: str | None = None


class _Choice(BaseModel):
    delta: _Delta | None = None
    message: _Delta | None = None
    finish_reason: str | None = None


class _Error(BaseModel):
    message: str = ""


class _Completion(BaseModel):
    choices: list[_Choice] | None = None
    error: _Error | str | None = None


def read_chunk(data: str) -> Chunk | Unreadable:
    """One event's data (not the closing `[DONE]`)."""
    try:
        completion = _Completion.model_validate_json(data)
    except ValidationError:
        return Unreadable()
    if completion.error is not None:
        return Chunk("", None, _words(completion.error))
    if completion.choices is None:
        return Unreadable()
    if not completion.choices:
        return Chunk("", None)
    choice = completion.choices[0]
    return Chunk((choice.delta.content if choice.delta else None) or "", choice.finish_reason)


def read_whole(body: bytes) -> str | None:
    """The reply in an answer that was not streamed; None when there is none in it."""
    try:
        completion = _Completion.model_validate_json(body)
    except ValidationError:
        return None
    for choice in completion.choices or []:
        if choice.message and choice.message.content:
            return choice.message.content
    return None


def read_error(body: bytes) -> str:
    """The server's own words in an error answer, one line, cut to 200 characters; "" when it gave none."""
    try:
        completion = _Completion.model_validate_json(body)
    except ValidationError:
        return ""
    return "" if completion.error is None else _words(completion.error)


def _words(error: _Error | str) -> str:
    text = error if isinstance(error, str) else error.message
    return " ".join(_CONTROL.sub(" ", text).split())[:_LONGEST_WORDS]
