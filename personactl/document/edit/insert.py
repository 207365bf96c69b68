"""The text of a YAML file with one part more, one less, or one of another value: each way to write that, best first.

Nobody here looks whether the text then means what it should: `splicing` does, and takes the first that does.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from personactl.document.edit.emit import Manner, Source, block, entry_lines, flow, flow_entry, item_lines
from personactl.document.edit.layout import Part, Written, layout
from personactl.document.node import Style
from personactl.json_value import JsonValue

_BREAK: Final = re.compile(r"\r\n|\r|\n")
_BLANK_OR_COMMENT: Final = re.compile(r"[ \t]*(?:(?<=[ \t])#[^\r\n]*)?(?=[\r\n]|\Z)")
_COMMENT_LINE: Final = re.compile(r"([ \t]*)#[^\r\n]*(?:\r\n|\r|\n|\Z)")
_BLANK_LINES: Final = re.compile(r"(?:[ \t]*(?:\r\n|\r|\n))*")
_COMMA: Final = re.compile(r"\s*,\s*")
_HEADER: Final = re.compile(r"[|>][-+0-9]*")
_HEAD: Final = re.compile(r"(?:(?:---|%[^\r\n]*)?[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n))*")
_COMMA_AND_COMMENT: Final = re.compile(r"[ \t]*(,?)[ \t]*(#[^\r\n]*)?(?=[\r\n])")
_STYLES: Final[dict[str, Style]] = {"'": "single", '"': "double", "|": "literal", ">": "folded"}


def manner_of(text: str) -> Manner:
    """How the file is indented where that shows, else as usual."""
    root = layout(text)
    steps: list[int] = []
    dashes: list[int] = []
    waiting = [] if root is None else [root]
    while waiting:
        written = waiting.pop()
        for part in written.parts:
            waiting.append(part.value)
            if part.value.parts and not part.value.flow and written.form == "mapping" and not written.flow:
                deeper = _column(text, part.value.parts[0].begin) - _column(text, part.begin)
                (steps if part.value.form == "mapping" else dashes).append(deeper)
    step = min(max(min(steps, default=2), 1), 8)
    return Manner(step, min(dashes, default=step))


def with_value(text: str, parent: Written, part: Part, value: JsonValue, manner: Manner) -> Iterator[str]:
    """`part` of `parent` holding `value`: in the style of what it holds now, then in one that can hold anything."""
    if part.slot is None:
        return
    if parent.flow:
        yield _replaced(text, part, Source(flow(value)))
        return
    column = _column(text, part.begin)
    old = part.value
    style = _STYLES.get(text[old.start : old.start + 1], "plain") if old.form in {"text", "block text"} else "plain"
    item = part.key is None
    if old.flow and isinstance(value, dict | list):
        yield _replaced(text, part, Source(flow(value)))
    for tried in dict.fromkeys((style, "plain")):
        yield _replaced(text, part, block(value, column, manner, item=item, style=tried))
    yield _replaced(text, part, Source(flow(value)))
    yield _replaced(text, part, Source(flow(value)), bare=True)


def with_key(
    text: str, parent: Written, entry: tuple[str, JsonValue], after: str | None, manner: Manner
) -> Iterator[str]:
    """`parent`, a mapping, with one entry more: behind that of the key `after`, else wherever there is place for it."""
    if parent.form != "mapping":
        return
    index = next((number for number, part in enumerate(parent.parts, 1) if part.key == after), 0)
    others = (number for number in reversed(range(len(parent.parts) + 1)) if number != index)
    for place in (index, *others):
        if parent.flow:
            yield _inserted_in_flow(text, parent, place, flow_entry(*entry))
        else:
            lines = entry_lines(*entry, _column(text, parent.parts[0].begin), manner)
            yield _inserted_lines(text, parent, place, lines)
    if not parent.flow:
        yield _inserted_lines(
            text, parent, index, [f"{' ' * _column(text, parent.parts[0].begin)}{flow_entry(*entry)}"]
        )


def with_item(text: str, parent: Written, index: int, value: JsonValue, manner: Manner) -> Iterator[str]:
    """`parent`, a list, with `value` as one item more, at `index`."""
    if parent.form != "list":
        return
    if parent.flow:
        yield _inserted_in_flow(text, parent, index, flow(value))
        return
    column = _column(text, parent.parts[0].begin)
    yield _inserted_lines(text, parent, index, item_lines(value, column, manner))
    yield _inserted_lines(text, parent, index, [f"{' ' * column}- {flow(value)}"])


def without(text: str, parent: Written, part: Part) -> Iterator[str]:
    """`parent` without `part`, which is not all that it holds, and without the comments that are about `part` alone.

    Those are the ones beside it, the ones below it that are indented deeper, and the lines directly above it, indented
    as it is. Everything else stays: what a blank line or another indentation parts from it; what stands above a line
    that it shares with others; and what stands above the first of several, because that may head them all. Only where
    each of the others has comments of its own above it are those of the first about the first, and even then never at
    the head of the file, which is about the file. Of blank lines on both sides those below go too.
    """
    index = next(number for number, one in enumerate(parent.parts) if one is part)
    if len(parent.parts) < 2:
        return
    if parent.flow:
        yield from _cut_in_flow(text, parent, index)
        return
    before = _line_start(text, part.begin)
    end = _behind_comments(text, part.end, _column(text, part.begin))
    if text[before : part.begin].strip(" "):  # beside the dash of a list
        if index + 1 < len(parent.parts) and not text[_line_end(text, part.end) : parent.parts[1].begin].strip():
            yield text[: part.begin] + text[parent.parts[1].begin :]
        return
    above = _attached(text, parent, index)
    yield _closed_up(text, above, end)
    yield text[:above] + text[end:]
    yield text[:before] + text[end:]
    blank = _BLANK_LINES.match(text, end)
    yield text[:before] + text[blank.end() if blank else end :]


def _replaced(text: str, part: Part, source: Source, *, bare: bool = False) -> str:
    """`part` with the value `source`; what stands beside it on its first line stays. `bare` without its anchor and tag.

    Of the text remain its head (up to where the value stands), its rest (the comment beside it) and its tail.
    """
    old = part.value
    slot = part.slot if part.slot is not None else part.begin
    below = bool(old.parts) and not old.flow and old.start > _line_end(text, slot)
    behind = slot if bare or old.inner == old.outer else old.inner
    at = behind if below or bare or old.start == old.end else old.start
    head = text[:at] if at == part.begin or text[at - 1] in " \t" else f"{text[:at]} "
    rest, tail = _rest(text, behind, old, below=below), text[_tail(text, old) :]
    if not source.inline:
        head = head.rstrip(" ")
    line_end = _line_ending(text)
    lines = "".join(line_end + line for line in source.lines)
    return head + source.inline + rest + lines + (tail or (line_end if lines else ""))


def _rest(text: str, at: int, old: Written, *, below: bool) -> str:
    """The comment beside a value, with the white space before it."""
    if below:
        return text[at : _line_end(text, at)]
    if old.parts and not old.flow:
        return ""
    if old.form == "block text":
        header = _HEADER.match(text, old.start)
        start = header.end() if header else old.start
        return text[start : _line_end(text, start)]
    match = _BLANK_OR_COMMENT.match(text, old.end)
    return match.group() if match else ""


def _tail(text: str, old: Written) -> int:
    if old.form == "block text":
        return old.end
    if old.parts and not old.flow:
        return _line_end(text, old.end)
    match = _BLANK_OR_COMMENT.match(text, old.end)
    return match.end() if match else old.end


def _inserted_lines(text: str, parent: Written, index: int, lines: Sequence[str]) -> str:
    """`lines` as the part of a block collection that has `index` parts before it."""
    line_end = _line_ending(text)
    if not index:
        begin = parent.parts[0].begin
        return text[:begin] + line_end.join(lines).lstrip(" ") + line_end + " " * _column(text, begin) + text[begin:]
    before = parent.parts[index - 1]
    at = _behind_comments(text, before.end, _column(text, parent.parts[0].begin))
    added = "".join(line + line_end for line in lines)
    return (
        text[:at] + added + text[at:] if text[:at].endswith(("\n", "\r")) else text[:at] + line_end + added + text[at:]
    )


def _inserted_in_flow(text: str, parent: Written, index: int, source: str) -> str:
    """`source` as the part of a collection in brackets that has `index` parts before it."""
    if not parent.parts:
        return text[: parent.start + 1] + source + text[parent.start + 1 :]
    if not index:
        begin = parent.parts[0].begin
        gap = _gap(text, parent.parts[0])
        return f"{text[:begin]}{source},{gap or ' '}{text[begin:]}"
    before = parent.parts[index - 1]
    gap = _gap(text, before)
    beside = _COMMA_AND_COMMENT.match(text, before.end) if gap else None
    if beside is None:
        return f"{text[: before.end]}, {source}{text[before.end :]}"
    comma = "," if beside.group(1) else ""
    at = beside.end()
    return f"{text[: before.end]}{'' if comma else ','}{text[before.end : at]}{gap}{source}{comma}{text[at:]}"


def _gap(text: str, part: Part) -> str:
    """The line end and indentation before a part in brackets that begins a line, else nothing."""
    indent = text[_line_start(text, part.begin) : part.begin]
    return _line_ending(text) + indent if not indent.strip(" \t") else ""


def _cut_in_flow(text: str, parent: Written, index: int) -> Iterator[str]:
    part = parent.parts[index]
    beside = _COMMA_AND_COMMENT.match(text, part.end) if _gap(text, part) else None
    above = _attached(text, parent, index)
    if beside is not None and above < _line_start(text, part.begin):
        yield text[:above] + text[_next_line(text, beside.end()) :]
    if index and _COMMA.fullmatch(text, parent.parts[index - 1].end, part.begin):
        yield text[: parent.parts[index - 1].end] + text[part.end :]
    if index + 1 < len(parent.parts) and _COMMA.fullmatch(text, part.end, parent.parts[index + 1].begin):
        yield text[: part.begin] + text[parent.parts[index + 1].begin :]
    if beside is not None:
        yield text[: _line_start(text, part.begin)] + text[_next_line(text, beside.end()) :]


def _closed_up(text: str, start: int, end: int) -> str:
    """`text` without its lines from `start` to `end`, and no more blank lines there than it had above them; the end of
    the file is as good as a blank line."""
    filled = len(text[:start].rstrip(" \t\r\n"))
    above = _next_line(text, filled) if filled else start
    blank = _BLANK_LINES.match(text, end)
    if above == start or blank is None:
        return text[:start] + text[end:]
    return text[:above] if blank.end() == len(text) else text[:start] + text[blank.end() :]


def _attached(text: str, parent: Written, index: int) -> int:
    """Where the first line of what is about one part alone begins: `without` says what that is."""
    starts = [_line_start(text, part.begin) for part in parent.parts]
    above = _above(text, parent, index)
    if index:
        return above
    each = all(_above(text, parent, other) < starts[other] for other in range(1, len(starts)))
    return above if each and not _HEAD.fullmatch(text, 0, above) else starts[0]


def _above(text: str, parent: Written, index: int) -> int:
    """Where the comments directly above a part begin, else where its line does."""
    begin = parent.parts[index].begin
    first = _next_line(text, parent.parts[index - 1].end) if index else 0
    start = at = _line_start(text, begin)
    while at > first:
        at = _line_start(text, at - (2 if text.startswith("\r\n", at - 2) else 1))
        comment = _COMMENT_LINE.match(text, at)
        if comment is None or len(comment.group(1)) != _column(text, begin):
            break
        start = at
    return start


def _behind_comments(text: str, end: int, column: int) -> int:
    """Where the line after `end` begins, and after the comments below it that are indented deeper than `column`."""
    at = _next_line(text, end)
    while (comment := _COMMENT_LINE.match(text, at)) and len(comment.group(1)) > column and comment.end() > at:
        at = comment.end()
    return at


def _column(text: str, offset: int) -> int:
    return offset - _line_start(text, offset)


def _line_start(text: str, offset: int) -> int:
    return max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1


def _line_end(text: str, offset: int) -> int:
    match = _BREAK.search(text, offset)
    return match.start() if match else len(text)


def _next_line(text: str, offset: int) -> int:
    match = _BREAK.search(text, offset)
    return match.end() if match else len(text)


def _line_ending(text: str) -> str:
    """That of the first line."""
    match = _BREAK.search(text)
    return match.group() if match else "\n"
