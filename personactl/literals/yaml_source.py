"""Reads a YAML document as values, with its merge keys (`<<`) applied, which a persona file does not have."""

from typing import Final

from personactl.document.line_index import Lines
from personactl.document.node import Entry, MappingNode, Node, Scalar, SequenceNode, Span
from personactl.literals.literal import Fields, Items, Member, Text, Value, joined
from personactl.literals.literal import Scalar as Number

MERGE: Final = "<<"


def yaml_value(node: Node, lines: Lines) -> Value:
    """Return the value of a node."""
    place = node.span.start
    match node:
        case Scalar(value=str(text)):
            return Text(joined([text]), place)
        case Scalar(value=value):
            return Number(None if isinstance(value, str) else value, place)
        case SequenceNode(items=items):
            return Items(tuple(yaml_value(item, lines) for item in items), place)
        case MappingNode():
            return _fields(node, lines)


def _fields(node: MappingNode, lines: Lines) -> Fields:
    members: dict[str, Member] = {}
    for entry in _merged(node):
        members[entry.name] = Member(entry.name, entry.key.span.start, yaml_value(entry.value, lines))
    return Fields(tuple(members.values()), node.span.start, lines.offset(node.span.start))


def _merged(node: MappingNode) -> list[Entry]:
    """Return the entries of a mapping and what it merges, without the entries that only hold what is merged."""
    sources = _sources(node)
    holders: set[Span] = {source.span for source in sources}
    own = [entry for entry in node.entries if entry.name != MERGE and entry.value.span not in holders]
    names = {entry.name for entry in own}
    inherited: dict[str, Entry] = {}
    for source in sources:  # an earlier one wins
        for entry in _merged(source):
            if entry.name not in names:
                inherited.setdefault(entry.name, entry)
    return [*inherited.values(), *own]


def _sources(node: MappingNode) -> list[MappingNode]:
    merge = node.get(MERGE)
    match merge:
        case Entry(value=MappingNode() as source):
            return [source]
        case Entry(value=SequenceNode(items=items)):
            return [item for item in items if isinstance(item, MappingNode)]
        case _:
            return []
