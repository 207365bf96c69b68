"""Builds nodes from events, with a stack of open collections, the anchors so far, and a size limit.

Nothing recurses, so the nesting is limited by a rule and not by the interpreter. Aliases share nodes, and each use
counts with its expanded size; a file that parses is therefore small enough to be walked as a tree.
"""

from typing import Final

import msgspec

from personactl.document.display_text import quoted
from personactl.document.document import Problem, Trouble
from personactl.document.libyaml import yaml
from personactl.document.line_index import Lines
from personactl.document.node import Entry, MappingNode, Node, Place, Scalar, SequenceNode, Span, Style
from personactl.document.scalars import CORE_TAG, scalar_value, unsupported_tag
from personactl.pattern import Pattern

MAX_DEPTH: Final = 64
MAX_WEIGHT: Final = 100_000
"""Maximum weight of a file: one for each value and one for each 32 characters of it; each use of an alias counts."""

_STYLES: Final[dict[str | None, Style]] = {"'": "single", '"': "double", "|": "literal", ">": "folded"}
_ANCHORS_AND_TAGS = Pattern(r"(?:[&!]\S*(?:[ \t]+|(?:#.*)?(?:\r\n|\r|\n))*)*")


class ParsingStoppedError(Exception):
    """Parsing cannot continue because of `problem`."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class _Open:
    def __init__(self, start: int, anchor: str | None, weight_before: int) -> None:
        self.start = start
        self.anchor = anchor
        self.weight_before = weight_before
        self.height = 0


class _OpenSequence(_Open):
    def __init__(self, start: int, anchor: str | None, weight_before: int) -> None:
        super().__init__(start, anchor, weight_before)
        self.items: list[Node] = []


class _OpenMapping(_Open):
    def __init__(self, start: int, anchor: str | None, weight_before: int) -> None:
        super().__init__(start, anchor, weight_before)
        self.entries: dict[str, Entry] = {}
        self.key: Scalar | None = None
        self.value_is_next = False


class _Anchored(msgspec.Struct, frozen=True):
    node: Node
    weight: int
    height: int


class Builder:
    """Builds the tree of one document: after all events, `root` is the tree and `problems` are its errors."""

    def __init__(self, lines: Lines, hidden: dict[int, str]) -> None:
        """Start with an empty document.

        hidden: the code points that replace other characters in the values of events, with those characters.
        """
        self.root: Node | None = None
        self.problems: list[Problem] = []
        self._lines = lines
        self._hidden = hidden
        self._open: list[_OpenSequence | _OpenMapping] = []
        self._anchors: dict[str, _Anchored] = {}
        self._weight = 0

    def feed(self, event: yaml.Event, start: int, end: int) -> None:
        """Add the next event. Raises `ParsingStoppedError` if the document is too deep or too large; other problems are
        collected.
        """
        match event:
            case yaml.ScalarEvent():
                self._scalar(event, start, end)
            case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                self._collection(event, start, end)
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                self._close(end if end > start else None)
            case yaml.AliasEvent():
                self._alias(event.anchor or "", start, end)

    def _scalar(self, event: yaml.ScalarEvent, start: int, end: int) -> None:
        whole = start, end
        if event.anchor is not None or event.tag is not None:
            start = self._after_properties(start, end)
        if start == end:
            start = end = self._after_text(end)
        span = self._lines.span(start, end)
        style = _STYLES.get(event.style, "plain")
        text = event.value.translate(self._hidden) if self._hidden else event.value
        value = scalar_value(text, plain=style == "plain", tag=event.tag)
        if isinstance(value, Trouble):
            self.problems.append(value.at(self._lines.span(*whole)))
            value = text
        node = Scalar(value, self._lines.text[start:end], style, span)
        before = self._weight
        self._charge(1 + len(node.raw) // 32, span)
        self._attach(node, event.anchor, before, 0)

    def _collection(self, event: yaml.SequenceStartEvent | yaml.MappingStartEvent, start: int, end: int) -> None:
        span = self._lines.span(start, end)
        if len(self._open) >= MAX_DEPTH:
            raise ParsingStoppedError(_too_deep(span))
        expected = CORE_TAG + ("map" if isinstance(event, yaml.MappingStartEvent) else "seq")
        if event.tag not in {None, "!", expected}:
            self.problems.append(unsupported_tag(event.tag or "").at(span))
        before = self._weight
        self._charge(1, span)
        if event.anchor is not None or event.tag is not None:
            start = self._after_properties(start, end)
        kind = _OpenMapping if isinstance(event, yaml.MappingStartEvent) else _OpenSequence
        self._open.append(kind(start, event.anchor, before))

    def _close(self, flow_end: int | None) -> None:
        """Close a collection. A block collection has no end mark: it ends with its last value."""
        closed = self._open.pop()
        start = self._lines.place(closed.start)
        node: Node
        match closed:
            case _OpenSequence(items=items):
                last = items[-1].span.end if items else start
                span = Span(start, self._lines.place(flow_end) if flow_end is not None else max(start, last))
                node = SequenceNode(tuple(items), span)
            case _OpenMapping(entries=entries):
                last = max((_end(entry) for entry in entries.values()), default=start)
                span = Span(start, self._lines.place(flow_end) if flow_end is not None else max(start, last))
                node = MappingNode(tuple(entries.values()), span)
        self._attach(node, closed.anchor, closed.weight_before, closed.height + 1)

    def _alias(self, name: str, start: int, end: int) -> None:
        span = self._lines.span(start, end)
        anchored = self._anchors.get(name)
        if anchored is None:
            inside = any(collection.anchor == name for collection in self._open)
            message = (
                f"the alias *{name} is inside its own anchor"
                if inside
                else f"there is no anchor &{name} before this alias"
            )
            self.problems.append(Problem("Y010", message, "Write the value, or define the anchor above.", span))
            anchored = _Anchored(Scalar(None, self._lines.text[start:end], "plain", span), 1, 0)
        if len(self._open) + anchored.height > MAX_DEPTH:
            raise ParsingStoppedError(_too_deep(span))
        before = self._weight
        self._charge(anchored.weight, span)
        self._attach(anchored.node, None, before, anchored.height)

    def _attach(self, node: Node, anchor: str | None, weight_before: int, height: int) -> None:
        if anchor is not None:
            self._anchors[anchor] = _Anchored(node, self._weight - weight_before, height)
        if not self._open:
            self.root = node
            return
        parent = self._open[-1]
        parent.height = max(parent.height, height)
        match parent:
            case _OpenSequence(items=items):
                items.append(node)
            case _OpenMapping(value_is_next=False):
                parent.key = self._checked_key(node)
                parent.value_is_next = True
            case _OpenMapping(entries=entries, key=key):
                if key is not None:
                    self._add(entries, Entry(key, node))
                parent.value_is_next = False

    def _checked_key(self, node: Node) -> Scalar | None:
        if isinstance(node, Scalar) and isinstance(node.value, str):
            return node
        hint = "Quote it if it is a name." if isinstance(node, Scalar) else "Use a simple name as the key."
        self.problems.append(Problem("Y007", "a key must be text", hint, node.span))
        return node if isinstance(node, Scalar) else None

    def _add(self, entries: dict[str, Entry], entry: Entry) -> None:
        first = entries.setdefault(entry.name, entry)
        if first is not entry:
            message = f"the key {quoted(entry.name)} is repeated; it is first set on line {first.key.span.start.line}"
            self.problems.append(Problem("Y006", message, "Remove one of the two.", entry.key.span))

    def _charge(self, weight: int, span: Span) -> None:
        self._weight += weight
        if self._weight > MAX_WEIGHT:
            message = f"the file expands to more than {MAX_WEIGHT:,} values"
            raise ParsingStoppedError(
                Problem("Y012", message, "Shorten the file; an alias counts each time it is used.", span)
            )

    def _after_text(self, offset: int) -> int:
        """Return the end of the text before `offset`: in brackets libyaml marks an empty value further on."""
        while offset > 0 and self._lines.text[offset - 1] in " \t\r\n":
            offset -= 1
        return offset

    def _after_properties(self, start: int, end: int) -> int:
        match = _ANCHORS_AND_TAGS.match(self._lines.text, start, end)
        return match.end() if match else start


def _end(entry: Entry) -> Place:
    return max(entry.key.span.end, entry.value.span.end)


def _too_deep(span: Span) -> Problem:
    return Problem("Y011", f"values are nested more than {MAX_DEPTH} levels deep", "Flatten the structure.", span)
