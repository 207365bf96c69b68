"""Characters that a model reads but people cannot see: leftovers of copied text, and known ways to hide text.

Characters that a script needs are not reported: joiners in Indic and Arabic words and in emoji, direction marks in text
with right-to-left letters, zero-width breaks in Thai or Japanese, no-break spaces in French.

Tag characters (U+E0000) spell ASCII without a glyph, runs of variation selectors carry bytes, runs of zero-width
characters carry bits, and direction overrides show a text reversed. The flags of England, Scotland and Wales are also
spelled with tag characters, and a single variation selector belongs to many emoji and ideographs.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from personactl.document.display_text import all_visible
from personactl.lint.text.text_range import TextRange
from personactl.pattern import Pattern

_CONTROLS: Final = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_NEVER: Final = "\u00ad\u180e\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb"
_JOINERS: Final = "\u200b\u200c\u200d"
_DIRECTIONS: Final = "\u061c\u200e\u200f\u202a-\u202c\u2066-\u2069"
_INVISIBLE: Final = Pattern(f"[{_CONTROLS}{_NEVER}{_JOINERS}{_DIRECTIONS}]+")
_ALWAYS: Final = Pattern(f"[{_CONTROLS}{_NEVER}]")
_DIRECTION: Final = Pattern(f"[{_DIRECTIONS}]")

_NAMES: Final = {"\ufeff": "a byte order mark", "\u00ad": "a soft hyphen", "\u200b": "a zero-width space"}


def invisible(text: str) -> Iterator[TextRange]:
    """Yield runs of invisible characters without a purpose, with an empty replacement."""
    if all_visible(text):
        return
    bidirectional = has_right_to_left(text)
    for match in _INVISIBLE.finditer(text):
        run = match[0]
        if all(_pointless(char, text, match.start(), match.end(), bidirectional=bidirectional) for char in run):
            yield TextRange(match.start(), match.end(), _invisible_label(run), "")


def _pointless(char: str, text: str, start: int, end: int, *, bidirectional: bool) -> bool:
    if _ALWAYS.match(char):
        return True
    if _DIRECTION.match(char):
        return not bidirectional
    return needs_no_joiner(text[start - 1 : start]) and needs_no_joiner(text[end : end + 1])


def _invisible_label(run: str) -> str:
    if len(run) > 1:
        return f"{len(run)} invisible characters"
    name = _NAMES.get(run) or f"the invisible character {unicodedata.name(run, 'control').lower()}"
    return f"{name} (U+{ord(run):04X})"


# Hebrew, Arabic, Syriac, Thaana, N'Ko ... and their presentation forms.
_RIGHT_TO_LEFT: Final = Pattern("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
# Basic Latin to Latin Extended-B, then Greek and Cyrillic: scripts that never need a joiner or a break mark.
_UNJOINED: Final = Pattern("[\\s\u0021-\u024f\u0370-\u052f\u1e00-\u1fff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf]")


def has_right_to_left(text: str) -> bool:
    return not text.isascii() and _RIGHT_TO_LEFT.search(text) is not None


def needs_no_joiner(char: str) -> bool:
    """Return whether an invisible joiner or break beside `char` has no purpose; `char` is empty at the ends."""
    return not char or _UNJOINED.match(char) is not None


_FLAG: Final = "\U0001f3f4[\U000e0030-\U000e007a]{1,8}\U000e007f"
_HIDDEN: Final = Pattern(
    f"(?P<flag>{_FLAG})"
    "|(?P<tags>[\U000e0000-\U000e007f]+)"
    "|(?P<selectors>[\ufe00-\ufe0f\U000e0100-\U000e01ef]{3,})"
    "|(?P<bits>[\u200b\u200c\u200d\u2060\ufeff]{8,})"
    "|(?P<override>[\u202d\u202e])"
)
_CANDIDATE: Final = Pattern("[\u200b-\u200d\u202d\u202e\u2060\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef]")


def hidden(text: str) -> Iterator[TextRange]:
    """Yield each hidden range, with an empty replacement."""
    if text.isascii() or _CANDIDATE.search(text) is None:
        return
    for match in _HIDDEN.finditer(text):
        if match.lastgroup != "flag":
            yield TextRange(match.start(), match.end(), _hidden_label(match), "")


def _hidden_label(match: re.Match[str]) -> str:
    match match.lastgroup:
        case "tags":
            spelled = "".join(chr(ord(char) - 0xE0000) for char in match[0] if 0x20 <= ord(char) - 0xE0000 < 0x7F)
            return f"{len(match[0])} tag characters that spell {spelled[:40]!r}"
        case "override":
            return "a character that reverses the text after it"
        case "selectors":
            return f"{len(match[0])} variation selectors in a row"
        case _:
            return f"{len(match[0])} zero-width characters in a row"
