"""The value of a YAML scalar: the core schema of YAML 1.2, which fits JSON, without its surprises.

`no`, `on`, dates, `12:30`, `007` and `1_000` are text; `true`, `null`, `12`, `0x1F`, `0o17`, `1.5` and `1e3` have their
JSON meaning. Infinity, NaN and numbers beyond a double are refused, because JSON cannot represent them.
"""

import math
import re

from personactl.document.display_text import quoted
from personactl.document.document import Trouble
from personactl.document.node import ScalarValue

CORE_TAG = "tag:yaml.org,2002:"

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_FLAGS = {text: word == "true" for word in ("true", "false") for text in (word, word.title(), word.upper())}
_WHOLE = re.compile(r"[-+]?(?:0|[1-9][0-9]*)", re.ASCII)
_OTHER_BASE = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+", re.ASCII)
_DECIMAL = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", re.ASCII)
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
# With one more digit a number exceeds a double; the limit is also far below the one of Python's int().
_MOST_DIGITS = 308


def scalar_value(text: str, *, plain: bool, tag: str | None) -> ScalarValue | Trouble:
    """Return the value of a scalar written as `text`, or the problem with it.

    plain: whether the scalar is written without quotes and not as a block.
    tag: the tag of the scalar, or None.
    """
    if tag is None:
        return _plain_value(text) if plain else text
    if tag in {"!", CORE_TAG + "str"}:
        return text
    value = _plain_value(text)
    if isinstance(value, Trouble):
        return value
    match tag.removeprefix(CORE_TAG), value:
        case ("null", None) | ("bool", bool()):
            return value
        case ("int", bool()) | ("float", bool()):
            return _misfit(tag, text)
        case ("int", int()) | ("float", float()):
            return value
        case ("float", int()):
            return float(value)
        case (("null" | "bool" | "int" | "float"), _):
            return _misfit(tag, text)
    return unsupported_tag(tag)


def unsupported_tag(tag: str) -> Trouble:
    shown = "!!" + tag.removeprefix(CORE_TAG) if tag.startswith(CORE_TAG) else tag
    return Trouble("Y008", f"the tag {shown} is not supported here", "Remove the tag; quote the value if it is text.")


def _misfit(tag: str, text: str) -> Trouble:
    name = tag.removeprefix(CORE_TAG)
    return Trouble("Y008", f"{quoted(text)} does not match its tag !!{name}", "Remove the tag, or correct the value.")


def _plain_value(text: str) -> ScalarValue | Trouble:
    if text in _NULLS:
        return None
    if text in _FLAGS:
        return _FLAGS[text]
    if text[0] not in "+-.0123456789":
        return text
    if _WHOLE.fullmatch(text):
        return int(text) if len(text.lstrip("+-")) <= _MOST_DIGITS else _too_large()
    if _OTHER_BASE.fullmatch(text):
        return int(text, 0) if len(text) <= _MOST_DIGITS // 2 else _too_large()
    if _DECIMAL.fullmatch(text):
        number = float(text)
        return number if math.isfinite(number) else _too_large()
    if _NOT_FINITE.fullmatch(text):
        return Trouble("Y013", f"JSON cannot represent {text}", "Write a finite number, or quote it as text.")
    return text


def _too_large() -> Trouble:
    return Trouble("Y013", "this number is too large for JSON", "Write a smaller number, or quote it as text.")
