"""Converts JSON into a typed value, or reports where and why it does not fit.

It is used for answers of the platform and for personactl's own files. A frozen `msgspec.Struct` defines the content;
the first deviation is a `ShapeError`.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final, TypeVar

import msgspec

from personactl.json_value import JsonValue
from personactl.pattern import Pattern

T = TypeVar("T")

_LARGEST_SECONDS: Final = 20_000_000_000
"""Seconds of the year 2603: larger numbers are milliseconds."""
_LONGEST_STEP: Final = 60
_STEP = Pattern(r"\.([^.\[\]]+)|\[(\d+|\.\.\.)\]")
_NAMES = Pattern(r"`([^`]*)`")
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
    """Return `value` as `kind`.

    strict: false also accepts numbers in text, 5.0 for 5, and for a date and time any form of ISO 8601 or a count of
        seconds or milliseconds since 1970.

    Characters that no text can hold (lone surrogates) are read as "?" where they matter. Raises `ShapeError`.
    """
    try:
        return msgspec.convert(value, kind, strict=strict)
    except UnicodeEncodeError:
        return typed(_encodable(value), kind, strict=strict)
    except msgspec.ValidationError as error:
        problem = _located(value, kind, str(error), strict)
    except (ValueError, OverflowError) as error:  # of `datetime`, which msgspec does not report as its own
        raise ShapeError("", "has a date outside of the years 1 to 9999") from error
    if not strict and problem.problem == _EXPECTED["datetime"]:
        dated = _with_moments(value, problem.place.rpartition(".")[2])
        if dated != value:
            return typed(dated, kind, strict=strict)
    raise problem


def _encodable(value: JsonValue) -> JsonValue:
    match value:
        case str():
            return value.encode("utf-8", "replace").decode()
        case list():
            return [_encodable(one) for one in value]
        case dict():
            return {key.encode("utf-8", "replace").decode(): _encodable(one) for key, one in value.items()}
        case _:
            return value


def _with_moments(value: JsonValue, name: str) -> JsonValue:
    """`value` with every field of that name in the one form of a date and time that msgspec reads."""
    match value:
        case list():
            return [_with_moments(one, name) for one in value]
        case dict():
            return {key: _moment(one) if key == name else _with_moments(one, name) for key, one in value.items()}
        case _:
            return value


def _moment(value: JsonValue) -> JsonValue:
    """RFC 3339, or `value` itself if it is no moment. A time without an offset is in UTC."""
    try:
        match value:
            case str():
                moment = datetime.fromisoformat(value)
            case int() | float() if not isinstance(value, bool):
                moment = datetime.fromtimestamp(value / 1000 if abs(value) > _LARGEST_SECONDS else value, UTC)
            case _:
                return value
    except (ValueError, OverflowError, OSError):
        return value
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()


def _located(value: JsonValue, kind: type, message: str, strict: bool) -> ShapeError:
    """msgspec does not report the key of a mapping at which it failed, so smaller values are tried until one fails."""
    reason, _, path = message.rstrip("`").partition(" - at `")
    found: list[str] = []
    current = value
    steps = [found[1] or found[2] for found in _STEP.finditer(path)]
    for step in [*steps, "..."] if path.startswith("key`") else steps:
        if step == "..." and isinstance(current, dict):
            smaller = ((key, _only(value, (*found, key))) for key in current)
            failing = ((key, one) for key, one in smaller if _failure(one, kind, strict) == message)
            if (first := next(failing, None)) is None:
                break  # the value deviates in several places, and not in this one if it is made smaller
            step, value = first
        found.append(step)
        current = _inside(current, step)
    if path.startswith("key`"):
        return ShapeError(_place(found), "is not known here")
    if reason.startswith("Object"):
        found.append(reason.rpartition(" `")[2].rstrip("`"))
    return ShapeError(_place(found), _problem(reason))


def _place(steps: Iterable[str]) -> str:
    return ".".join(step if len(step) <= _LONGEST_STEP else f"{step[:_LONGEST_STEP]}…" for step in steps)


def _inside(value: JsonValue, step: str) -> JsonValue:
    match value:
        case dict():
            return value.get(step)
        case list():
            return value[int(step)]
        case _:
            return None


def _failure(value: JsonValue, kind: type, strict: bool) -> str:
    """Return what msgspec says about the value, empty if it fits."""
    try:
        msgspec.convert(value, kind, strict=strict)
    except msgspec.ValidationError as error:
        return str(error)
    except (ValueError, OverflowError):  # in another part of it
        pass
    return ""


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
    return (
        "must be a date and time"
        if "RFC3339" in reason or "Timestamp" in reason
        else "has a value that is not known here"
    )
