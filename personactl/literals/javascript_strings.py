"""The letters of JavaScript's string and template literals."""

import re
from typing import Final

from personactl.literals.literal import Scalar, Text, Value

_ESCAPE: Final = re.compile(
    r"\\(?:u\{([0-9A-Fa-f]{1,6})\}|u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|([0-7]{1,3})|(\r\n|[\n\r\u2028\u2029])|(.))",
    re.DOTALL,
)
_SINGLE: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v"}


def unescaped(source: str) -> str:
    """Return the letters of the inside of a literal. Half of a surrogate pair stays, if the other half is missing."""
    letters = _ESCAPE.sub(_letter, source)
    if any("\ud800" <= letter <= "\udfff" for letter in letters):
        return letters.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    return letters


def template_letters(source: str, *, raw: bool = False) -> str:
    """Return the letters of a part of a template literal, in which every line ends with LF.

    raw: leave escapes as they are written, as the tag String.raw does.
    """
    lines = source.replace("\r\n", "\n").replace("\r", "\n")
    return lines if raw else unescaped(lines)


def _letter(match: "re.Match[str]") -> str:
    braces, four, two, octal, line_end, other = match.groups()
    code = braces or four or two
    if code is not None:
        number = int(code, 16)
        return chr(number) if number <= 0x10FFFF else match[0]
    if octal is not None:
        number = int(octal, 8)
        return chr(number) if number < 256 else chr(int(octal[:2], 8)) + octal[2:]
    if line_end is not None:
        return ""
    return _SINGLE.get(other, other)


def as_text(value: Value | None) -> Text | None:
    """Return what JavaScript makes of a value in a text, or None if it is not known."""
    match value:
        case Text():
            return value
        case Scalar(value=None):
            return Text(("null",), value.place)
        case Scalar(value=bool(flag)):
            return Text(("true" if flag else "false",), value.place)
        case Scalar(value=int(number)):
            return Text((str(number),), value.place)
        case Scalar(value=float(number)) if number.is_integer() and abs(number) < 1e15:
            return Text((str(int(number)),), value.place)
        case Scalar(value=float(number)) if 1e-6 <= abs(number) < 1e15:
            return Text((repr(number),), value.place)
        case _:
            return None
