"""Text that a model reads and a person cannot see, or sees in another order: the known ways to smuggle instructions.

Tag characters (U+E0000) spell ASCII without a glyph, runs of variation selectors carry bytes, runs of zero-width
characters carry bits, and direction overrides show a text reversed. The flags of England, Scotland and Wales are
spelled with tag characters too, and a single variation selector is part of many an emoji and ideograph.
"""

import re
from collections.abc import Iterator
from typing import Final

from personactl.lint.text.pattern import Pattern
from personactl.lint.text.stretch import Stretch

_FLAG: Final = "\U0001f3f4[\U000e0030-\U000e007a]{1,8}\U000e007f"
_HIDDEN: Final = Pattern(
    f"(?P<flag>{_FLAG})"
    "|(?P<tags>[\U000e0000-\U000e007f]+)"
    "|(?P<selectors>[\ufe00-\ufe0f\U000e0100-\U000e01ef]{3,})"
    "|(?P<bits>[\u200b\u200c\u200d\u2060\ufeff]{8,})"
    "|(?P<override>[\u202d\u202e])"
)
_CANDIDATE: Final = Pattern("[\u200b-\u200d\u202d\u202e\u2060\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef]")


def hidden(text: str) -> Iterator[Stretch]:
    """Every smuggled stretch, with the empty text instead."""
    if text.isascii() or _CANDIDATE.search(text) is None:
        return
    for match in _HIDDEN.finditer(text):
        if match.lastgroup != "flag":
            yield Stretch(match.start(), match.end(), _described(match), "")


def _described(match: re.Match[str]) -> str:
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
