"""Reads expressions of Python. A call with keyword arguments, such as `PersonaConfig(name="Cara")`, is an object."""

import re
from typing import TYPE_CHECKING, Final

from personactl.literals.expression_reader import Reader
from personactl.literals.literal import (
    Doubt,
    Fields,
    Items,
    Member,
    Scalar,
    Text,
    Unknown,
    Value,
    doubted,
    joined,
)
from personactl.literals.operators import arithmetic, first_reason, is_number, reason_of
from personactl.literals.python_strings import string_parts
from personactl.literals.scopes import Scope
from personactl.literals.text_functions import PYTHON_FUNCTIONS, PYTHON_METHODS, applied, concatenated

if TYPE_CHECKING:
    from tree_sitter import Node

    from personactl.literals.syntax import Syntax

_CONSTANTS: Final = {"true": True, "false": False, "none": None}
_OBJECT_CALL: Final = re.compile(r"(?:\w+\.)*(?:dict|[A-Z]\w*)")
_ENVIRONMENT: Final = re.compile(r"(?:os\.)?(?:getenv|environ\.get|environ)")
_PASSING: Final = frozenset({"json.dumps", "dumps", "copy.deepcopy", "deepcopy", "MappingProxyType"})
_INTEGER: Final = re.compile(r"0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|\d+")


class PythonReader(Reader):
    """Reads the expressions of one source."""

    def __init__(self, syntax: "Syntax") -> None:
        super().__init__(syntax, self._expression)

    def _expression(self, node: "Node", scope: Scope) -> Value:
        match node.type:
            case "string":
                return self._string(node, scope)
            case "concatenated_string":
                inner = [child for child in node.named_children if child.type == "string"]
                return self._joined([self.value(child, scope) for child in inner], inner)
            case "integer" | "float":
                return self._number(node)
            case "true" | "false" | "none":
                return Scalar(_CONSTANTS[node.type], self.place(node))
            case "dictionary":
                return self._dictionary(node, scope)
            case "list" | "tuple" | "set":
                return self._list(node, scope)
            case "identifier":
                return self.named(node, scope)
            case "parenthesized_expression":
                inner = [child for child in node.named_children if child.type != "comment"]
                return self.value(inner[0], scope) if inner else self.unknown(node, "it cannot be read")
            case _:
                return self._computed(node, scope)

    def _computed(self, node: "Node", scope: Scope) -> Value:
        match node.type:
            case "unary_operator" | "not_operator":
                return self._unary(node, scope)
            case "binary_operator":
                return self._binary(node, scope)
            case "boolean_operator":
                return self._boolean(node, scope)
            case "subscript" | "attribute":
                return self._selected(node, scope)
            case "call":
                return self._call(node, scope)
            case "conditional_expression":
                return self.unknown(node, "which of the two values it has depends on a run")
            case _:
                return self.unknown(node, "it is an expression")

    def _number(self, node: "Node") -> Value:
        text = self.syntax.text(node).replace("_", "")
        try:
            whole = _INTEGER.fullmatch(text)
            number: int | float = (
                int(text, 0 if text[:2].lower() in {"0x", "0o", "0b"} else 10) if whole else float(text)
            )
        except ValueError:
            return self.unknown(node, "it is not a number that JSON has")
        return Scalar(number, self.place(node))

    def _string(self, node: "Node", scope: Scope) -> Value:
        found = string_parts(self.syntax, node)
        if found is None:
            return self.unknown(node, "it is not a text")
        parts: list[str | Unknown] = []
        doubts: list[Doubt] = []
        for part in found:
            if isinstance(part, str):
                parts.append(part)
                continue
            inner = part.child_by_field_name("expression")
            value = self.value(inner, scope) if inner is not None and len(part.named_children) == 1 else None
            if isinstance(value, Text):
                parts += value.pieces
                doubts += value.doubts
            elif isinstance(value, Scalar) and isinstance(value.value, int) and not isinstance(value.value, bool):
                parts.append(str(value.value))
            else:
                reason = value.reason if isinstance(value, Unknown) else "it is formatted when the code runs"
                parts.append(Unknown(self.syntax.text(part)[1:-1].strip(), reason, self.place(part)))
        return Text(joined(parts), self.place(node), tuple(doubts))

    def _joined(self, values: list[Value], nodes: "list[Node]") -> Text:
        texts = [
            value if isinstance(value, Text) else Text((self.unknown(node, reason_of(value)),), self.place(node))
            for value, node in zip(values, nodes, strict=True)
        ]
        return concatenated(texts)

    def _list(self, node: "Node", scope: Scope) -> Items:
        items: list[Value] = []
        for child in node.named_children:
            if child.type == "comment":
                continue
            if child.type == "list_splat":
                spread = self.value(child.named_children[0], scope)
                items += spread.items if isinstance(spread, Items) else [self.unknown(child, reason_of(spread))]
            else:
                items.append(self.value(child, scope))
        return Items(tuple(items), self.place(node))

    def _dictionary(self, node: "Node", scope: Scope) -> Fields:
        parts: list[Member | Fields | Unknown] = []
        for child in node.named_children:
            if child.type == "pair":
                parts.append(self._pair(child, scope))
            elif child.type == "dictionary_splat":
                parts.append(self._splat(child, scope))
        return self.fields(node, parts)

    def _splat(self, node: "Node", scope: Scope) -> Fields | Unknown:
        spread = self.value(node.named_children[0], scope)
        return spread if isinstance(spread, Fields) else self.unknown(node, reason_of(spread))

    def _pair(self, node: "Node", scope: Scope) -> Member | Unknown:
        key, value = node.child_by_field_name("key"), node.child_by_field_name("value")
        if key is None or value is None:
            return self.unknown(node, "it cannot be read")
        name = self.value(key, scope)
        if not isinstance(name, Text) or name.known is None:
            return self.unknown(node, "its key is computed")
        return Member(name.known, self.place(key), self.value(value, scope))

    def _unary(self, node: "Node", scope: Scope) -> Value:
        operand = node.child_by_field_name("argument") or node.named_children[-1]
        value = self.value(operand, scope)
        sign = self.syntax.text(node)[:1]
        match value, sign:
            case Scalar(value=bool(flag)), "n":
                return Scalar(not flag, self.place(node))
            case Scalar(value=int(number) | float(number)), "-" | "+" if is_number(number):
                return Scalar(-number if sign == "-" else +number, self.place(node))
            case _:
                return self.unknown(node, reason_of(value))

    def _binary(self, node: "Node", scope: Scope) -> Value:
        """Read `a + b + c ...`, whose left sides are nested as deep as there are terms, and simple arithmetic."""
        operator, right = node.child_by_field_name("operator"), node.child_by_field_name("right")
        left = node.child_by_field_name("left")
        if operator is None or left is None or right is None:
            return self.unknown(node, "it cannot be read")
        sign = self.syntax.text(operator)
        terms = [right]
        while sign == "+" and left.type == "binary_operator" and self._is_sum(left):
            inner = left.child_by_field_name("left"), left.child_by_field_name("right")
            if inner[0] is None or inner[1] is None:
                break
            terms.append(inner[1])
            left = inner[0]
        nodes = [left, *reversed(terms)]
        values = [self.value(term, scope) for term in nodes]
        if sign == "+" and any(isinstance(value, Text) for value in values):
            return self._joined(values, nodes)
        return self._other_result(node, sign, values)

    def _other_result(self, node: "Node", sign: str, values: list[Value]) -> Value:
        first, *rest = values
        if sign == "|" and isinstance(first, Fields) and isinstance(rest[0], Fields):
            return self.fields(node, [first, rest[0]])
        if sign == "%" and isinstance(first, Text):
            return doubted(first, Doubt("the % operator was not carried out", self.place(node)))
        result: Value | None = first
        for value in rest:
            result = arithmetic(sign, result, value, self.place(node)) if result is not None else None
        return result if result is not None else self.unknown(node, first_reason(*values))

    def _is_sum(self, node: "Node") -> bool:
        operator = node.child_by_field_name("operator")
        return operator is not None and operator.type == "+"

    def _boolean(self, node: "Node", scope: Scope) -> Value:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        operator = node.child_by_field_name("operator")
        if left is None or right is None or operator is None or operator.type != "or":
            return self.unknown(node, "it is an expression")
        return self.either(node, self.value(left, scope), self.value(right, scope), falsy=True)

    def _selected(self, node: "Node", scope: Scope) -> Value:
        source = self.source(node)
        if _ENVIRONMENT.match(source):
            return self.unknown(node, f"{source} is set in the environment")
        owner = node.child_by_field_name("object") or node.child_by_field_name("value")
        if owner is None:
            return self.unknown(node, "it cannot be read")
        key = node.child_by_field_name("subscript")
        if key is None:
            return self.unknown(node, f"{source} is an attribute that only a run knows")
        value = self.value(key, scope)
        number = value.value if isinstance(value, Scalar) else None
        selected = value.known if isinstance(value, Text) else number if isinstance(number, int) else None
        return self.member(node, self.value(owner, scope), selected)

    def _call(self, node: "Node", scope: Scope) -> Value:
        function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        if function is None or arguments is None or arguments.type != "argument_list":
            return self.unknown(node, "it is computed")
        name = self.syntax.text(function)
        given = [child for child in arguments.named_children if child.type != "comment"]
        if _ENVIRONMENT.fullmatch(name):
            return self._environment(node, given, scope)
        if name in _PASSING and given:
            return self.value(given[0], scope)
        if is_object_call(name, given):
            return self._keywords(node, given, scope)
        last = name.split(".")[-1]
        if last in PYTHON_FUNCTIONS and len(given) == 1:
            value = self.value(given[0], scope)
            if isinstance(value, Text):
                return applied(value, PYTHON_FUNCTIONS[last])
        if function.type == "attribute":
            return self._method(node, function, given, scope)
        return self.unknown(node, f"it is a call of {name}")

    def _environment(self, node: "Node", given: "list[Node]", scope: Scope) -> Value:
        unknown = self.unknown(node, f"{self.source(node)} is set in the environment")
        return self.either(node, unknown, self.value(given[1], scope), falsy=True) if len(given) == 2 else unknown

    def _keywords(self, node: "Node", given: "list[Node]", scope: Scope) -> Fields:
        parts: list[Member | Fields | Unknown] = []
        for child in given:
            name, value = child.child_by_field_name("name"), child.child_by_field_name("value")
            if child.type == "keyword_argument" and name is not None and value is not None:
                parts.append(Member(self.syntax.text(name), self.place(name), self.value(value, scope)))
            elif child.type == "dictionary_splat":
                parts.append(self._splat(child, scope))
        return self.fields(node, parts)

    def _method(self, node: "Node", function: "Node", given: "list[Node]", scope: Scope) -> Value:
        owner, method = function.child_by_field_name("object"), function.child_by_field_name("attribute")
        if owner is None or method is None:
            return self.unknown(node, "it cannot be read")
        value, name = self.value(owner, scope), self.syntax.text(method)
        if isinstance(value, Text) and name == "join" and len(given) == 1 and value.known is not None:
            items = self.value(given[0], scope)
            if isinstance(items, Items) and items.items:
                texts = [self._joined([item], [given[0]]) for item in items.items]
                return concatenated(texts, value.known)
        if isinstance(value, Text) and name in PYTHON_METHODS and not given:
            return applied(value, PYTHON_METHODS[name])
        if isinstance(value, Text) and name != "join":
            return doubted(value, Doubt(f".{name}(...) was not carried out", self.place(method)))
        reason = value.reason if isinstance(value, Unknown) else f"it is a call of {self.source(function)}"
        return self.unknown(node, reason)


def is_object_call(name: str, given: "list[Node]") -> bool:
    """Return whether a call is an object: it has keyword arguments only, and a name as classes have it."""
    if not given or not all(child.type in {"keyword_argument", "dictionary_splat"} for child in given):
        return False
    return _OBJECT_CALL.fullmatch(name) is not None
