"""The language, sentences and length of a text, all estimated."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from personactl.pattern import Pattern

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
_LETTERS: Final = Pattern(r"[^\W\d_]+")
_SAMPLE: Final = 4000
"""Number of characters that are judged: about six hundred words are as good as thousands."""
_LEAST: Final = 0.12


def language_of(text: str) -> str | None:
    """Return the ISO 639-1 code of the language, judged by its most common words; None if it is not clear."""
    words = _LETTERS.findall(text[:_SAMPLE].lower())
    if not words:
        return None
    counts = Counter(words)
    shares = sorted((sum(counts[word] for word in common) / len(words), name) for name, common in _COMMON.items())
    (second, _), (first, language) = shares[-2:]
    return language if first >= _LEAST and first > second else None


_SENTENCE: Final = Pattern(r"[^.!?\n。！？؟।]+(?:[.](?=[^\s\"'”)])[^.!?\n。！？؟।]*)*")


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """Yield each sentence with its offset, without the final mark. A line always ends a sentence, and so may an
    abbreviation.
    """
    for match in _SENTENCE.finditer(text):
        if not match[0].isspace():
            yield match.start(), match[0]


# A line end inside a paragraph does not end a sentence, but one before a blank line, a list item or a heading does.
_SENTENCE_END: Final = Pattern(
    r"[.!?](?=[\s\"'”»)]|$)|[。！？]|\n(?=[ \t]*(?:\n|[-*•#>]|\d{1,2}[.)][ \t]|<\w|\[[A-Z]+\][ \t]*\n))"
    r"|(?<=[:：])\n|(?<=\n)\n"
)
_AROUND: Final = 240


def sentence_around(text: str, start: int, end: int) -> tuple[str, str]:
    """Return what comes before and after a range in its sentence, on one line each; long sentences are cut."""
    before = text[max(0, start - _AROUND) : start]
    cuts = [cut.end() for cut in _SENTENCE_END.finditer(before)]
    after = text[end : end + _AROUND]
    cut = _SENTENCE_END.search(after)
    last = cut.start() if cut is not None else len(after)
    return before[cuts[-1] if cuts else 0 :].replace("\n", " "), after[:last].replace("\n", " ")


# Japanese, Chinese, Korean: written without spaces, or with several syllables for each character.
_IDEOGRAPHS: Final = Pattern("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f]")
_UNSPACED: Final = Pattern("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_SPOKEN_WORD: Final = Pattern(r"[^\W_]+(?:['’.,-][^\W_]+)*")
# An English word lasts about 0.4 s; a kana or an ideograph about 0.16 s, a Thai letter about 0.08 s.
_IDEOGRAPHS_A_WORD: Final = 2.5
_LETTERS_A_WORD: Final = 5.0


def spoken_words(text: str) -> int:
    """Return the length of `text` in English words that take as long to say."""
    if text.isascii():
        return len(_SPOKEN_WORD.findall(text))
    spaced = _UNSPACED.sub(" ", _IDEOGRAPHS.sub(" ", text))
    ideographs = len(_IDEOGRAPHS.findall(text))
    letters = len(_UNSPACED.findall(text))
    return len(_SPOKEN_WORD.findall(spaced)) + round(ideographs / _IDEOGRAPHS_A_WORD + letters / _LETTERS_A_WORD)


def rough_tokens(text: str) -> int:
    """Return the estimated number of tokens: one for each four bytes of UTF-8, rarely too high."""
    return len(text.encode("utf-8", "surrogatepass")) // 4
