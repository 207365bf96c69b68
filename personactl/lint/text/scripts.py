"""Which writing system a character belongs to, as far as it decides what an invisible neighbour is good for."""

from typing import Final

from personactl.lint.text.pattern import Pattern

# Hebrew, Arabic, Syriac, Thaana, N'Ko ... and their presentation forms.
_RIGHT_TO_LEFT: Final = Pattern("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
# Basic Latin to Latin Extended-B, then Greek and Cyrillic: scripts that never need a joiner or a break mark.
_UNJOINED: Final = Pattern("[\\s\u0021-\u024f\u0370-\u052f\u1e00-\u1fff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf]")


def has_right_to_left(text: str) -> bool:
    return not text.isascii() and _RIGHT_TO_LEFT.search(text) is not None


def needs_no_joiner(char: str) -> bool:
    """Whether an invisible joiner or break beside `char` (empty at an end of the text) serves nothing."""
    return not char or _UNJOINED.match(char) is not None
