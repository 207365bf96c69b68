"""The exact positions of everything in a YAML text: keys, values, anchors, aliases, brackets and dashes.

Nodes describe what a file means; a layout describes how it is written, which edits need. It is rebuilt from the events
of the parser after each edit, because an edit moves everything after it.
"""

import re
from collections.abc import Iterator
from typing import Final, Literal, TypeAlias

import msgspec

from personactl.document.libyaml import yaml

Form: TypeAlias = Literal["text", "block text", "alias", "mapping", "list"]

# libyaml ends lines at these and this package does not, so they are replaced by a character that does not end a line.
_NO_LINE_ENDS: Final = {ord(character): "\ue000" for character in "\x85\u2028\u2029"}
_BEFORE_COLON: Final = re.compile(r"[ \t]*:")
_BEFORE_DASH: Final = re.compile(r"(?:\s|(?<=\s)#[^\r\n]*+)*-")
_PROPERTIES: Final = re.compile(r"[&!]\S*(?:[ \t]+[&!]\S*)*")

_BREAK: Final = re.compile(r"\r\n|\r|\n")

_COMMENT_LINE: Final = re.compile(r"([ \t]*)#[^\r\n]*(?:\r\n|\r|\n|\Z)")


class WrittenNode(msgspec.Struct, frozen=True):
    """One value in the text. All positions are offsets.

    form: the kind of value.
    outer: the start of its anchor and tag, or of the value.
    inner: the end of its anchor and tag, or the start of the value.
    start: the start of the value.
    end: the end of its last character: a closing quote or bracket, or the last line of a block without its line end.
    name: the name of its anchor, or of the anchor that an alias refers to.
    parts: the entries or items.
    flow: whether it is written in brackets.
    """

    form: Form
    outer: int
    inner: int
    start: int
    end: int
    name: str | None
    parts: tuple["Part", ...] = ()
    flow: bool = False


class Part(msgspec.Struct, frozen=True):
    """An entry or an item.

    begin: the start of its key or dash; in brackets, the start of the item.
    slot: the position after the colon or dash, where the value may begin; None if the part is written in an unusual
        way.
    key: the key, or None for an item.
    value: the value.
    """

    begin: int
    slot: int | None
    key: str | None
    value: WrittenNode

    @property
    def end(self) -> int:
        return max(self.slot or 0, self.value.end, self.begin)


def layout(text: str) -> WrittenNode | None:
    """Return the layout of the only document in `text`, which has no problems; None if there is no value."""
    events = yaml.parse(text.translate(_NO_LINE_ENDS), Loader=yaml.CSafeLoader)
    reader = _Reader(text, iter(events))
    for event in reader.events:
        if isinstance(event, yaml.NodeEvent):
            return reader.value(event)
    return None


class _Reader(msgspec.Struct, frozen=True):
    """Reads the events recursively; the parser has limited the depth."""

    text: str
    events: Iterator[yaml.Event]

    def value(self, event: yaml.NodeEvent) -> WrittenNode:
        outer, end = _marks(event)
        match event:
            case yaml.AliasEvent():
                return WrittenNode("alias", outer, outer, outer, end, event.anchor)
            case yaml.ScalarEvent():
                return self._scalar(event, outer, end)
            case yaml.CollectionStartEvent():
                return self._collection(event, outer, end)
        raise AssertionError(f"{type(event).__name__} begins no value")

    def _scalar(self, event: yaml.ScalarEvent, outer: int, end: int) -> WrittenNode:
        inner, start = self._properties(event, outer, end)
        if event.style in {"|", ">"}:
            return WrittenNode("block text", outer, inner, start, self._block_end(event, start, end), event.anchor)
        if start == end and inner == outer:  # the value is empty; in brackets the mark of libyaml is further on
            outer = inner = start = end = self._last_character(end)
        elif start == end:
            start = end = inner
        return WrittenNode("text", outer, inner, start, end, event.anchor)

    def _collection(self, event: yaml.CollectionStartEvent, outer: int, end: int) -> WrittenNode:
        inner, start = self._properties(event, outer, end)
        flow = bool(event.flow_style)
        if isinstance(event, yaml.MappingStartEvent):
            parts, closing = self._entries(flow=flow)
            form: Form = "mapping"
        else:
            parts, closing = self._items(start, flow=flow)
            form = "list"
        opened, closed = _marks(closing)
        end = closed if closed > opened else max([start, *(part.end for part in parts)])
        return WrittenNode(form, outer, inner, start, end, event.anchor, tuple(parts), flow)

    def _entries(self, *, flow: bool) -> tuple[list[Part], yaml.Event]:
        parts: list[Part] = []
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            assert isinstance(event, yaml.NodeEvent)
            key = self.value(event)
            colon = _BEFORE_COLON.match(self.text, key.end)
            following = next(self.events)
            assert isinstance(following, yaml.NodeEvent)
            value = self.value(following)
            name = event.value if isinstance(event, yaml.ScalarEvent) else ""
            parts.append(Part(key.outer, colon.end() if colon else None, name, value))
        return parts, event

    def _items(self, start: int, *, flow: bool) -> tuple[list[Part], yaml.Event]:
        parts: list[Part] = []
        done = start
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            assert isinstance(event, yaml.NodeEvent)
            value = self.value(event)
            dash = None if flow else _BEFORE_DASH.match(self.text, done)
            if dash is not None:
                parts.append(Part(dash.end() - 1, dash.end(), None, value))
            else:
                parts.append(Part(value.outer, value.outer if flow else None, None, value))
            done = parts[-1].end
        return parts, event

    def _properties(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, outer: int, end: int) -> tuple[int, int]:
        """Return the end of the anchor and tag, and the start of the value after them."""
        if event.anchor is None and event.tag is None:
            return outer, outer
        match = _PROPERTIES.match(self.text, outer, end)
        inner = match.end() if match else outer
        gap = re.compile(r"(?:\s|(?<=\s)#[^\r\n]*+)*").match(self.text, inner)
        start = gap.end() if gap else inner
        if isinstance(event, yaml.ScalarEvent):
            start = min(start, end)
        return inner, start

    def _block_end(self, event: yaml.ScalarEvent, start: int, end: int) -> int:
        """Return the end of a block. Blank lines below do not belong to it unless they are kept or contain extra white
        space.
        """
        raw = self.text[start:end]
        keeps_line_ends = "+" in raw.split("\n", 1)[0].split("#", 1)[0] or event.value.rstrip("\n").endswith(
            (" ", "\t")
        )
        if not keeps_line_ends:
            return start + len(raw.rstrip(" \t\r\n"))
        for line_end in ("\r\n", "\n", "\r"):
            if raw.endswith(line_end):
                return end - len(line_end)
        return end

    def _last_character(self, offset: int) -> int:
        while offset > 0 and self.text[offset - 1] in " \t\r\n":
            offset -= 1
        return offset


def _marks(event: yaml.Event) -> tuple[int, int]:
    assert event.start_mark is not None
    assert event.end_mark is not None
    return event.start_mark.index, event.end_mark.index


def end_of_comments(text: str, end: int, column: int) -> int:
    """Return the start of the line after `end` and the comments below it that are indented deeper than `column`."""
    at = next_line(text, end)
    while (comment := _COMMENT_LINE.match(text, at)) and len(comment.group(1)) > column and comment.end() > at:
        at = comment.end()
    return at


def column_of(text: str, offset: int) -> int:
    return offset - line_start(text, offset)


def line_start(text: str, offset: int) -> int:
    return max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1


def line_end_of(text: str, offset: int) -> int:
    match = _BREAK.search(text, offset)
    return match.start() if match else len(text)


def next_line(text: str, offset: int) -> int:
    match = _BREAK.search(text, offset)
    return match.end() if match else len(text)


def line_ending_of(text: str) -> str:
    """Return the line end of the first line."""
    match = _BREAK.search(text)
    return match.group() if match else "\n"


def gap_before(text: str, part: Part) -> str:
    """Return the line end and indentation before a part in brackets that begins a line, else an empty text."""
    indent = text[line_start(text, part.begin) : part.begin]
    return line_ending_of(text) + indent if not indent.strip(" \t") else ""
