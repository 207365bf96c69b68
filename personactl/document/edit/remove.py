"""What to cut out of a text so that one entry or one item of it is gone and everything around it is as before.

Only where that is beyond doubt: an alias, an anchor or a tag in the way, or the last entry of a mapping, is None.
"""

import re
from typing import Final

from personactl.document.lines import Lines
from personactl.document.node import Entry, MappingNode, Node, SequenceNode, Span

_COLON: Final = re.compile(r"[ \t]*:(?:\s|(?<=\s)#[^\r\n]*)*")
_COMMA: Final = re.compile(r"\s*,\s*")
_REST_OF_LINE: Final = re.compile(r"[ \t]*(?:(?<=[ \t])#[^\r\n]*)?(?:\r\n|\r|\n|\Z)")


def written_here(lines: Lines, entry: Entry) -> bool:
    """Whether the value stands beside its key: no alias to elsewhere, no anchor that others may use, no tag."""
    key_end, value_start = lines.offset(entry.key.span.end), lines.offset(entry.value.span.start)
    return key_end < value_start and _COLON.fullmatch(lines.text, key_end, value_start) is not None


def entry_cut(lines: Lines, mapping: MappingNode, entry: Entry) -> Span | None:
    """The stretch that holds `entry` of `mapping`, with its line ends or its comma."""
    if not written_here(lines, entry):
        return None
    parts = [(one.key.span, one.value) for one in mapping.entries]
    index = next(number for number, one in enumerate(mapping.entries) if one is entry)
    return _cut(lines, mapping, parts, index)


def item_cut(lines: Lines, sequence: SequenceNode, index: int) -> Span | None:
    """The stretch that holds one item of `sequence`."""
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
