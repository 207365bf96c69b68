"""What the readers of all languages share: resolving names, selecting members, and limits on depth and size."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from personactl.document.node import Place
from personactl.literals.literal import Absent, Doubt, Fields, Items, Member, Scalar, Text, Unknown, Value, doubted
from personactl.literals.scopes import Binding, Scope
from personactl.literals.syntax import Syntax

if TYPE_CHECKING:
    from tree_sitter import Node

MAX_DEPTH: Final = 64
MAX_VALUES: Final = 20_000
"""The most expressions that are read for one object: a few lines of constants can expand to gigabytes."""
_LONGEST_SOURCE: Final = 300


class Reader:
    """Reads expressions of one source as values.

    used: the origins of the object literals whose members went into other values.
    changed: the names that were resolved and whose value the source changes later, with the places of the changes.
    """

    def __init__(self, syntax: Syntax, read: "Callable[[Node, Scope], Value]") -> None:
        self.syntax = syntax
        self.used: set[int] = set()
        self.changed: dict[str, list[Node]] = {}
        self._read = read
        self._depth = 0
        self._count = 0
        self._resolving: set[int] = set()

    def restart(self) -> None:
        """Begin another object: forget what was used, and count anew."""
        self.used, self.changed, self._count = set(), {}, 0

    def value(self, node: "Node", scope: Scope) -> Value:
        """Return the value of the expression."""
        self._count += 1
        if self._depth >= MAX_DEPTH or self._count > MAX_VALUES:
            return self.unknown(node, "it is nested too deep, or too long")
        self._depth += 1
        try:
            return self._read(node, scope)
        finally:
            self._depth -= 1

    def unknown(self, node: "Node", reason: str) -> Unknown:
        return Unknown(self.source(node), reason, self.place(node))

    def source(self, node: "Node") -> str:
        """Return the expression on one line, shortened if it is long."""
        text = " ".join(self.syntax.text(node).split())
        return text if len(text) <= _LONGEST_SOURCE else text[:_LONGEST_SOURCE] + "…"

    def place(self, node: "Node") -> Place:
        return self.syntax.place(node)

    def named(self, node: "Node", scope: Scope) -> Value:
        """Return the value of a name."""
        name = self.syntax.text(node)
        binding = scope.find(name)
        if binding is None:
            return self.unknown(node, f"{name} is not defined in this source")
        if binding.reason or binding.value is None:
            return self.unknown(node, binding.reason or f"{name} has no value in this source")
        if binding.value.id in self._resolving:
            return self.unknown(node, f"{name} refers to itself")
        return self._resolved(node, name, binding, binding.value)

    def _resolved(self, node: "Node", name: str, binding: Binding, expression: "Node") -> Value:
        self._resolving.add(expression.id)
        try:
            value = self.value(expression, binding.scope)
        finally:
            self._resolving.discard(expression.id)
        if binding.changes:
            self.changed[name] = binding.changes
        if isinstance(value, Unknown):
            return Unknown(self.source(node), value.reason, self.place(node))
        if binding.default:
            return doubted(value, self.default_taken(node, f"{name} is given when the code runs"))
        return value

    def default_taken(self, node: "Node", reason: str) -> Doubt:
        return Doubt(f"{reason}; its default was taken", self.place(node), grave=False)

    def member(self, node: "Node", owner: Value, key: str | int | None) -> Value:
        """Return the member `key` of `owner`, which the expression `node` selects."""
        if isinstance(owner, Fields) and isinstance(key, str) and not owner.unknown:
            found = owner.get(key)
            if found is not None:
                self.used.add(owner.origin)
                return found
        if isinstance(owner, Items) and isinstance(key, int) and -len(owner.items) <= key < len(owner.items):
            return owner.items[key]
        reason = owner.reason if isinstance(owner, Unknown) else f"{self.source(node)} is not defined in this source"
        return self.unknown(node, reason)

    def fields(self, node: "Node", parts: "list[Member | Fields | Unknown]") -> Fields:
        """Return an object: the later of two equal keys wins, and keeps the position of the first."""
        members: dict[str, Member] = {}
        unknown: list[Unknown] = []
        doubts: list[Doubt] = []
        for part in parts:
            match part:
                case Member(value=Absent()):
                    members.pop(part.name, None)
                case Member():
                    members[part.name] = part
                case Fields():
                    self.used.add(part.origin)
                    members |= {member.name: member for member in part.members}
                    unknown += part.unknown
                    doubts += part.doubts
                case Unknown():
                    unknown.append(part)
        return Fields(tuple(members.values()), self.place(node), node.start_byte, tuple(unknown), tuple(doubts))

    def either(self, node: "Node", first: Value, second: Value, *, falsy: bool) -> Value:
        """Return the value of `first ?? second` or, with `falsy`, of `first || second`."""
        if isinstance(first, Absent) or (isinstance(first, Scalar) and first.value is None):
            return second
        if isinstance(first, Unknown):
            if isinstance(second, Unknown | Absent):
                return self.unknown(node, first.reason)
            return doubted(second, self.default_taken(node, first.reason))
        if falsy and _falsy(first):
            return second
        return first


def _falsy(value: Value) -> bool:
    return (isinstance(value, Scalar) and not value.value) or (isinstance(value, Text) and value.known == "")
