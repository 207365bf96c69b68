"""Foreign text made safe to show: files and platforms supply data, and a terminal must not obey it."""

import unicodedata

_KEPT_CONTROLS = frozenset("\n\t")
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


def _shown(character: str) -> str:
    if character in _KEPT_CONTROLS:
        return character
    if character in _REORDERING or unicodedata.category(character) in {"Cc", "Cs"}:
        return character.encode("unicode_escape").decode("ascii") if ord(character) < 0xD800 else _hex(character)
    return character


def _hex(character: str) -> str:
    return f"\\u{ord(character):04x}"
