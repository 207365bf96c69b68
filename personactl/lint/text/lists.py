"""Lists written for the eye, made into sentences for the ear: their items in a row, in the text's own language."""

import re
from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

import msgspec

from personactl.lint.text.language import language_of
from personactl.lint.text.pattern import Pattern
from personactl.lint.text.stretch import Stretch

_AND: Final = MappingProxyType(
    {
        "en": "and", "de": "und", "fr": "et", "es": "y", "it": "e", "pt": "e", "nl": "en", "ca": "i", "ro": "și",
        "da": "og", "no": "og", "sv": "och", "fi": "ja", "pl": "i", "cs": "a", "sk": "a", "hr": "i", "sl": "in",
        "hu": "és", "tr": "ve", "ru": "и", "uk": "і", "bg": "и", "el": "και", "id": "dan", "vi": "và",
    }
)  # fmt: skip
"""What stands before the last item, by language. Where it is not known, a comma does."""

_ITEM: Final = r"[ \t]*(?:[-*+•▪‣◦●]|\d{1,2}[.)])[ \t]+(?P<item>\S[^\n]*)"
_LINE: Final = Pattern(_ITEM)
_LIST: Final = Pattern(rf"^{_ITEM}(?:\n{_ITEM.replace('?P<item>', '?:')})+", re.MULTILINE)
_ENDS: Final = frozenset(".!?…")
_NO_SPACES: Final = Pattern(r"[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_BETWEEN: Final = frozenset(",:;–—")


class _Words(msgspec.Struct, frozen=True):
    before: str
    items: list[str]
    after: str
    conjunction: str | None


def list_sentences(text: str, language: str | None) -> Iterator[Stretch]:
    """Each list with the white space before it, and the sentence instead.

    `language` is that of the text, where that is known. Scripts that put no spaces between words have other ways to
    say such a thing; for them there is nothing.
    """
    if _NO_SPACES.search(text):
        return
    conjunction = _AND.get(language or language_of(text) or "")
    for match in _LIST.finditer(text):
        items = [found["item"].strip() for line in match[0].split("\n") if (found := _LINE.fullmatch(line))]
        before = text[: match.start()].rstrip()
        words = _Words(before, items, text[match.end() :], conjunction)
        yield Stretch(len(before), match.end(), "a list", f"{' ' if before else ''}{_sentence(words)}")


def _sentence(words: _Words) -> str:
    if any(item[-1] in _ENDS for item in words.items):
        said = " ".join(item if item[-1] in _ENDS else f"{item}." for item in words.items)
    else:
        *first, last = (re.sub(r"[\s,;]+$", "", item) for item in words.items)
        said = ", ".join(first) + (f" {words.conjunction} {last}" if words.conjunction else f", {last}")
        said += "" if words.after.lstrip()[:1].islower() else "."
    opens = not words.before or not (words.before[-1] in _BETWEEN or words.before[-1].isalnum())
    return said[:1].upper() + said[1:] if opens else said
