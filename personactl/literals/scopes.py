"""The names of a source: where each is defined, and whether it keeps its value.

A name that is assigned once, to an expression that can be read, is as good as that expression. Every other name is
unknown.
"""

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from tree_sitter import Node


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


def settle(scopes: "list[Scope]") -> None:
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
