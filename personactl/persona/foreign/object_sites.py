"""Where the object literals of code are: the variable or key that holds each, and whether the SDK gets it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from personactl.literals.literal import Fields
from personactl.literals.python_source import is_object_call
from personactl.literals.source import Code
from personactl.persona.foreign.snake_case import camel_case

if TYPE_CHECKING:
    from tree_sitter import Node

    from personactl.literals.scopes import Scope

_PASSED_AS: Final = frozenset({"personaConfig", "personaConfiguration"})
_CLASS: Final = "PersonaConfig"
# The position of the persona's configuration among the arguments of each call of the SDKs.
_CALLS: Final = {"createClient": 1, "unsafe_createClientWithApiKey": 1, "unsafeCreateClientWithApiKey": 1}
_TRANSPARENT: Final = frozenset(
    {
        "parenthesized_expression",
        "as_expression",
        "satisfies_expression",
        "non_null_expression",
        "type_assertion",
        "jsx_expression",
    }
)
_CONTAINING: Final = (
    _TRANSPARENT | {"object", "dictionary", "pair", "array", "list", "call", "keyword_argument"} | {"argument_list"}
)
_PASSING: Final = ("Object.freeze", "JSON.stringify", "json.dumps", "Object.seal", "structuredClone")


class Site(Struct, frozen=True):
    """An object literal.

    node: the literal.
    scope: the scope in which it stands.
    label: the name of the variable or key that holds it, or "".
    passed: whether it is passed as the configuration of a persona.
    around: the object in which it is the value of `personaConfig`, or None.
    """

    node: "Node"
    scope: "Scope"
    label: str
    passed: bool
    around: "Node | None"


def literal_sites(code: Code) -> list[Site]:
    """Return all object literals of the code."""
    return [_site(code, node, scope) for node, scope in code.nodes if _is_literal(code, node)]


def persona_references(code: Code) -> "dict[int, Node | None]":
    """Return the literals that reach `personaConfig` or the SDK by a name: offset -> the object around, or None."""
    found: dict[int, Node | None] = {}
    for node, scope in code.nodes:
        for target, around in _references(code, node):
            code.reader.restart()
            value = code.reader.value(target, scope)
            if isinstance(value, Fields):
                found[value.origin] = around
    return found


def holding_variable(code: Code, node: "Node") -> str:
    """Return the name of the variable whose value contains the literal, or ""."""
    inner: Node | None = node
    while inner is not None and inner.type not in {"variable_declarator", "assignment"}:
        inner = code.parent(inner) if inner.type in _CONTAINING or _passes(code, inner) else None
    name = (inner.child_by_field_name("name") or inner.child_by_field_name("left")) if inner is not None else None
    return code.syntax.text(name) if name is not None else ""


def key_names(code: Code, node: "Node") -> Iterator[str]:
    """Yield the keys that an object literal writes out."""
    arguments = node.child_by_field_name("arguments") if node.type == "call" else None
    for child in (arguments or node).named_children:
        if child.type == "shorthand_property_identifier":
            yield code.syntax.text(child)
            continue
        key = child.child_by_field_name("key") or child.child_by_field_name("name")
        if key is not None:
            yield code.syntax.text(key).strip("'\"`")


def _is_literal(code: Code, node: "Node") -> bool:
    if node.type in {"object", "dictionary"}:
        return True
    if node.type != "call":
        return False
    function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    if function is None or arguments is None or arguments.type != "argument_list":
        return False
    given = [child for child in arguments.named_children if child.type != "comment"]
    return is_object_call(code.syntax.text(function), given)


def _site(code: Code, node: "Node", scope: "Scope") -> Site:
    own = node.child_by_field_name("function") if node.type == "call" else None
    is_config = own is not None and code.syntax.text(own).split(".")[-1] == _CLASS
    inner, parent = node, code.parent(node)
    while parent is not None and (parent.type in _TRANSPARENT or _passes(code, parent)):
        inner, parent = parent, code.parent(parent)
    if parent is None:
        return Site(node, scope, "", is_config, None)
    label = _label(code, parent)
    by_key = camel_case(label) in _PASSED_AS
    passed = is_config or by_key or _typed(code, parent) or _is_sdk_argument(code, parent, inner)
    around = _object_around(code, parent) if by_key and parent.type in {"pair", "keyword_argument"} else None
    return Site(node, scope, "" if by_key and around is not None else label, passed, around)


def _passes(code: Code, node: "Node") -> bool:
    """Return whether the node is, or contains the arguments of, a call that returns its argument."""
    if node.type in {"arguments", "argument_list"}:
        call = code.parent(node)
        return call is not None and call.type in {"call_expression", "call"} and _passes(code, call)
    function = node.child_by_field_name("function") if node.type in {"call_expression", "call"} else None
    return function is not None and code.syntax.text(function) in _PASSING


def _label(code: Code, parent: "Node") -> str:
    for field in ("key", "name", "left", "property"):
        named = parent.child_by_field_name(field)
        if named is not None:
            return code.syntax.text(named).strip("'\"`").split(".")[-1]
    if parent.type == "jsx_attribute" and parent.named_children:
        return code.syntax.text(parent.named_children[0])
    return ""


def _typed(code: Code, parent: "Node") -> bool:
    annotation = parent.child_by_field_name("type")
    return annotation is not None and code.syntax.text(annotation).split(".")[-1].strip(": ") == _CLASS


def _is_sdk_argument(code: Code, parent: "Node", inner: "Node") -> bool:
    call = code.parent(parent) if parent.type == "arguments" else None
    return call is not None and inner in _sdk_arguments(code, call)


def _sdk_arguments(code: Code, call: "Node") -> "list[Node]":
    function, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    if function is None or arguments is None or arguments.type != "arguments":
        return []
    position = _CALLS.get(code.syntax.text(function).split(".")[-1])
    given = [child for child in arguments.named_children if child.type != "comment"]
    return [given[position]] if position is not None and len(given) > position else []


def _object_around(code: Code, member: "Node") -> "Node | None":
    around = code.parent(member)
    if around is not None and around.type == "argument_list":
        around = code.parent(around)
    return around if around is not None and _is_literal(code, around) else None


def _references(code: Code, node: "Node") -> "Iterator[tuple[Node, Node | None]]":
    """Yield the expressions that the node passes as a persona and that are no literals, with the object around."""
    match node.type:
        case "pair" | "keyword_argument":
            key = node.child_by_field_name("key") or node.child_by_field_name("name")
            value = node.child_by_field_name("value")
            if key is not None and value is not None and _passed_as(code, key) and not _is_literal(code, value):
                yield value, _object_around(code, node)
        case "shorthand_property_identifier" if _passed_as(code, node):
            yield node, _object_around(code, node)
        case "call_expression":
            yield from ((argument, None) for argument in _sdk_arguments(code, node) if not _is_literal(code, argument))
        case _:
            return


def _passed_as(code: Code, key: "Node") -> bool:
    return camel_case(code.syntax.text(key).strip("'\"`")) in _PASSED_AS
