"""Where everything stands in a YAML text, to the character: keys, values, anchors, aliases, brackets and dashes.

Nodes say what a file means; a layout says how it is written, which whoever edits the file must know. It is built anew
from the parser's events and never kept: one edit moves everything behind it.
"""

import re
from collections.abc import Iterator
from typing import Final, Literal, TypeAlias

import msgspec
import yaml

Form: TypeAlias = Literal["text", "block text", "alias", "mapping", "list"]

# libyaml ends lines at these, this package does not; any character that ends none may stand for them.
_NO_LINE_ENDS: Final = {ord(character): "\ue000" for character in "\x85\u2028\u2029"}
_BEFORE_COLON: Final = re.compile(r"[ \t]*:")
_BEFORE_DASH: Final = re.compile(r"(?:\s|(?<=\s)#[^\r\n]*)*-")
_PROPERTIES: Final = re.compile(r"[&!]\S*(?:[ \t]+[&!]\S*)*")


class Written(msgspec.Struct, frozen=True):
    """One value. `outer` is where its anchor and tag begin and `start` where it does itself, `inner` between the two
    where the last of them ends; all three are the same without any.

    `end` is where its last character ends: the closing quote or bracket, or the end of the last line of a block, line
    end not included. `name` is that of its anchor, or of what an alias points to. `flow` means in brackets.
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
    """An entry or an item: from its key, its dash or, in brackets, itself.

    `slot` is just behind the colon or dash, where its value may stand; None for what is written in an unusual way.
    `key` is None for an item.
    """

    begin: int
    slot: int | None
    key: str | None
    value: Written

    @property
    def end(self) -> int:
        return max(self.slot or 0, self.value.end, self.begin)


def layout(text: str) -> Written | None:
    """The layout of the only document in `text`, which parses without a problem; None where there is no value."""
    events = yaml.parse(text.translate(_NO_LINE_ENDS), Loader=yaml.CSafeLoader)
    reader = _Reader(text, iter(events))
    for event in reader.events:
        if isinstance(event, yaml.NodeEvent):
            return reader.value(event)
    return None


class _Reader(msgspec.Struct, frozen=True):
    """Recurses as deep as the value is nested, which parsing has bounded."""

    text: str
    events: Iterator[yaml.Event]

    def value(self, event: yaml.NodeEvent) -> Written:
        outer, end = _marks(event)
        match event:
            case yaml.AliasEvent():
                return Written("alias", outer, outer, outer, end, event.anchor)
            case yaml.ScalarEvent():
                return self._scalar(event, outer, end)
            case yaml.CollectionStartEvent():
                return self._collection(event, outer, end)
        raise AssertionError(f"{type(event).__name__} begins no value")

    def _scalar(self, event: yaml.ScalarEvent, outer: int, end: int) -> Written:
        inner, start = self._properties(event, outer, end)
        if event.style in {"|", ">"}:
            return Written("block text", outer, inner, start, self._block_end(event, start, end), event.anchor)
        if start == end and inner == outer:  # nothing is written; in brackets libyaml's mark for that lies further on
            outer = inner = start = end = self._last_character(end)
        elif start == end:
            start = end = inner
        return Written("text", outer, inner, start, end, event.anchor)

    def _collection(self, event: yaml.CollectionStartEvent, outer: int, end: int) -> Written:
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
        return Written(form, outer, inner, start, end, event.anchor, tuple(parts), flow)

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
        """Where anchor and tag end, and where the value behind them begins."""
        if event.anchor is None and event.tag is None:
            return outer, outer
        match = _PROPERTIES.match(self.text, outer, end)
        inner = match.end() if match else outer
        gap = re.compile(r"(?:\s|(?<=\s)#[^\r\n]*)*").match(self.text, inner)
        start = gap.end() if gap else inner
        if isinstance(event, yaml.ScalarEvent):
            start = min(start, end)
        return inner, start

    def _block_end(self, event: yaml.ScalarEvent, start: int, end: int) -> int:
        """Blank lines below a block are not of it, unless they are kept or hold more white space than they must."""
        raw = self.text[start:end]
        kept = "+" in raw.split("\n", 1)[0].split("#", 1)[0] or event.value.rstrip("\n").endswith((" ", "\t"))
        if not kept:
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
