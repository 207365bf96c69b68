"""Reads JSON that somebody else wrote, within bounds, and without what only looks like JSON or text.

    not JSON, NaN, a number too large for a float, a key twice      -> DamagedJsonError
    too deep, too many values, too much memory, an integer too long -> ExcessiveJsonError

Python's parser takes all of these, and the code behind it would fail on them, each in another place. Half of a
surrogate pair becomes U+FFFD, as in any text that was cut in the middle of an emoji: no file and no terminal takes it.
"""

import json
import re
from math import isfinite
from typing import NoReturn

from personactl.api.bounds.limits import ANSWER_MEMORY, JSON_DEPTH, JSON_VALUES, LARGE_BYTES, MIB, NUMBER_DIGITS
from personactl.api.bounds.memory import memory_of
from personactl.json_value import JsonObject, JsonValue
from personactl.pattern import Pattern

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_SEPARATORS = (b",", b"[", b"{")
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"?', re.DOTALL)
_SURROGATE = Pattern("[\ud800-\udfff]")


class DamagedJsonError(ValueError):
    """`str()` completes the sentence "the answer cannot be used: ..."; it holds no value."""


class ExcessiveJsonError(DamagedJsonError):
    """It goes further than a bound, which `str()` names."""


def read_json(content: bytes) -> JsonValue:
    """Raises `DamagedJsonError`."""
    _refuse_many_values(content)
    try:
        text = content.removeprefix(_BYTE_ORDER_MARK).decode()
        value: JsonValue = json.loads(
            text, parse_constant=_refused, parse_float=_finite, parse_int=_integer, object_pairs_hook=_object
        )
    except DamagedJsonError:
        raise
    except RecursionError:
        raise _too_deep() from None
    except ValueError as error:
        raise DamagedJsonError("it is not whole JSON") from error
    del text  # it may be four times as large as `content`
    value = _shallow(value)
    if len(content) > LARGE_BYTES and memory_of(value) > ANSWER_MEMORY:
        raise ExcessiveJsonError(f"what it holds takes more than {ANSWER_MEMORY // MIB} MiB of memory")
    holds_surrogates = b"\\ud" in content or b"\\uD" in content
    return _without_surrogates(value) if holds_surrogates else value


def _refuse_many_values(content: bytes) -> None:
    """Count before anything is built. Each value but the first comes after a comma or a bracket."""
    if len(content) < JSON_VALUES or _separators(content) < JSON_VALUES:
        return
    if _separators(_STRING.sub(b"", content)) >= JSON_VALUES:
        raise ExcessiveJsonError(f"it holds more than {JSON_VALUES:,} values")


def _separators(content: bytes) -> int:
    return sum(content.count(sign) for sign in _SEPARATORS)


def _shallow(value: JsonValue) -> JsonValue:
    """Return `value` if it is not too deep: Python's parser stops only where its stack ends."""
    level = [value]
    for _ in range(JSON_DEPTH):
        below: list[JsonValue] = []
        for one in level:
            if isinstance(one, dict):
                below.extend([inner for inner in one.values() if isinstance(inner, dict | list)])
            elif isinstance(one, list):
                below.extend([inner for inner in one if isinstance(inner, dict | list)])
        if not below:
            return value
        level = below
    raise _too_deep()


def _without_surrogates(value: JsonValue) -> JsonValue:
    match value:
        case str():
            return _SURROGATE.sub("\ufffd", value)
        case list():
            return [_without_surrogates(one) for one in value]
        case dict():
            return {_SURROGATE.sub("\ufffd", key): _without_surrogates(one) for key, one in value.items()}
        case _:
            return value


def _object(pairs: list[tuple[str, JsonValue]]) -> JsonObject:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise DamagedJsonError("an object of it has the same key twice")
    return found


def _integer(text: str) -> int:
    if len(text.lstrip("-")) > NUMBER_DIGITS:
        raise ExcessiveJsonError(f"a number of it has more than {NUMBER_DIGITS} digits")
    return int(text)


def _finite(text: str) -> float:
    number = float(text)
    return number if isfinite(number) else _refused(text)


def _refused(_constant: str) -> NoReturn:
    raise DamagedJsonError("a number of it is not finite")


def _too_deep() -> ExcessiveJsonError:
    return ExcessiveJsonError(f"it is nested deeper than {JSON_DEPTH} levels")
