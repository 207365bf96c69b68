"""A range of a text that was found, and its possible replacement."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate

import msgspec


class TextRange(msgspec.Struct, frozen=True):
    """The range `text[start:end]`.

    start: offset in code points.
    end: offset in code points.
    label: what was found, for a message.
    replacement: the text that should be there instead, or None if it is not known.
    """

    start: int
    end: int
    label: str
    replacement: str | None = None

    def touches(self, other: "TextRange") -> bool:
        return self.start < other.end and other.start < self.end


def without_overlaps(text_ranges: Iterable[TextRange]) -> Iterator[TextRange]:
    """Yield the ranges in order without overlaps; the earlier or else the longer range stays."""
    end = 0
    for text_range in sorted(text_ranges, key=lambda text_range: (text_range.start, -text_range.end)):
        if text_range.start >= end:
            yield text_range
            end = text_range.end


def not_touching(text_ranges: Iterable[TextRange], taken: Iterable[TextRange]) -> Iterator[TextRange]:
    """Yield the ranges that overlap none of `taken`."""
    around = Ranges(taken)
    return (text_range for text_range in text_ranges if not around.reaches(text_range))


class Ranges:
    """Ranges of a text, in which the ones around a place are found without looking at all of them."""

    def __init__(self, text_ranges: Iterable[TextRange]) -> None:
        found = sorted(text_ranges, key=lambda text_range: text_range.start)
        self._starts = [text_range.start for text_range in found]
        self._ends = list(accumulate((text_range.end for text_range in found), max))

    def reaches(self, text_range: TextRange) -> bool:
        """Return whether any of them overlaps `text_range`."""
        before = bisect_left(self._starts, text_range.end)
        return before > 0 and self._ends[before - 1] > text_range.start

    def hold(self, text_range: TextRange) -> bool:
        """Return whether all of `text_range` is in one of them."""
        before = bisect_right(self._starts, text_range.start)
        return before > 0 and self._ends[before - 1] >= text_range.end


def deletion(text: str, start: int, end: int, what: str) -> TextRange:
    """Return the range to delete for `text[start:end]`, including a space that would be left over."""
    before = start > 0 and text[start - 1] in " \t"
    after = end == len(text) or text[end] in " \t\r\n,.;:!?…。、！？，"
    if before and after:
        while start > 0 and text[start - 1] in " \t":
            start -= 1
    elif start == 0 or text[start - 1] == "\n":
        while end < len(text) and text[end] in " \t":
            end += 1
    return TextRange(start, end, what, "")
