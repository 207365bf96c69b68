"""The names of a source: where each is defined, and whether it keeps its value.

A name that is assigned once, to an expression that can be read, is as good as that expression. Every other name is
unknown.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

if TYPE_CHECKING:
    from tree_sitter import Node

    from personactl.literals.syntax import Syntax

    Note: TypeAlias = Callable[[Syntax, Node, "Scope"], None]


class Binding:
    """What a source says about one name in one scope.

    value: the expression that the name is assigned to, or None.
    scope: the scope in which that expression stands.
    reason: why the value is unknown, or "" if it is known.
    default: whether the value is only the default of a parameter.
    changes: where the value is changed later, such as `config.name = ...`.
    """

    def __init__(self, scope: "Scope", value: "Node | None", reason: str, *, default: bool = False) -> None:
        self.scope = scope
        self.value = value
        self.reason = reason
        self.default = default
        self.changes: list[Node] = []


class Scope:
    """A part of a source in which names are defined. Names of the parts around it are visible, too."""

    def __init__(self, parent: "Scope | None") -> None:
        self.parent = parent
        self.names: dict[str, Binding] = {}
        self.assigned: list[tuple[str, Node | None]] = []
        self.changed: list[tuple[str, Node]] = []

    def define(self, name: str, value: "Node | None", reason: str = "", *, default: bool = False) -> None:
        """Define a name; a second definition of it makes it unknown."""
        if name in self.names:
            self.names[name].reason = f"{name} is assigned more than once"
        else:
            self.names[name] = Binding(self, value, reason, default=default)

    def find(self, name: str) -> Binding | None:
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.parent
        return None


class ScopedNodes(Struct, frozen=True):
    """The nodes of a source.

    nodes: all of them in the order of the source, each with its scope.
    parents: the parent of each by its id; a node finds its own parent only by a walk from the root.
    """

    nodes: "list[tuple[Node, Scope]]"
    parents: "dict[int, Node]"


def walk_scopes(syntax: "Syntax", opening: frozenset[str], note: "Note", note_parameters: "Note") -> ScopedNodes:
    """Return all nodes in the order of the source, each with its scope, in which all names are defined.

    opening: the types of nodes that open a scope.
    note: notes what a node says about the names of its scope.
    note_parameters: defines the parameters of a node that opens a scope, in that scope.
    """
    top = Scope(None)
    scopes = [top]
    found = ScopedNodes([], {})
    waiting: list[tuple[Node, Scope]] = [(syntax.root, top)]
    while waiting:
        node, scope = waiting.pop()
        found.nodes.append((node, scope))
        note(syntax, node, scope)
        inner = scope
        if node.type in opening:
            inner = Scope(scope)
            scopes.append(inner)
            note_parameters(syntax, node, inner)
        children = node.named_children
        found.parents.update((child.id, node) for child in children)
        waiting.extend((child, inner) for child in reversed(children))
    _settle(scopes)
    return found


def _settle(scopes: "list[Scope]") -> None:
    """Apply the assignments and changes that were noted to the names that they are about."""
    for scope in scopes:
        for name, value in scope.assigned:
            binding = scope.find(name)
            if binding is None:
                continue
            if binding.value is None and not binding.reason and value is not None and binding.scope is scope:
                binding.value = value
            else:
                binding.reason = f"{name} is assigned more than once"
        for name, change in scope.changed:
            changed = scope.find(name)
            if changed is not None:
                changed.changes.append(change)
