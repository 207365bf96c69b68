"""Lines of styled text: assembled, concatenated, and folded under an indent.

A line is assembled in one step. Rich can append part by part, but at many times the cost, and the plan of a large
project has tens of thousands of parts.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, chain
from typing import Final, TypeAlias

from rich.cells import cell_len
from rich.text import Span, Text

from personactl.pattern import Pattern
from personactl.report.text.printable import line_edits, line_text
from personactl.report.text.word_diff import words

_MIN_WIDTH: Final = 20
_LESS_INDENT: Final = 4
_STRETCH: Final = Pattern(r"\s+|\S+")

Part: TypeAlias = str | tuple[str, str]
"""A printable text, or a pair of such a text and its style."""


def line(*parts: Part) -> Text:
    """Return what `Text.assemble` returns."""
    plain: list[str] = []
    spans: list[Span] = []
    at = 0
    for part in parts:
        text, style = (part, "") if isinstance(part, str) else part
        if text and style:
            spans.append(Span(at, at + len(text), style))
        plain.append(text)
        at += len(text)
    return Text("".join(plain), spans=spans)


def line_of(text: Text) -> Text:
    """Return a text as `line_text` does, with its styles."""
    edits = line_edits(text.plain)
    if not edits:
        return text
    ends = [edit.end for edit in edits]
    moved = [0, *accumulate(len(edit.text) - (edit.end - edit.start) for edit in edits)]

    def at(place: int) -> int:
        return place + moved[bisect_right(ends, place)]

    spans = [Span(at(span.start), at(span.end), span.style) for span in text.spans]
    return Text(line_text(text.plain), style=text.style, spans=spans)


def concatenated(first: Text, second: Text) -> Text:
    """Return `first + second`; the base style of `first` becomes that of the line."""
    at = len(first)
    whole = [Span(at, at + len(second), second.style)] if second.style and second else []
    moved = (Span(span.start + at, span.end + at, span.style) for span in second.spans)
    return Text(first.plain + second.plain, style=first.style, spans=[*chain(first.spans, whole, moved)])


def hanging_indent(first: Text, content: Text, indent: Text, width: int | None) -> Iterator[Text]:
    """Yield `content` after `first`, folded between words to `width` cells; later lines begin with `indent`.

    Without a width there is one line. Where too little of the width is left, `content` begins below `first`.
    """
    if width is not None and not content:
        yield _without_trailing_space(first.copy())
        return
    available = None if width is None else width - max(first.cell_len, indent.cell_len)
    lead = first
    if width is not None and available is not None and _is_better_below(content, available, width):
        yield _without_trailing_space(first.copy())
        lead = indent = Text(" " * min(indent.cell_len, _LESS_INDENT))
        available = max(1, width - lead.cell_len)
    for part in _folded(content, available):
        yield concatenated(lead, part)
        lead = indent


def _is_better_below(content: Text, available: int, width: int) -> bool:
    """Return whether `available` cells are too few for a text, or break a word that fits on a line of its own."""
    if content.cell_len <= max(0, available):
        return False
    longest = max(map(cell_len, content.plain.split()), default=0)
    return available < _MIN_WIDTH or available < longest <= width - _LESS_INDENT


def _folded(content: Text, width: int | None) -> Sequence[Text]:
    if width is None or content.cell_len <= width:
        return [content]
    cuts: list[int] = []
    at = used = 0
    for word in chain.from_iterable(_split_to_fit(stretch, width) for stretch in _STRETCH.findall(content.plain)):
        size = cell_len(word)
        if used and used + size > width and not word.isspace():
            cuts.append(at)
            used = 0
        at += len(word)
        used += size
    return [_without_trailing_space(part) for part in content.divide(cuts)]


def _split_to_fit(stretch: str, width: int) -> Iterator[str]:
    """Split a stretch that is wider than a line into words, and each word into parts that fit."""
    if cell_len(stretch) <= width:
        yield stretch
        return
    for word in words(stretch):
        step = max(1, width // 2)
        yield from (word[at : at + step] for at in range(0, len(word), step))


def _without_trailing_space(part: Text) -> Text:
    part.rstrip()
    return part
