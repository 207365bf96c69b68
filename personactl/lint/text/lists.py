"""Turns lists into sentences that can be spoken, in the language of the text."""

import re
from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

import msgspec

from personactl.lint.text.language import language_of
from personactl.lint.text.text_range import TextRange
from personactl.pattern import Pattern

_AND: Final = MappingProxyType(
    {
        "en": "and", "de": "und", "fr": "et", "es": "y", "it": "e", "pt": "e", "nl": "en", "ca": "i", "ro": "și",
        "da": "og", "no": "og", "sv": "och", "fi": "ja", "pl": "i", "cs": "a", "sk": "a", "hr": "i", "sl": "in",
        "hu": "és", "tr": "ve", "ru": "и", "uk": "і", "bg": "и", "el": "και", "id": "dan", "vi": "và",
    }
)  # fmt: skip
"""The word before the last item, by language. Other languages use a comma."""

_ITEM: Final = r"[ \t]*(?:[-*+•▪‣◦●]|\d{1,2}[.)])[ \t]+(?P<item>\S[^\n]*)"
_LINE: Final = Pattern(_ITEM)
_LIST: Final = Pattern(rf"^{_ITEM}(?:\n{_ITEM.replace('?P<item>', '?:')})+", re.MULTILINE)
_ENDS: Final = frozenset(".!?…")
_NEXT: Final = Pattern(r"\s*+(\S?)")
_NO_SPACES: Final = Pattern(r"[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_LOOSE: Final = (
    ",; \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
_BETWEEN: Final = frozenset(",:;–—")


class _Words(msgspec.Struct, frozen=True):
    before: str
    items: list[str]
    after: str
    conjunction: str | None


def list_sentences(text: str, language: str | None) -> Iterator[TextRange]:
    """Yield each list with the white space before it; the replacement is a sentence.

    language: the language of the text, if it is known. Scripts without spaces between words are skipped.
    """
    if _NO_SPACES.search(text):
        return
    conjunction = _AND.get(language or language_of(text) or "")
    for match in _LIST.finditer(text):
        items = [found["item"].strip() for line in match[0].split("\n") if (found := _LINE.fullmatch(line))]
        start = match.start()
        while start and text[start - 1].isspace():
            start -= 1
        before, following = text[max(0, start - 1) : start], _NEXT.match(text, match.end())
        words = _Words(before, items, following[1] if following else "", conjunction)
        yield TextRange(start, match.end(), "a list", f"{' ' if before else ''}{_sentence(words)}")


def _sentence(words: _Words) -> str:
    if any(item[-1] in _ENDS for item in words.items):
        sentence = " ".join(item if item[-1] in _ENDS else f"{item}." for item in words.items)
    else:
        *first, last = (item.rstrip(_LOOSE) for item in words.items)
        sentence = ", ".join(first) + (f" {words.conjunction} {last}" if words.conjunction else f", {last}")
        sentence += "" if words.after.islower() else "."
    opens = not words.before or not (words.before[-1] in _BETWEEN or words.before[-1].isalnum())
    return sentence[:1].upper() + sentence[1:] if opens else sentence
