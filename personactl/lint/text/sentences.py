"""Sentences, roughly: a line is never part of two, and an abbreviation may cut one short."""

from collections.abc import Iterator
from typing import Final

from personactl.lint.text.pattern import Pattern

_SENTENCE: Final = Pattern(r"[^.!?\n。！？؟।]+(?:[.](?=[^\s\"'”)])[^.!?\n。！？؟।]*)*")


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """Each with where it begins, without the mark that ends it."""
    for match in _SENTENCE.finditer(text):
        if not match[0].isspace():
            yield match.start(), match[0]
