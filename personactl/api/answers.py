"""Parses JSON answers into typed values; an invalid answer is a failure that names the field.

Unknown keys are ignored, so that new fields of the platform break nothing.
"""

from datetime import UTC, datetime
from math import inf
from typing import Final, TypeVar

import httpx
import msgspec

from personactl.api.bounds.json_body import DamagedJsonError, ExcessiveJsonError, read_json
from personactl.api.bounds.limits import NUMBER_DIGITS
from personactl.api.failures import excessive_answer, unreadable_answer
from personactl.errors import UnavailableError
from personactl.json_value import JsonObject, JsonValue
from personactl.local_time import as_utc
from personactl.typed_json import ShapeError, typed


class Answer(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """An answer of the platform: camelCase on the wire, unknown keys ignored.

    A field whose default is `UNSET` distinguishes an absent key from a null. Times are aware, in UTC; a time without an
    offset is taken as UTC. Numbers are as `json_body` reads them, also those that the platform writes as text.
    """

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            value = getattr(self, name)
            if isinstance(value, datetime) and value.tzinfo is not UTC:
                msgspec.structs.force_setattr(self, name, as_utc(value))
            elif isinstance(value, int | float) and not abs(value) < _LARGEST_NUMBER[type(value)]:
                raise ValueError("a number that is not finite, or has too many digits")


_LARGEST_NUMBER: Final = {bool: 2, int: 10**NUMBER_DIGITS, float: inf}
AnswerT = TypeVar("AnswerT", bound=msgspec.Struct)


def json_of(response: httpx.Response) -> JsonValue:
    """Return the body of a successful answer: None for 204 and for a DELETE without body, else JSON."""
    if not response.content and (response.status_code == 204 or response.request.method == "DELETE"):
        return None
    try:
        return read_json(response.content)
    except ExcessiveJsonError as error:
        raise excessive_answer(response, str(error)) from error
    except DamagedJsonError as error:
        raise unreadable_answer(response, _why_no_json(response) or str(error)) from error


def parsed(model: type[AnswerT], value: JsonValue, where: str) -> AnswerT:
    """Return `value` as `model`. Raises `UnavailableError` that names the field, never its value."""
    try:
        return typed(value, model, strict=False)
    except ShapeError as error:
        raise UnavailableError(
            f"the answer breaks the platform's contract: {error}",
            where=where,
            hint="update personactl; if it is up to date, report this",
        ) from error


def returned(answer: Answer) -> JsonObject:
    """Return the fields that the platform returned, under its own names."""
    fields: JsonObject = msgspec.to_builtins(answer)
    return fields


def _why_no_json(response: httpx.Response) -> str | None:
    kind = response.headers.get("content-type", "").partition(";")[0].strip()
    if not response.content:
        return "it is empty"
    if kind and "json" not in kind:
        return f"it is {kind[:60]} where JSON was expected"
    return None
