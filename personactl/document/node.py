"""The tree that YAML text becomes: three kinds of node, each with the span of text it stands in.

Nodes are frozen and carry plain values only; they are tuples, because nothing is made and compared faster. An alias is
not copied: the same node object then hangs in several places, and its span is where the anchor stands. `parsing` bounds
the unfolded size, so a walk may treat it as a tree.
"""

from typing import Literal, TypeAlias

import msgspec

from personactl.json_value import JsonObject, JsonValue

ScalarValue: TypeAlias = bool | int | float | str | None
Style: TypeAlias = Literal["plain", "single", "double", "literal", "folded"]


class Place(msgspec.Struct, frozen=True, order=True, array_like=True):
    """A position in a file: line and column, both from 1, the column in code points (a tab counts one)."""

    line: int
    column: int


class Span(msgspec.Struct, frozen=True, order=True, array_like=True):
    """From `start` up to, not including, `end`. Both are equal where nothing is written, as after `key:`."""

    start: Place
    end: Place


class Scalar(msgspec.Struct, frozen=True):
    """A single value. `raw` is its source text, with quotes or block header, without anchor and tag."""

    value: ScalarValue
    raw: str
    style: Style
    span: Span


class Entry(msgspec.Struct, frozen=True):
    """One `key: value` of a mapping; a key that was not text (a problem already) is kept as the text it was written."""

    key: Scalar
    value: "Node"

    @property
    def name(self) -> str:
        return self.key.value if isinstance(self.key.value, str) else self.key.raw


class MappingNode(msgspec.Struct, frozen=True):
    """Entries in file order, each name once: a repeated key is a problem, and its first entry is the one kept."""

    entries: tuple[Entry, ...]
    span: Span

    def get(self, name: str) -> Entry | None:
        for entry in self.entries:
            key = entry.key
            if key.value == name or (key.raw == name and not isinstance(key.value, str)):  # `entry.name`, asked often
                return entry
        return None


class SequenceNode(msgspec.Struct, frozen=True):
    items: tuple["Node", ...]
    span: Span


Node: TypeAlias = Scalar | MappingNode | SequenceNode


def kind(node: Node) -> str:
    """What a person would call the node: `text`, `a number`, `a list` ..."""
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
    """A fresh value: aliases are unfolded, nothing is shared with the tree or inside the result."""
    match node:
        case Scalar(value=value):
            return value
        case SequenceNode(items=items):
            return [to_json(item) for item in items]
        case MappingNode():
            return to_object(node)


def to_object(node: MappingNode) -> JsonObject:
    return {entry.name: to_json(entry.value) for entry in node.entries}
