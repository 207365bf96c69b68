"""A source line with carets under a span; it handles tabs, wide characters and lines of any length.

Widths are terminal cells. Control and invisible characters are shown as escapes.
"""

from typing import Final

import msgspec
from rich.cells import cell_len

from personactl.document.node import Span
from personactl.report.text.printable import visible

_CUT: Final = "…"


class Excerpt(msgspec.Struct, frozen=True):
    """A source line, and the carets to print below it."""

    line: str
    carets: str


def excerpt(source: str, span: Span, width: int, *, skipped: int = 0) -> Excerpt:
    """Return at most `width` cells of the line `source`, in which `span` starts.

    An empty span gets one caret; a span over several lines is marked to the end of the line. A line that is too long is
    cut on one or both sides, around the start of the span.

    skipped: the number of characters of the line before `source`.
    """
    start = min(span.start.column - 1 - skipped, len(source))
    end = span.end.column - 1 - skipped if span.end.line == span.start.line else len(source.rstrip())
    end = max(start, min(end, len(source), start + width))
    before = visible(source[max(0, start - width) : start])
    marked = visible(source[start:end])
    after = visible(source[end : end + width].rstrip())
    whole = not skipped and start <= width and end + width >= len(source)
    if whole and cell_len(before + marked + after) <= width:
        return _with_carets(before, marked, after)
    return _cut(before, marked, after, width, cut_before=skipped > 0 or start > width)


def _cut(before: str, marked: str, after: str, width: int, *, cut_before: bool) -> Excerpt:
    """Use a third of the width for the text before the span, and the rest for the span and the text after it."""
    lead = _last_cells(before, width // 3)
    if cut_before or lead != before:
        lead = _CUT + lead
    available = width - cell_len(lead) - cell_len(_CUT)
    shown = _first_cells(marked, available)
    rest = _first_cells(after, available - cell_len(shown)) if shown == marked else ""
    ending = "" if (shown, rest) == (marked, after) else _CUT
    return _with_carets(lead, shown, rest + ending)


def _with_carets(before: str, marked: str, after: str) -> Excerpt:
    carets = " " * cell_len(before) + "^" * max(1, cell_len(marked))
    return Excerpt((before + marked + after).rstrip(), carets)


def _first_cells(text: str, cells: int) -> str:
    for index, character in enumerate(text):
        cells -= cell_len(character)
        if cells < 0:
            return text[:index]
    return text


def _last_cells(text: str, cells: int) -> str:
    return _first_cells(text[::-1], cells)[::-1]
