"""Which names a JavaScript or TypeScript source defines, and in which scope each object literal stands."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from personactl.literals.scopes import Scope, ScopedNodes, walk_scopes
from personactl.literals.syntax import Syntax, walk

if TYPE_CHECKING:
    from tree_sitter import Node

_SCOPES: Final = frozenset(
    {
        "statement_block",
        "function_declaration",
        "function_expression",
        "generator_function",
        "generator_function_declaration",
        "arrow_function",
        "method_definition",
        "class_body",
        "for_statement",
        "for_in_statement",
        "catch_clause",
        "switch_body",
    }
)
_FUNCTIONS: Final = frozenset({"function_declaration", "generator_function_declaration", "class_declaration"})
_PATTERNS: Final = frozenset({"identifier", "shorthand_property_identifier_pattern"})
_CHANGING: Final = frozenset({"push", "unshift", "splice", "pop", "shift", "reverse", "sort", "fill"})


def scoped_nodes(syntax: Syntax) -> ScopedNodes:
    """Return all nodes in the order of the source, each with its scope, in which all names are defined."""
    return walk_scopes(syntax, _SCOPES, _note, _note_parameters)


def _note(syntax: Syntax, node: "Node", scope: Scope) -> None:
    """Note what the node says about the names of its scope."""
    match node.type:
        case "variable_declarator":
            _note_declaration(syntax, node, scope)
        case "enum_declaration":
            _define(syntax, node.child_by_field_name("name"), scope, node.child_by_field_name("body"))
        case "import_statement":
            for name in _names_in(syntax, node):
                scope.define(name, None, f"{name} comes from another file")
        case "assignment_expression" | "augmented_assignment_expression" | "update_expression":
            _note_assignment(syntax, node, scope)
        case "call_expression":
            _note_changing_call(syntax, node, scope)
        case kind if kind in _FUNCTIONS:
            name_node = node.child_by_field_name("name")
            if name_node is not None:
                name = syntax.text(name_node)
                scope.define(name, None, f"{name} is a function or a class")
        case _:
            return


def _note_declaration(syntax: Syntax, node: "Node", scope: Scope) -> None:
    target = node.child_by_field_name("name")
    if target is not None and target.type == "identifier":
        _define(syntax, target, scope, node.child_by_field_name("value"))
    elif target is not None:
        for name in _names_in(syntax, target):
            scope.define(name, None, f"{name} is a part of another value")


def _note_assignment(syntax: Syntax, node: "Node", scope: Scope) -> None:
    target = node.child_by_field_name("left") or node.child_by_field_name("argument")
    if target is None:
        return
    if target.type == "identifier":
        value = node.child_by_field_name("right") if node.type == "assignment_expression" else None
        scope.assigned.append((syntax.text(target), value))
    else:
        _note_change(syntax, target, node, scope)


def _note_changing_call(syntax: Syntax, node: "Node", scope: Scope) -> None:
    function = node.child_by_field_name("function")
    arguments = node.child_by_field_name("arguments")
    if function is None or function.type != "member_expression":
        return
    method = function.child_by_field_name("property")
    if method is not None and syntax.text(method) in _CHANGING:
        _note_change(syntax, function, node, scope)
    elif syntax.text(function) == "Object.assign" and arguments is not None and arguments.named_children:
        first = arguments.named_children[0]
        if first.type == "identifier":
            scope.changed.append((syntax.text(first), node))


def _note_change(syntax: Syntax, target: "Node", change: "Node", scope: Scope) -> None:
    inner: Node | None = target
    while inner is not None and inner.type in {"member_expression", "subscript_expression", "non_null_expression"}:
        inner = inner.child_by_field_name("object") or (inner.named_children[0] if inner.named_children else None)
    if inner is not None and inner.type == "identifier" and inner != target:
        scope.changed.append((syntax.text(inner), change))


def _note_parameters(syntax: Syntax, node: "Node", scope: Scope) -> None:
    """Define the parameters of a function, or the variable of a loop, in the scope that it opens."""
    for field in ("parameters", "parameter", "left"):
        target = node.child_by_field_name(field)
        if target is None:
            continue
        parameters = target.named_children if field == "parameters" else [target]
        for parameter in parameters:
            _note_parameter(syntax, parameter, scope)


def _note_parameter(syntax: Syntax, parameter: "Node", scope: Scope) -> None:
    pattern = parameter.child_by_field_name("pattern") or parameter.child_by_field_name("left") or parameter
    default = parameter.child_by_field_name("value") or parameter.child_by_field_name("right")
    if pattern.type == "identifier":
        name = syntax.text(pattern)
        reason = "" if default is not None else f"{name} is given when the code runs"
        scope.define(name, default, reason, default=default is not None)
        return
    for name in _names_in(syntax, pattern):
        scope.define(name, None, f"{name} is given when the code runs")


def _define(syntax: Syntax, name: "Node | None", scope: Scope, value: "Node | None") -> None:
    if name is not None:
        scope.define(syntax.text(name), value)


def _names_in(syntax: Syntax, node: "Node") -> Iterator[str]:
    """Yield the names that a pattern or an import defines."""
    for inner in walk(node):
        if inner.type in _PATTERNS:
            yield syntax.text(inner)
