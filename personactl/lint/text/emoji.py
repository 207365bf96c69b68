"""Emoji and pictographs with skin tones, joiners, selectors and flags. Signs such as (c), arrows and notes do not
count.
"""

from collections.abc import Iterator
from typing import Final

from personactl.lint.text.text_range import TextRange, deletion
from personactl.pattern import Pattern

# The characters below U+2C00 that Unicode lists as emoji, as ranges.
_SYMBOLS: Final = (
    "\u231a\u231b\u2328\u23cf\u23e9-\u23f3\u23f8-\u23fa\u25b6\u25c0\u25fb-\u25fe\u2600-\u2604\u260e\u2611\u2614\u2615"
    "\u2618\u261d\u2620\u2622\u2623\u2626\u262a\u262e\u262f\u2638-\u263a\u2648-\u2653\u265f\u2660\u2663\u2665"
    "\u2666\u2668\u267b\u267e\u267f\u2692-\u2697\u2699\u269b\u269c\u26a0\u26a1\u26aa\u26ab\u26b0\u26b1\u26bd\u26be"
    "\u26c4\u26c5\u26c8\u26ce\u26cf\u26d1\u26d3\u26d4\u26e9\u26ea\u26f0-\u26f5\u26f7-\u26fa\u26fd\u2702\u2705"
    "\u2708-\u270d\u270f\u2712\u2714\u2716\u271d\u2721\u2728\u2733\u2734\u2744\u2747\u274c\u274e\u2753-\u2755\u2757"
    "\u2763\u2764\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50\u2b55"
)
_ONE: Final = (
    f"(?:[{_SYMBOLS}\U0001f004\U0001f0cf\U0001f18e\U0001f191-\U0001f19a\U0001f300-\U0001faff]|[0-9#*]\ufe0f?\u20e3)"
)
_MARKS: Final = "[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]"
_EMOJI: Final = f"(?:[\U0001f1e6-\U0001f1ff]{{1,2}}|{_ONE}{_MARKS}*(?:\u200d(?:{_ONE}|[\u2640\u2642]){_MARKS}*)*)"
_RUN: Final = Pattern(f"{_EMOJI}(?:[ \t]*{_EMOJI})*")
_WORD: Final = Pattern(_EMOJI)


def emoji(text: str) -> Iterator[TextRange]:
    """Yield runs of emoji; the replacement also deletes a space that would be left over."""
    if text.isascii():
        return
    for match in _RUN.finditer(text):
        many = len(_WORD.findall(match[0])) > 1
        yield deletion(text, match.start(), match.end(), "emoji" if many else f"the emoji {match[0]}")
