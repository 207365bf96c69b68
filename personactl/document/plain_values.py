"""Nodes to the plain values that travel as JSON.

The parser has bounded depth and unfolded size, so this may recurse and unfold aliases.
"""

from personactl.document.node import MappingNode, Node, Scalar, SequenceNode
from personactl.json_value import JsonObject, JsonValue


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
