"""Converts JSON into a typed value, or reports where and why it does not fit.

It is used for answers of the platform and for personactl's own files. A frozen `msgspec.Struct` defines the content;
the first deviation is a `ShapeError`.
"""

import re
from typing import Final, TypeVar

import msgspec

from personactl.json_value import JsonValue

T = TypeVar("T")

_UNNAMED: Final = "[...]"
"""What msgspec writes instead of a mapping's key."""
_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+|\.\.\.)\]")
_NAMES = re.compile(r"`([^`]*)`")
_EXPECTED: Final = {
    "object": "must be an object",
    "array": "must be a list",
    "str": "must be text",
    "int": "must be a whole number",
    "float": "must be a number",
    "bool": "must be true or false",
    "null": "must be null",
    "datetime": "must be a date and time",
}


class ShapeError(ValueError):
    """`place` is a path such as `data.0.id`, empty for the whole value; `problem` is a predicate: "must be text".

    Neither holds a value, which may be a secret.
    """

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(f"{place or 'the whole value'} {problem}")
        self.place = place
        self.problem = problem


def typed(value: JsonValue, kind: type[T], *, strict: bool = True) -> T:
    """Return `value` as `kind`. Without `strict`, numbers in text are accepted, and 5.0 for 5.

    Raises `ShapeError`.
    """
    try:
        return msgspec.convert(value, kind, strict=strict)
    except msgspec.ValidationError as error:
        raise _located(value, kind, str(error), strict) from None


def _located(value: JsonValue, kind: type, message: str, strict: bool) -> ShapeError:
    """msgspec does not report the key of a mapping at which it failed, so smaller values are tried until one fails."""
    reason, _, path = message.rstrip("`").partition(" - at `")
    found: list[str] = []
    current = value
    for name, position in _STEP.findall(path):
        step = name or position
        if step == "..." and isinstance(current, dict):
            step = next(key for key in current if _fails(value, (*found, key), kind, strict))
        found.append(step)
        current = _inside(current, step)
    if path.startswith("key`") and isinstance(current, dict):
        found.append(next(key for key in current if _fails(value, (*found, key), kind, strict)))
        return ShapeError(".".join(found), "is not known here")
    if reason.startswith("Object"):
        found.append(reason.rpartition(" `")[2].rstrip("`"))
    return ShapeError(".".join(found), _problem(reason))


def _inside(value: JsonValue, step: str) -> JsonValue:
    match value:
        case dict():
            return value.get(step)
        case list():
            return value[int(step)]
        case _:
            return None


def _fails(value: JsonValue, path: tuple[str, ...], kind: type, strict: bool) -> bool:
    try:
        msgspec.convert(_only(value, path), kind, strict=strict)
    except msgspec.ValidationError:
        return True
    return False


def _only(value: JsonValue, path: tuple[str, ...]) -> JsonValue:
    """Return `value` with only the last key of `path` in the mapping with that key."""
    if not path:
        return value
    step, *rest = path
    match value:
        case dict() if not rest:
            return {step: value[step]}
        case dict():
            return {**value, step: _only(value[step], tuple(rest))}
        case list():
            return [_only(one, tuple(rest)) if index == int(step) else one for index, one in enumerate(value)]
        case _:
            return value


def _problem(reason: str) -> str:
    if reason.startswith("Object missing"):
        return "is missing"
    if reason.startswith("Object contains"):
        return "is not known here"
    if reason.startswith("Expected"):
        expected = _NAMES.findall(reason)[0].removesuffix(" | null")
        return _EXPECTED.get(expected, "has the wrong type") if "matching" not in reason else "has the wrong form"
    return "must be a date and time" if "RFC3339" in reason else "has a value that is not known here"
