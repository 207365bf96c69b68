"""Stage directions such as `*smiles*`, `(laughs)` and `[waves]`, which a voice reads out, and cue tags.

Only known gestures count, so that asides in brackets and emphasised words are not reported. A cue tag is a word in
square brackets that changes the expression of cara-4. There are eleven cues (docs/platform.md#directors-notes).
Other words in brackets are not cues: `[STYLE]` and `[PERSONALITY]` are headings of prompts.
"""

import re
from collections.abc import Iterator
from typing import Final

from personactl.document.suggestion import closest_name
from personactl.lint.text.text_range import TextRange, deletion
from personactl.pattern import Pattern

_STEMS: Final = (
    "smil(?:es?|ing)|laugh(?:s|ing)?|chuckl(?:es?|ing)|wav(?:es?|ing)|nod(?:s|ding)?|sigh(?:s|ing)?|wink(?:s|ing)?"
    "|giggl(?:es?|ing)|grin(?:s|ning)?|paus(?:es?|ing)|gasp(?:s|ing)?|cough(?:s|ing)?|clears? (?:his|her|their"
    "|my)? ?throat"
    "|leans? (?:in|forward|back)|bow(?:s|ing)?|shrug(?:s|ging)?|whisper(?:s|ing)?|blush(?:es|ing)?|frown(?:s|ing)?"
    "|beam(?:s|ing)?|clap(?:s|ping)?|take?s? a (?:deep )?breath|deep breath|short pause|long pause|raises? an eyebrow"
    "|lacht|lächelt|winkt|nickt|seufzt|zwinkert|kichert|pause|schmunzelt"
    "|rit|rires?|sourit|sourire|soupire|hoche la tête|fait un clin d['’]œil"
    "|ríe|risas?|sonríe|sonriendo|saluda|suspira|asiente|guiña(?: un ojo)?"
    "|ride|sorride|sospira|annuisce|ri|sorri|sorrindo|acena|suspira|risos"
    "|笑|笑顔で|微笑む|微笑んで|手を振る|お辞儀|微笑|点头|挥手|смеётся|смеется|улыбается|вздыхает|кивает|машет"
)
_MANNER: Final = r"(?:\w+ly )?"
_REST: Final = r"(?: [\w'’]+){0,4}"
_GESTURE: Final = rf"(?P<gesture>{_MANNER}(?:{_STEMS}){_REST})"
_DIRECTION: Final = Pattern(
    rf"(?<![\w*])\*{_GESTURE}\*(?![\w*])|[(（]{_GESTURE.replace('gesture', 'round')}[)）]"
    rf"|\[{_GESTURE.replace('gesture', 'square')}\](?!\()|<{_GESTURE.replace('gesture', 'angle')}>",
    re.IGNORECASE,
)
_HINTS: Final = Pattern(r"[*(（\[<]")


def stage_directions(text: str) -> Iterator[TextRange]:
    """Yield each stage direction with an empty replacement; `label` is the gesture without its marks."""
    if _HINTS.search(text) is None:
        return
    for match in _DIRECTION.finditer(text):
        gesture = match[match.lastgroup or 0]
        if match[0] not in {f"[{cue}]" for cue in CUES}:
            yield deletion(text, match.start(), match.end(), gesture)


CUES: Final = (
    "happy", "warm", "playful", "laughter", "curious", "supportive", "concerned", "sad", "surprised", "angry",
    "distressed",
)  # fmt: skip

_TAG: Final = Pattern(r"\[([A-Za-z]{3,14})\](?!\()")
_CORRECTIONS: Final = {
    "laugh": "laughter", "laughs": "laughter", "laughing": "laughter", "smile": "happy", "smiles": "happy",
    "smiling": "happy", "worried": "concerned", "surprise": "surprised", "curiosity": "curious", "mad": "angry",
    "sadness": "sad", "happiness": "happy", "anger": "angry", "warmly": "warm", "sadly": "sad", "happily": "happy",
}  # fmt: skip


def cue_tags(text: str) -> Iterator[TextRange]:
    """Yield the tags that are correctly spelled cues."""
    if "[" in text:
        for match in _TAG.finditer(text):
            if match[1] in CUES:
                yield TextRange(match.start(), match.end(), match[1])


def misspelt_cues(text: str) -> Iterator[TextRange]:
    """Yield tags that are nearly cues, with the cue as replacement. A text without a correct cue is skipped."""
    if next(cue_tags(text), None) is None:
        return
    for match in _TAG.finditer(text):
        suggestion = _suggested_cue(match[1])
        if suggestion is not None:
            yield TextRange(match.start(), match.end(), match[1], f"[{suggestion}]")


def _suggested_cue(word: str) -> str | None:
    if word in CUES or word.isupper():
        return None
    if word.lower() in CUES:
        return word.lower()
    return _CORRECTIONS.get(word.lower()) or (closest_name(word, CUES) if len(word) >= 5 else None)
