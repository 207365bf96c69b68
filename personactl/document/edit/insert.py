"""Adds or replaces one part of a YAML text. Each function yields all possible results, the best first.

The functions do not check the meaning of a result: `yaml_edit` does, and takes the first result that is correct.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from personactl.document.edit.emit import IndentStyle, Source, block, entry_lines, flow, flow_entry, item_lines
from personactl.document.edit.layout import (
    Part,
    WrittenNode,
    column_of,
    end_of_comments,
    gap_before,
    layout,
    line_end_of,
    line_ending_of,
)
from personactl.document.node import Style
from personactl.json_value import JsonValue

_BREAK: Final = re.compile(r"\r\n|\r|\n")
_BLANK_OR_COMMENT: Final = re.compile(r"[ \t]*(?:(?<=[ \t])#[^\r\n]*)?(?=[\r\n]|\Z)")
_COMMENT_LINE: Final = re.compile(r"([ \t]*)#[^\r\n]*(?:\r\n|\r|\n|\Z)")
_BLANK_LINES: Final = re.compile(r"(?:[ \t]*+(?:\r\n|\r(?!\n)|\n))*")
_COMMA: Final = re.compile(r"\s*,\s*")
_HEADER: Final = re.compile(r"[|>][-+0-9]*")
_HEAD: Final = re.compile(r"(?:(?:---|%[^\r\n]*+)?[ \t]*+(?:#[^\r\n]*+)?(?:\r\n|\r(?!\n)|\n))*")
_COMMA_AND_COMMENT: Final = re.compile(r"[ \t]*+(,?)[ \t]*+(#[^\r\n]*+)?(?=[\r\n])")
_STYLES: Final[dict[str, Style]] = {"'": "single", '"': "double", "|": "literal", ">": "folded"}


def indent_style_of(text: str) -> IndentStyle:
    """Return how the file is indented, or the default if the file does not show it."""
    root = layout(text)
    steps: list[int] = []
    dashes: list[int] = []
    waiting = [] if root is None else [root]
    while waiting:
        written = waiting.pop()
        for part in written.parts:
            waiting.append(part.value)
            if part.value.parts and not part.value.flow and written.form == "mapping" and not written.flow:
                deeper = column_of(text, part.value.parts[0].begin) - column_of(text, part.begin)
                (steps if part.value.form == "mapping" else dashes).append(deeper)
    step = min(max(min(steps, default=2), 1), 8)
    return IndentStyle(step, min(dashes, default=step))


def with_value(
    text: str, parent: WrittenNode, part: Part, value: JsonValue, indent_style: IndentStyle
) -> Iterator[str]:
    """Yield `parent` with a new value for `part`: first in the style of the old value, then in a style that can hold
    anything.
    """
    if part.slot is None:
        return
    if parent.flow:
        yield _replaced(text, part, Source(flow(value)))
        return
    column = column_of(text, part.begin)
    old = part.value
    style = _STYLES.get(text[old.start : old.start + 1], "plain") if old.form in {"text", "block text"} else "plain"
    item = part.key is None
    if old.flow and isinstance(value, dict | list):
        yield _replaced(text, part, Source(flow(value)))
    for tried in dict.fromkeys((style, "plain")):
        yield _replaced(text, part, block(value, column, indent_style, item=item, style=tried))
    yield _replaced(text, part, Source(flow(value)))
    yield _replaced(text, part, Source(flow(value)), bare=True)


def with_key(
    text: str, parent: WrittenNode, entry: tuple[str, JsonValue], index: int, indent_style: IndentStyle
) -> Iterator[str]:
    """Yield `parent`, a mapping, with a new entry after `index` others, or anywhere else if that is impossible."""
    if parent.form != "mapping":
        return
    others = (number for number in reversed(range(len(parent.parts) + 1)) if number != index)
    for place in (index, *others):
        if parent.flow:
            yield _inserted_in_flow(text, parent, place, flow_entry(*entry))
        else:
            lines = entry_lines(*entry, column_of(text, parent.parts[0].begin), indent_style)
            yield _inserted_lines(text, parent, place, lines)
    if not parent.flow:
        yield _inserted_lines(
            text, parent, index, [f"{' ' * column_of(text, parent.parts[0].begin)}{flow_entry(*entry)}"]
        )


def with_item(text: str, parent: WrittenNode, index: int, value: JsonValue, indent_style: IndentStyle) -> Iterator[str]:
    """Yield `parent`, a list, with a new item at `index`."""
    if parent.form != "list":
        return
    if parent.flow:
        yield _inserted_in_flow(text, parent, index, flow(value))
        return
    column = column_of(text, parent.parts[0].begin)
    yield _inserted_lines(text, parent, index, item_lines(value, column, indent_style))
    yield _inserted_lines(text, parent, index, [f"{' ' * column}- {flow(value)}"])


def _replaced(text: str, part: Part, source: Source, *, bare: bool = False) -> str:
    """Return the text with a new value for `part`; what is beside it on its first line stays.

    The result consists of the text up to the value, the new value, the comment beside it, and the text after it.

    bare: whether the anchor and the tag of the old value are removed.
    """
    old = part.value
    slot = part.slot if part.slot is not None else part.begin
    below = bool(old.parts) and not old.flow and old.start > line_end_of(text, slot)
    behind = slot if bare or old.inner == old.outer else old.inner
    at = behind if below or bare or old.start == old.end else old.start
    head = text[:at] if at == part.begin or text[at - 1] in " \t" else f"{text[:at]} "
    rest, tail = _rest(text, behind, old, below=below), text[_tail(text, old) :]
    if not source.inline:
        head = head.rstrip(" ")
    line_end = line_ending_of(text)
    lines = "".join(line_end + line for line in source.lines)
    return head + source.inline + rest + lines + (tail or (line_end if lines else ""))


def _rest(text: str, at: int, old: WrittenNode, *, below: bool) -> str:
    """Return the comment beside a value, with the white space before it."""
    if below:
        return text[at : line_end_of(text, at)]
    if old.parts and not old.flow:
        return ""
    if old.form == "block text":
        header = _HEADER.match(text, old.start)
        start = header.end() if header else old.start
        return text[start : line_end_of(text, start)]
    match = _BLANK_OR_COMMENT.match(text, old.end)
    return match.group() if match else ""


def _tail(text: str, old: WrittenNode) -> int:
    if old.form == "block text":
        return old.end
    if old.parts and not old.flow:
        return line_end_of(text, old.end)
    match = _BLANK_OR_COMMENT.match(text, old.end)
    return match.end() if match else old.end


def _inserted_lines(text: str, parent: WrittenNode, index: int, lines: Sequence[str]) -> str:
    """Return the text with `lines` as a new part of a block collection, after `index` parts."""
    line_end = line_ending_of(text)
    if not index:
        begin = parent.parts[0].begin
        return text[:begin] + line_end.join(lines).lstrip(" ") + line_end + " " * column_of(text, begin) + text[begin:]
    before = parent.parts[index - 1]
    at = end_of_comments(text, before.end, column_of(text, parent.parts[0].begin))
    added = "".join(line + line_end for line in lines)
    return (
        text[:at] + added + text[at:] if text[:at].endswith(("\n", "\r")) else text[:at] + line_end + added + text[at:]
    )


def _inserted_in_flow(text: str, parent: WrittenNode, index: int, source: str) -> str:
    """Return the text with `source` as a new part of a collection in brackets, after `index` parts."""
    if not parent.parts:
        return text[: parent.start + 1] + source + text[parent.start + 1 :]
    if not index:
        begin = parent.parts[0].begin
        gap = gap_before(text, parent.parts[0])
        return f"{text[:begin]}{source},{gap or ' '}{text[begin:]}"
    before = parent.parts[index - 1]
    gap = gap_before(text, before)
    beside = _COMMA_AND_COMMENT.match(text, before.end) if gap else None
    if beside is None:
        return f"{text[: before.end]}, {source}{text[before.end :]}"
    comma = "," if beside.group(1) else ""
    at = beside.end()
    return f"{text[: before.end]}{'' if comma else ','}{text[before.end : at]}{gap}{source}{comma}{text[at:]}"
