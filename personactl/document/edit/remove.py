"""Removes one entry or item from a YAML text and leaves everything around it unchanged.

`entry_cut` and `item_cut` find the exact span by nodes, for the fixes of the linter. `without` works on a layout and
also removes the comments about the part, for edits of whole files.
"""

import re
from collections.abc import Iterator
from typing import Final

from personactl.document.edit.layout import (
    WrittenNode,
    column_of,
    end_of_comments,
    gap_before,
    line_end_of,
    line_start,
    next_line,
)
from personactl.document.line_index import Lines
from personactl.document.node import Entry, MappingNode, Node, SequenceNode, Span

_COLON: Final = re.compile(r"[ \t]*+:(?:\s|(?<=\s)#[^\r\n]*+)*")
_COMMA: Final = re.compile(r"\s*,\s*")
_REST_OF_LINE: Final = re.compile(r"[ \t]*(?:(?<=[ \t])#[^\r\n]*)?(?:\r\n|\r|\n|\Z)")
_COMMENT_LINE: Final = re.compile(r"([ \t]*)#[^\r\n]*(?:\r\n|\r|\n|\Z)")

_BLANK_LINES: Final = re.compile(r"(?:[ \t]*+(?:\r\n|\r(?!\n)|\n))*")

_HEAD: Final = re.compile(r"(?:(?:---|%[^\r\n]*+)?[ \t]*+(?:#[^\r\n]*+)?(?:\r\n|\r(?!\n)|\n))*")

_COMMA_AND_COMMENT: Final = re.compile(r"[ \t]*+(,?)[ \t]*+(#[^\r\n]*+)?(?=[\r\n])")


def written_here(lines: Lines, entry: Entry) -> bool:
    """Return whether the value is written beside its key: it is not an alias and has no anchor and no tag."""
    key_end, value_start = lines.offset(entry.key.span.end), lines.offset(entry.value.span.start)
    return key_end < value_start and _COLON.fullmatch(lines.text, key_end, value_start) is not None


def entry_cut(lines: Lines, mapping: MappingNode, entry: Entry) -> Span | None:
    """Return the span of `entry` with its line end or comma.

    The result is None if the removal is not certain: the entry is the only one, or has an alias, an anchor or a tag.
    """
    if not written_here(lines, entry):
        return None
    parts = [(one.key.span, one.value) for one in mapping.entries]
    index = next(number for number, one in enumerate(mapping.entries) if one is entry)
    return _cut(lines, mapping, parts, index)


def item_cut(lines: Lines, sequence: SequenceNode, index: int) -> Span | None:
    """Return the span of one item of `sequence` with its line end or comma, or None if the removal is not certain."""
    return _cut(lines, sequence, [(item.span, item) for item in sequence.items], index)


def _cut(lines: Lines, whole: Node, parts: list[tuple[Span, Node]], index: int) -> Span | None:
    if len(parts) < 2:
        return None
    if lines.text[lines.offset(whole.span.start)] in "{[":
        return _flow_cut(lines, parts, index)
    first, last = parts[index]
    return _line_cut(lines, first, last.span, "-" if isinstance(whole, SequenceNode) else "")


def _flow_cut(lines: Lines, parts: list[tuple[Span, Node]], index: int) -> Span | None:
    own = parts[index]
    if index:
        start, end = parts[index - 1][1].span.end, own[1].span.end
        gap = start, own[0].start
    else:
        start, end = own[0].start, parts[1][0].start
        gap = own[1].span.end, end
    separated = start < end and _COMMA.fullmatch(lines.text, lines.offset(gap[0]), lines.offset(gap[1]))
    return Span(start, end) if separated else None


def _line_cut(lines: Lines, first: Span, last: Span, mark: str) -> Span | None:
    start, end = lines.offset(first.start), lines.offset(last.end)
    line_start = start - first.start.column + 1
    if end < start or lines.text[line_start:start].strip(" ") != mark:
        return None
    if end > start and lines.text[end - 1] in "\r\n":
        return lines.span(line_start, end)
    rest = _REST_OF_LINE.match(lines.text, end)
    return lines.span(line_start, rest.end()) if rest else None


def without(text: str, parent: WrittenNode, index: int, written: str) -> Iterator[str]:
    """Yield `parent` without one part, which is not its only part, and without the comments about that part alone.

    written: the text to which the places in `parent` belong; `text` may differ from it after the part.

    These are the comments beside it, the comments below it that are indented deeper, and the comment lines directly
    above it with the same indentation. Other comments stay: those separated by a blank line or another indentation,
    those above a line with several parts, and those above the first part, because they may be about all parts. The
    comments above the first part are removed only if each other part has comments above it, and never at the head
    of the file. If there are blank lines on both sides, those below are removed. Comments that would become part of a
    block text above them lose their deeper indentation.
    """
    if len(parent.parts) < 2:
        return
    if parent.flow:
        yield from _cut_in_flow(text, parent, index, written)
        return
    part = parent.parts[index]
    before = line_start(text, part.begin)
    end = end_of_comments(text, part.end, column_of(text, part.begin))
    if text[before : part.begin].strip(" "):  # beside the dash of a list
        if index + 1 < len(parent.parts) and not text[line_end_of(text, part.end) : parent.parts[1].begin].strip():
            yield text[: part.begin] + text[parent.parts[1].begin :]
        return
    above = _attached(written, parent, index)
    yield _closed_up(text, above, end)
    yield text[:above] + text[end:]
    yield text[:before] + text[end:]
    blank = _BLANK_LINES.match(text, end)
    yield text[:before] + text[blank.end() if blank else end :]
    yield text[:above] + _comments_moved(text, end, text[before : part.begin])


def _comments_moved(text: str, start: int, indent: str) -> str:
    """`text` from `start`, with `indent` in front of its first comments: a block text above would take deeper ones."""
    lines = text[start:].splitlines(keepends=True)
    for number, line in enumerate(lines):
        bare = line.strip(" \t")
        if bare.startswith("#"):
            lines[number] = indent + bare
        elif bare.strip("\r\n"):
            break
    return "".join(lines)


def _cut_in_flow(text: str, parent: WrittenNode, index: int, written: str) -> Iterator[str]:
    part = parent.parts[index]
    beside = _COMMA_AND_COMMENT.match(text, part.end) if gap_before(text, part) else None
    above = _attached(written, parent, index)
    if beside is not None and above < line_start(text, part.begin):
        yield text[:above] + text[next_line(text, beside.end()) :]
    if index and _COMMA.fullmatch(text, parent.parts[index - 1].end, part.begin):
        yield text[: parent.parts[index - 1].end] + text[part.end :]
    if index + 1 < len(parent.parts) and _COMMA.fullmatch(text, part.end, parent.parts[index + 1].begin):
        yield text[: part.begin] + text[parent.parts[index + 1].begin :]
    if beside is not None:
        yield text[: line_start(text, part.begin)] + text[next_line(text, beside.end()) :]


def _closed_up(text: str, start: int, end: int) -> str:
    """Return `text` without the lines from `start` to `end`, with no more blank lines there than above them. The end of
    the file counts as a blank line.
    """
    filled = start
    while filled and text[filled - 1] in " \t\r\n":
        filled -= 1
    above = next_line(text, filled) if filled else start
    blank = _BLANK_LINES.match(text, end)
    if above == start or blank is None:
        return text[:start] + text[end:]
    return text[:above] if blank.end() == len(text) else text[:start] + text[blank.end() :]


def _attached(text: str, parent: WrittenNode, index: int) -> int:
    """Return the start of the first line about one part alone, as `without` defines it."""
    above = _above(text, parent, index)
    if index:
        return above
    starts = [line_start(text, part.begin) for part in parent.parts]
    each = all(_above(text, parent, other) < starts[other] for other in range(1, len(starts)))
    return above if each and not _HEAD.fullmatch(text, 0, above) else starts[0]


def _above(text: str, parent: WrittenNode, index: int) -> int:
    """Return the start of the comments directly above a part, or of its line."""
    begin = parent.parts[index].begin
    first = next_line(text, parent.parts[index - 1].end) if index else 0
    start = at = line_start(text, begin)
    while at > first:
        at = line_start(text, at - (2 if text.startswith("\r\n", at - 2) else 1))
        comment = _COMMENT_LINE.match(text, at)
        if comment is None or len(comment.group(1)) != column_of(text, begin):
            break
        start = at
    return start
