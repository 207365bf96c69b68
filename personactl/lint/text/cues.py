"""Cue tags: a word in square brackets, in spoken text, by which cara-4 changes its expression.

Source: docs/platform.md#directors-notes names these eleven. Other words in brackets are not cues:
`[STYLE]` and `[PERSONALITY]` head the sections of a prompt, and the SDK's own examples write them so.
"""

from collections.abc import Iterator
from typing import Final

from personactl.document.suggestion import nearest
from personactl.lint.text.pattern import Pattern
from personactl.lint.text.stretch import Stretch

CUES: Final = (
    "happy", "warm", "playful", "laughter", "curious", "supportive", "concerned", "sad", "surprised", "angry",
    "distressed",
)  # fmt: skip

_TAG: Final = Pattern(r"\[([A-Za-z]{3,14})\](?!\()")
_MEANT: Final = {
    "laugh": "laughter", "laughs": "laughter", "laughing": "laughter", "smile": "happy", "smiles": "happy",
    "smiling": "happy", "worried": "concerned", "surprise": "surprised", "curiosity": "curious", "mad": "angry",
    "sadness": "sad", "happiness": "happy", "anger": "angry", "warmly": "warm", "sadly": "sad", "happily": "happy",
}  # fmt: skip


def cue_tags(text: str) -> Iterator[Stretch]:
    """The tags that are cues, spelled right."""
    if "[" in text:
        for match in _TAG.finditer(text):
            if match[1] in CUES:
                yield Stretch(match.start(), match.end(), match[1])


def misspelt_cues(text: str) -> Iterator[Stretch]:
    """Tags that are nearly cues, with the cue instead. Only where the text has a true cue: else they may be "
    "anything."""
    if next(cue_tags(text), None) is None:
        return
    for match in _TAG.finditer(text):
        meant = _meant(match[1])
        if meant is not None:
            yield Stretch(match.start(), match.end(), match[1], f"[{meant}]")


def _meant(word: str) -> str | None:
    if word in CUES or word.isupper():
        return None
    if word.lower() in CUES:
        return word.lower()
    return _MEANT.get(word.lower()) or (nearest(word, CUES) if len(word) >= 5 else None)
