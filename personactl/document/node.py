"""The tree of a YAML document: three kinds of node, each with its span in the text.

Nodes are frozen and hold plain values only. An alias is not copied: the same node is in the tree several times, with
the span of its anchor. The parser limits the expanded size, so code may walk the tree recursively.
"""

from typing import Literal, NamedTuple, TypeAlias

from personactl.json_value import JsonObject, JsonValue

ScalarValue: TypeAlias = bool | int | float | str | None
Style: TypeAlias = Literal["plain", "single", "double", "literal", "folded"]


class Place(NamedTuple):
    """A position in a file.

    line: counted from 1.
    column: counted from 1 in code points; a tab counts as one.
    """

    line: int
    column: int


class Span(NamedTuple):
    """A range of a file. It is empty if nothing is written, as after `key:`.

    start: the first position.
    end: the position after the last character.
    """

    start: Place
    end: Place


class Scalar(NamedTuple):
    """A single value.

    value: the value.
    raw: the source text with quotes or block header, without anchor and tag.
    style: how the value is written.
    span: the place of `raw`.
    """

    value: ScalarValue
    raw: str
    style: Style
    span: Span


class Entry(NamedTuple):
    """One `key: value` of a mapping. A key that is not text is a problem, and its source text becomes the name."""

    key: Scalar
    value: "Node"

    @property
    def name(self) -> str:
        return self.key.value if isinstance(self.key.value, str) else self.key.raw


class MappingNode(NamedTuple):
    """Entries in file order with unique names. A repeated key is a problem, and its first entry stays."""

    entries: tuple[Entry, ...]
    span: Span

    def get(self, name: str) -> Entry | None:
        for entry in self.entries:
            key = entry.key
            if key.value == name or (key.raw == name and not isinstance(key.value, str)):  # faster than `entry.name`
                return entry
        return None


class SequenceNode(NamedTuple):
    items: tuple["Node", ...]
    span: Span


Node: TypeAlias = Scalar | MappingNode | SequenceNode


def kind(node: Node) -> str:
    """Return what a person would call the node, such as `text`, `a number` or `a list`."""
    match node:
        case MappingNode():
            return "a mapping"
        case SequenceNode():
            return "a list"
        case Scalar(value=None):
            return "empty (null)"
        case Scalar(value=bool()):
            return "true or false"
        case Scalar(value=str()):
            return "text"
        case Scalar():
            return "a number"


def to_json(node: Node) -> JsonValue:
    """Return a new value with expanded aliases, which shares nothing with the tree."""
    match node:
        case Scalar(value=value):
            return value
        case SequenceNode(items=items):
            return [to_json(item) for item in items]
        case MappingNode():
            return to_object(node)


def to_object(node: MappingNode) -> JsonObject:
    return {entry.name: to_json(entry.value) for entry in node.entries}
