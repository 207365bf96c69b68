"""How long a text takes to say, and how much of a model's attention it takes: both in round numbers."""

from typing import Final

from personactl.lint.text.pattern import Pattern

# Japanese, Chinese, Korean: written without spaces, or with words of several syllables a character.
_IDEOGRAPHS: Final = Pattern("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f]")
_UNSPACED: Final = Pattern("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_WORD: Final = Pattern(r"[^\W_]+(?:['’.,-][^\W_]+)*")
# An English word lasts about 0.4 s; a kana or an ideograph about 0.16 s, a Thai letter about 0.08 s.
_IDEOGRAPHS_A_WORD: Final = 2.5
_LETTERS_A_WORD: Final = 5.0


def spoken_words(text: str) -> int:
    """The length of `text` in words, or in what takes as long to say as an English word."""
    if text.isascii():
        return len(_WORD.findall(text))
    spaced = _UNSPACED.sub(" ", _IDEOGRAPHS.sub(" ", text))
    ideographs = len(_IDEOGRAPHS.findall(text))
    letters = len(_UNSPACED.findall(text))
    return len(_WORD.findall(spaced)) + round(ideographs / _IDEOGRAPHS_A_WORD + letters / _LETTERS_A_WORD)


def rough_tokens(text: str) -> int:
    """About as many tokens as a common tokenizer makes of `text`: four bytes of UTF-8 each, never over-counted much."""
    return len(text.encode("utf-8", "surrogatepass")) // 4
