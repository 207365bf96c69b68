"""Wrap text that arrives piece by piece, between words, for a terminal that would break it anywhere."""

import re
from collections.abc import Iterator
from typing import Final

from rich.cells import cell_len

_PIECE: Final = re.compile(r"\s+|\S+")
_WIDE: Final = 2
"""The cells of a character of a script that writes no spaces; a line may break beside it."""


class WordWrap:
    """Takes pieces of a text and returns what can be written so far: a word that may go on is held back."""

    def __init__(self, width: int, at: int = 0) -> None:
        """Begin on a line of `width` cells, of which `at` are taken."""
        self._width = width
        self._at = at
        self._word = ""

    def add(self, piece: str) -> str:
        """Return what can be written after the next piece."""
        *whole, last = [*_stretches(self._word + piece), ""]
        held = whole.pop() if whole and not whole[-1].isspace() and cell_len(whole[-1]) < self._width else last
        self._word = held
        return "".join(self._placed(stretch) for stretch in whole)

    def end(self) -> str:
        """Return the word that was held back."""
        word, self._word = self._word, ""
        return self._placed(word) if word else ""

    def _placed(self, stretch: str) -> str:
        if stretch.isspace():
            self._at += 1
            return " " if self._at <= self._width else ""
        cells = cell_len(stretch)
        if self._at and self._at + cells > self._width:
            return "\n" + self._begun(stretch, cells)
        self._at += cells
        return stretch if cells <= self._width else self._begun(stretch, cells)

    def _begun(self, stretch: str, cells: int) -> str:
        """Return a stretch at the start of a line. The terminal breaks one that is wider than a line."""
        self._at = cells % self._width if cells > self._width else cells
        return stretch


def _stretches(text: str) -> Iterator[str]:
    """Yield white space, words, and each wide character by itself."""
    for found in _PIECE.findall(text):
        word = ""
        for character in found:
            if cell_len(character) < _WIDE:
                word += character
                continue
            if word:
                yield word
            word = ""
            yield character
        if word:
            yield word
