"""Foreign text made safe to show: files and platforms supply data, and a terminal must not obey it."""

import unicodedata
from typing import Final

_KEPT_CONTROLS = frozenset("\n\t")
# They join emoji and the letters of several scripts; without them such text falls apart.
_JOINERS: Final = frozenset("\u200c\u200d")
_TAB: Final = " " * 4
_REORDERING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def printable(text: str) -> str:
    """`text` with terminal controls, lone surrogates and bidirectional overrides shown as escapes.

    Newline and tab stay; a carriage return does not, because it would overwrite what stands on the line.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(character) for character in text)


def one_line(text: str) -> str:
    """`printable`, with every run of white space folded to one blank."""
    return " ".join(printable(text).split())


def visible(text: str) -> str:
    """`text` on one line: tabs as blanks; line ends, control and invisible characters as escapes."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_seen(character) for character in text)


def encodable(text: str) -> str:
    """`text` for formats that carry any character but must be UTF-8: lone surrogates become escapes."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _seen(character: str) -> str:
    if character == "\t":
        return _TAB
    if character == "\n":
        return "\\n"
    if character not in _JOINERS and unicodedata.category(character) in {"Cf", "Zl", "Zp"}:
        return character.encode("unicode_escape").decode("ascii")
    return printable(character)


def _shown(character: str) -> str:
    if character in _KEPT_CONTROLS:
        return character
    if character in _REORDERING or unicodedata.category(character) in {"Cc", "Cs"}:
        return character.encode("unicode_escape").decode("ascii") if ord(character) < 0xD800 else _hex(character)
    return character


def _hex(character: str) -> str:
    return f"\\u{ord(character):04x}"
