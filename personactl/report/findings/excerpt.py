"""A source line with carets under the part that matters, right for tabs, wide characters and lines of any length.

Widths are terminal cells. What a terminal would obey or hide is written as an escape, so that it can be seen.
"""

from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len

from personactl.document.node import Span
from personactl.report.text.printable import visible

_CUT: Final = "…"


@dataclass(frozen=True, slots=True)
class Excerpt:
    line: str
    carets: str


def excerpt(source: str, span: Span, width: int) -> Excerpt:
    """At most `width` cells of the line `source` in which `span` starts; a span over several lines ends with it.

    An empty span gets one caret. A line that is too long is cut on one side or both, around the start of the span.
    """
    start = min(span.start.column - 1, len(source))
    end = span.end.column - 1 if span.end.line == span.start.line else len(source.rstrip())
    end = max(start, min(end, len(source), start + width))
    before = visible(source[max(0, start - width) : start])
    marked = visible(source[start:end])
    after = visible(source[end : end + width].rstrip())
    whole = start <= width and end + width >= len(source)
    if whole and cell_len(before + marked + after) <= width:
        return _pointed(before, marked, after)
    return _cut(before, marked, after, width, cut_before=start > width)


def _cut(before: str, marked: str, after: str, width: int, *, cut_before: bool) -> Excerpt:
    """A third of the room is for what stands before the mark; the mark and what follows get the rest."""
    lead = _last_cells(before, width // 3)
    if cut_before or lead != before:
        lead = _CUT + lead
    room = width - cell_len(lead) - cell_len(_CUT)
    kept = _first_cells(marked, room)
    rest = _first_cells(after, room - cell_len(kept)) if kept == marked else ""
    ending = "" if (kept, rest) == (marked, after) else _CUT
    return _pointed(lead, kept, rest + ending)


def _pointed(before: str, marked: str, after: str) -> Excerpt:
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
