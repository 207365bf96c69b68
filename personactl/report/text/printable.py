"""Escape untrusted text for a terminal: no text of a file or a platform can control it."""

import unicodedata
from typing import Final

_ALLOWED_CONTROLS = frozenset("\n\t")
# They join emoji and the letters of some scripts.
_JOINERS: Final = frozenset("\u200c\u200d")
_TAB: Final = " " * 4
_REORDERING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def printable(text: str) -> str:
    """Return `text` with terminal controls, lone surrogates and bidirectional overrides as escapes.

    Newlines and tabs stay. A carriage return is escaped, because it would overwrite the line.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_printable_character(character) for character in text)


def one_line(text: str) -> str:
    """Return `printable(text)` with every run of white space as one space."""
    return " ".join(printable(text).split())


def visible(text: str) -> str:
    """Return `text` on one line: tabs as spaces; newlines, control and invisible characters as escapes."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_visible_character(character) for character in text)


def encodable(text: str) -> str:
    """Return `text` for formats that allow any character but must be UTF-8: lone surrogates become escapes."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _visible_character(character: str) -> str:
    if character == "\t":
        return _TAB
    if character == "\n":
        return "\\n"
    if character not in _JOINERS and unicodedata.category(character) in {"Cf", "Zl", "Zp"}:
        return character.encode("unicode_escape").decode("ascii")
    return printable(character)


def _printable_character(character: str) -> str:
    if character in _ALLOWED_CONTROLS:
        return character
    if character in _REORDERING or unicodedata.category(character) in {"Cc", "Cs"}:
        return character.encode("unicode_escape").decode("ascii") if ord(character) < 0xD800 else _hex_escape(character)
    return character


def _hex_escape(character: str) -> str:
    return f"\\u{ord(character):04x}"
