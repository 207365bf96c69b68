"""Which of a few languages a text is written in, told by its commonest words; None where that is not plain."""

from collections import Counter
from typing import Final

from personactl.lint.text.pattern import Pattern

_WORDS: Final = {
    "en": "the and you your of to is are with that for not they when this it",
    "de": "der die das und du ist nicht mit wenn ein eine sie den zu für auf",
    "fr": "le la les et tu vous est pas une des que dans pour avec ne sur",
    "es": "el la los las y es no una que con para por del tu usted si",
    "it": "il la gli e è non una che con per del di sei quando se le",
    "pt": "o a os as e é não uma que com para do da você se em",
    "nl": "de het een en je niet van met dat is voor als op te zijn geen",
}
_COMMON: Final = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_WORD: Final = Pattern(r"[^\W\d_]+")
_SAMPLE: Final = 4000
"""Characters from the beginning: six hundred words or so tell as much as thousands."""
_LEAST: Final = 0.12


def language_of(text: str) -> str | None:
    """An ISO 639-1 code."""
    words = _WORD.findall(text[:_SAMPLE].lower())
    if not words:
        return None
    counts = Counter(words)
    shares = sorted((sum(counts[word] for word in common) / len(words), name) for name, common in _COMMON.items())
    (second, _), (first, language) = shares[-2:]
    return language if first >= _LEAST and first > second else None
