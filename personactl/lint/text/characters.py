"""Characters that nobody sees and nobody meant: they come with copied text, and a model reads them all the same.

What a script needs is left alone: joiners in Indic and Arabic words and in emoji, direction marks in text that has
right-to-left letters, zero-width breaks in Thai or Japanese, no-break spaces in French.
"""

import unicodedata
from collections.abc import Iterator
from typing import Final

from personactl.document.visible_text import all_visible
from personactl.lint.text.pattern import Pattern
from personactl.lint.text.scripts import has_right_to_left, needs_no_joiner
from personactl.lint.text.stretch import Stretch

_CONTROLS: Final = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_NEVER: Final = "\u00ad\u180e\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb"
_JOINERS: Final = "\u200b\u200c\u200d"
_DIRECTIONS: Final = "\u061c\u200e\u200f\u202a-\u202c\u2066-\u2069"
_INVISIBLE: Final = Pattern(f"[{_CONTROLS}{_NEVER}{_JOINERS}{_DIRECTIONS}]+")
_ALWAYS: Final = Pattern(f"[{_CONTROLS}{_NEVER}]")
_DIRECTION: Final = Pattern(f"[{_DIRECTIONS}]")

_NAMES: Final = {"\ufeff": "a byte order mark", "\u00ad": "a soft hyphen", "\u200b": "a zero-width space"}


def invisible(text: str) -> Iterator[Stretch]:
    """Runs of characters that should not be there, each with the empty text instead."""
    if all_visible(text):
        return
    bidirectional = has_right_to_left(text)
    for match in _INVISIBLE.finditer(text):
        run = match[0]
        if all(_pointless(char, text, match.start(), match.end(), bidirectional=bidirectional) for char in run):
            yield Stretch(match.start(), match.end(), _described(run), "")


def _pointless(char: str, text: str, start: int, end: int, *, bidirectional: bool) -> bool:
    if _ALWAYS.match(char):
        return True
    if _DIRECTION.match(char):
        return not bidirectional
    return needs_no_joiner(text[start - 1 : start]) and needs_no_joiner(text[end : end + 1])


def _described(run: str) -> str:
    if len(run) > 1:
        return f"{len(run)} invisible characters"
    name = _NAMES.get(run) or f"the invisible character {unicodedata.name(run, 'control').lower()}"
    return f"{name} (U+{ord(run):04X})"
