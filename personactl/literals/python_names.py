"""Which names a Python source defines, and in which scope each literal stands."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from personactl.literals.scopes import Scope, ScopedNodes, walk_scopes
from personactl.literals.syntax import Syntax, walk

if TYPE_CHECKING:
    from tree_sitter import Node

_SCOPES: Final = frozenset({"function_definition", "lambda", "class_definition"})
_IMPORTS: Final = frozenset({"import_statement", "import_from_statement"})
_CHANGING: Final = frozenset({"append", "extend", "insert", "pop", "remove", "clear", "update", "setdefault"})


def scoped_nodes(syntax: Syntax) -> ScopedNodes:
    """Return all nodes in the order of the source, each with its scope, in which all names are defined."""
    return walk_scopes(syntax, _SCOPES, _note, _note_parameters)


def _note_parameters(syntax: Syntax, node: "Node", scope: Scope) -> None:
    """Define the parameters of a function in the scope that it opens."""
    parameters = node.child_by_field_name("parameters")
    for parameter in parameters.named_children if parameters is not None else ():
        _note_parameter(syntax, parameter, scope)


def _note(syntax: Syntax, node: "Node", scope: Scope) -> None:
    """Note what the node says about the names of its scope."""
    match node.type:
        case "assignment" | "named_expression":
            _note_assignment(syntax, node, scope)
        case "augmented_assignment":
            target = node.child_by_field_name("left")
            if target is not None and target.type == "identifier":
                scope.assigned.append((syntax.text(target), None))
        case "for_statement":
            _unknown(syntax, node.child_by_field_name("left"), scope, "changes in a loop")
        case "as_pattern":
            _unknown(syntax, node.child_by_field_name("alias"), scope, "is given when the code runs")
        case "call":
            _note_changing_call(syntax, node, scope)
        case "function_definition" | "class_definition":
            _unknown(syntax, node.child_by_field_name("name"), scope, "is a function or a class")
        case kind if kind in _IMPORTS:
            for name in node.children_by_field_name("name"):
                _unknown(syntax, name.child_by_field_name("alias") or name, scope, "comes from another file")
        case _:
            return


def _note_assignment(syntax: Syntax, node: "Node", scope: Scope) -> None:
    target = node.child_by_field_name("left") or node.child_by_field_name("name")
    value = node.child_by_field_name("right") or node.child_by_field_name("value")
    if target is None or value is None:
        return
    if target.type == "identifier":
        scope.define(syntax.text(target), value)
    elif target.type in {"attribute", "subscript"}:
        _note_change(syntax, target, node, scope)
    else:
        _unknown(syntax, target, scope, "is a part of another value")


def _note_changing_call(syntax: Syntax, node: "Node", scope: Scope) -> None:
    function = node.child_by_field_name("function")
    if function is None or function.type != "attribute":
        return
    method = function.child_by_field_name("attribute")
    if method is not None and syntax.text(method) in _CHANGING:
        _note_change(syntax, function, node, scope)


def _note_change(syntax: Syntax, target: "Node", change: "Node", scope: Scope) -> None:
    inner: Node | None = target
    while inner is not None and inner.type in {"attribute", "subscript"}:
        inner = inner.child_by_field_name("object") or inner.child_by_field_name("value")
    if inner is not None and inner.type == "identifier":
        scope.changed.append((syntax.text(inner), change))


def _note_parameter(syntax: Syntax, parameter: "Node", scope: Scope) -> None:
    default = parameter.child_by_field_name("value")
    named = parameter.child_by_field_name("name") or parameter
    if default is not None and named.type == "identifier":
        scope.define(syntax.text(named), default, default=True)
    else:
        _unknown(syntax, named, scope, "is given when the code runs")


def _unknown(syntax: Syntax, target: "Node | None", scope: Scope, reason: str) -> None:
    for name in _names_in(syntax, target):
        scope.define(name, None, f"{name} {reason}")


def _names_in(syntax: Syntax, node: "Node | None") -> Iterator[str]:
    for inner in walk(node) if node is not None else ():
        if inner.type == "identifier":
            yield syntax.text(inner)
            if node is not None and node.type == "typed_parameter":
                return
