"""The positions of lines in a text, to turn offsets into places and places into source lines.

Lines end at LF, CRLF or CR, as in editors. U+2028 and other Unicode separators do not end a line.
"""

import re
from bisect import bisect_right
from itertools import accumulate
from typing import NamedTuple

from personactl.document.node import Place, Span

_LINE_END = re.compile(r"\r\n|\r|\n")
_LONGEST_LINE = 2000
_PART = 1000
_BEFORE = 300
"""Number of characters of a part before its place; a report shows less than that."""


class SourcePart(NamedTuple):
    """A line, or a part of it with the number of characters before the part."""

    text: str
    skipped: int = 0


class Lines:
    """A text and the offsets of its lines. Offsets count code points from 0, places count from 1."""

    __slots__ = ("_starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = _starts(text)

    def place(self, offset: int) -> Place:
        line = bisect_right(self._starts, offset)
        return Place(line, offset - self._starts[line - 1] + 1)

    def offset(self, place: Place) -> int:
        """Return the offset of a place that `place` returned."""
        return self._starts[place.line - 1] + place.column - 1

    def span(self, start: int, end: int) -> Span:
        return Span(self.place(start), self.place(end))

    def source_part(self, place: Place) -> SourcePart:
        """Return the line of `place`; of a very long line the part around it."""
        if not 1 <= place.line <= len(self._starts):
            return SourcePart("")
        start = self._starts[place.line - 1]
        end = self._starts[place.line] if place.line < len(self._starts) else len(self.text)
        if end - start <= _LONGEST_LINE:
            return SourcePart(_without_end(self.text[start:end]))
        skipped = max(0, place.column - 1 - _BEFORE)
        return SourcePart(_without_end(self.text[start + skipped : min(end, start + skipped + _PART)]), skipped)

    def source_line(self, number: int) -> str:
        """Return line `number`, counted from 1, without its line end; empty after the last line."""
        if not 1 <= number <= len(self._starts):
            return ""
        start = self._starts[number - 1]
        end = self._starts[number] if number < len(self._starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")


def _without_end(line: str) -> str:
    return line.removesuffix("\n").removesuffix("\r")


def part_around(line: str, column: int) -> SourcePart:
    """Return the line, or the part of a very long one that is around `column`.

    What is kept of each of many findings in one line would otherwise grow with the square of its length.
    """
    if len(line) <= _LONGEST_LINE:
        return SourcePart(line)
    start = max(0, column - 1 - _BEFORE)
    return SourcePart(line[start : start + _PART], start)


def _starts(text: str) -> list[int]:
    if "\r" in text:
        return [0, *(match.end() for match in _LINE_END.finditer(text))]
    return list(accumulate([len(line) + 1 for line in text.split("\n")[:-1]], initial=0))


def with_lf(text: str) -> str:
    """Return the text with LF instead of CRLF and CR."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
