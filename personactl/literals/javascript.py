"""Reads expressions of JavaScript, TypeScript, JSON and JSON5."""

import re
from typing import TYPE_CHECKING, Final

from personactl.literals.expression_reader import Reader
from personactl.literals.javascript_strings import as_text, template_letters, unescaped
from personactl.literals.literal import (
    Absent,
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
from personactl.literals.scopes import Scope
from personactl.literals.text_functions import JS_METHODS, applied, concatenated, js_dedent

if TYPE_CHECKING:
    from tree_sitter import Node

    from personactl.literals.syntax import Syntax

_TRANSPARENT: Final = frozenset(
    {"parenthesized_expression", "as_expression", "satisfies_expression", "non_null_expression"}
)
_CONSTANTS: Final = {"true": True, "false": False, "null": None}
_PASSING: Final = frozenset({"Object.freeze", "JSON.stringify", "Object.seal", "structuredClone", "String", "Number"})
"""Functions whose argument is also what a request would contain."""
_SAME_TAGS: Final = frozenset({"html", "css", "md", "markdown", "prompt", "text", "sql", "gql"})
_INTEGER: Final = re.compile(r"0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|\d+")
_ENVIRONMENT: Final = ("process.env", "import.meta.env", "Deno.env", "Bun.env", "env.")


class JavaScriptReader(Reader):
    """Reads the expressions of one source."""

    def __init__(self, syntax: "Syntax") -> None:
        super().__init__(syntax, self._expression)

    def _expression(self, node: "Node", scope: Scope) -> Value:
        match node.type:
            case "string":
                return Text(joined([unescaped(self.syntax.text(node)[1:-1])]), self.place(node))
            case "template_string":
                return self._template(node, scope)
            case "number":
                return self._number(node)
            case "true" | "false" | "null":
                return Scalar(_CONSTANTS[node.type], self.place(node))
            case "object":
                return self._object(node, scope)
            case "array":
                return self._array(node, scope)
            case "identifier" | "shorthand_property_identifier":
                return self._identifier(node, scope)
            case kind if kind in _TRANSPARENT:
                return self.value(node.named_children[0], scope)
            case _:
                return self._computed(node, scope)

    def _computed(self, node: "Node", scope: Scope) -> Value:
        match node.type:
            case "undefined":
                return Absent(self.place(node))
            case "enum_body":
                return self._enum(node, scope)
            case "type_assertion":
                return self.value(node.named_children[-1], scope)
            case "unary_expression":
                return self._unary(node, scope)
            case "binary_expression":
                return self._binary(node, scope)
            case "member_expression" | "subscript_expression":
                return self._selected(node, scope)
            case "call_expression":
                return self._call(node, scope)
            case "ternary_expression":
                return self.unknown(node, "which of the two values it has depends on a run")
            case "arrow_function" | "function_expression" | "class":
                return self.unknown(node, "it is code")
            case _:
                return self.unknown(node, "it is an expression")

    def _identifier(self, node: "Node", scope: Scope) -> Value:
        if self.syntax.text(node) == "undefined":
            return Absent(self.place(node))
        return self.named(node, scope)

    def _number(self, node: "Node") -> Value:
        text = self.syntax.text(node).replace("_", "").removesuffix("n")
        try:
            whole = _INTEGER.fullmatch(text)
            number: int | float = (
                int(text, 0 if text[:2].lower() in {"0x", "0o", "0b"} else 10) if whole else float(text)
            )
        except ValueError:
            return self.unknown(node, "it is not a number that JSON has")
        return Scalar(number, self.place(node))

    def _template(self, node: "Node", scope: Scope, *, raw: bool = False) -> Text:
        parts: list[str | Unknown] = []
        doubts: list[Doubt] = []
        at = node.start_byte + 1
        data = self.syntax.data
        for hole in (child for child in node.named_children if child.type == "template_substitution"):
            parts.append(template_letters(data[at : hole.start_byte].decode("utf-8", "replace"), raw=raw))
            at = hole.end_byte
            inner = self.value(hole.named_children[0], scope) if hole.named_children else None
            letters = as_text(inner)
            if letters is not None:
                parts += letters.pieces
                doubts += letters.doubts
            else:
                reason = inner.reason if isinstance(inner, Unknown) else "it is not a text"
                parts.append(Unknown(self.syntax.text(hole)[2:-1].strip(), reason, self.place(hole)))
        parts.append(template_letters(data[at : node.end_byte - 1].decode("utf-8", "replace"), raw=raw))
        return Text(joined(parts), self.place(node), tuple(doubts))

    def _array(self, node: "Node", scope: Scope) -> Items:
        items: list[Value] = []
        for child in node.named_children:
            if child.type == "comment":
                continue
            if child.type == "spread_element":
                spread = self.value(child.named_children[0], scope)
                items += spread.items if isinstance(spread, Items) else [self.unknown(child, reason_of(spread))]
            else:
                items.append(self.value(child, scope))
        return Items(tuple(item for item in items if not isinstance(item, Absent)), self.place(node))

    def _object(self, node: "Node", scope: Scope) -> Fields:
        parts: list[Member | Fields | Unknown] = []
        for child in node.named_children:
            match child.type:
                case "pair":
                    parts.append(self._pair(child, scope))
                case "shorthand_property_identifier":
                    parts.append(Member(self.syntax.text(child), self.place(child), self.value(child, scope)))
                case "spread_element":
                    spread = self.value(child.named_children[0], scope)
                    parts.append(spread if isinstance(spread, Fields) else self.unknown(child, reason_of(spread)))
                case "method_definition":
                    parts.append(self.unknown(child, "it is code"))
        return self.fields(node, parts)

    def _pair(self, node: "Node", scope: Scope) -> Member | Unknown:
        key, value = node.child_by_field_name("key"), node.child_by_field_name("value")
        if key is None or value is None:
            return self.unknown(node, "it cannot be read")
        name = self._key(key, scope)
        if name is None:
            return self.unknown(node, "its key is computed")
        return Member(name, self.place(key), self.value(value, scope))

    def _key(self, node: "Node", scope: Scope) -> str | None:
        match node.type:
            case "string":
                return unescaped(self.syntax.text(node)[1:-1])
            case "computed_property_name":
                value = self.value(node.named_children[0], scope)
                return value.known if isinstance(value, Text) else None
            case _:
                return unescaped(self.syntax.text(node))

    def _enum(self, node: "Node", scope: Scope) -> Fields:
        parts: list[Member | Fields | Unknown] = []
        for child in node.named_children:
            name, value = child.child_by_field_name("name"), child.child_by_field_name("value")
            if child.type == "enum_assignment" and name is not None and value is not None:
                parts.append(Member(self.syntax.text(name).strip("'\""), self.place(name), self.value(value, scope)))
        return self.fields(node, parts)

    def _unary(self, node: "Node", scope: Scope) -> Value:
        operand, operator = node.child_by_field_name("argument"), node.child_by_field_name("operator")
        value = self.value(operand, scope) if operand is not None else None
        sign = self.syntax.text(operator) if operator is not None else ""
        match value, sign:
            case _, "void":
                return Absent(self.place(node))
            case Scalar(value=bool(flag)), "!":
                return Scalar(not flag, self.place(node))
            case Scalar(value=int(number) | float(number)), "!":
                return Scalar(not number, self.place(node))
            case Scalar(value=int(number) | float(number)), "-" | "+":
                return Scalar(-number if sign == "-" else +number, self.place(node))
            case _:
                return self.unknown(node, reason_of(value))

    def _binary(self, node: "Node", scope: Scope) -> Value:
        operator = node.child_by_field_name("operator")
        sign = self.syntax.text(operator) if operator is not None else ""
        if sign == "+":
            return self._sum(node, scope)
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None:
            return self.unknown(node, "it cannot be read")
        first, second = self.value(left, scope), self.value(right, scope)
        if sign in {"??", "||"}:
            return self.either(node, first, second, falsy=sign == "||")
        return arithmetic(sign, first, second, self.place(node)) or self.unknown(node, first_reason(first, second))

    def _sum(self, node: "Node", scope: Scope) -> Value:
        """Read `a + b + c ...`, whose left sides are nested as deep as there are terms."""
        terms: list[Node] = []
        left: Node | None = node
        while left is not None and left.type == "binary_expression" and self._is_sum(left):
            right = left.child_by_field_name("right")
            terms += [right] if right is not None else []
            left = left.child_by_field_name("left")
        terms += [left] if left is not None else []
        values = [self.value(term, scope) for term in reversed(terms)]
        numbers = [value.value for value in values if isinstance(value, Scalar) and is_number(value.value)]
        if len(numbers) == len(values):
            return Scalar(sum(number for number in numbers if number is not None), self.place(node))
        if not any(isinstance(value, Text) for value in values):
            return self.unknown(node, first_reason(*values))
        return concatenated([self._term(term, value) for term, value in zip(reversed(terms), values, strict=True)])

    def _term(self, node: "Node", value: Value) -> Text:
        text = as_text(value)
        return text if text is not None else Text((self.unknown(node, reason_of(value)),), self.place(node))

    def _is_sum(self, node: "Node") -> bool:
        operator = node.child_by_field_name("operator")
        return operator is not None and operator.type == "+"

    def _selected(self, node: "Node", scope: Scope) -> Value:
        source = self.source(node)
        if any(source.startswith(prefix) for prefix in _ENVIRONMENT):
            return self.unknown(node, f"{source} is set in the environment")
        owner, key = node.child_by_field_name("object"), node.child_by_field_name("property")
        index = node.child_by_field_name("index")
        selected: str | int | None = self.syntax.text(key) if key is not None else None
        if index is not None:
            value = self.value(index, scope)
            number = value.value if isinstance(value, Scalar) else None
            selected = value.known if isinstance(value, Text) else number if isinstance(number, int) else None
        if owner is None:
            return self.unknown(node, "it cannot be read")
        return self.member(node, self.value(owner, scope), selected)

    def _call(self, node: "Node", scope: Scope) -> Value:
        function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        if function is None or arguments is None:
            return self.unknown(node, "it cannot be read")
        name = self.syntax.text(function)
        if arguments.type == "template_string":
            return self._tagged(node, name, arguments, scope)
        given = [child for child in arguments.named_children if child.type != "comment"]
        if name in _PASSING and given:
            return self.value(given[0], scope)
        if name.split(".")[-1] == "dedent" and len(given) == 1:
            return self._dedented(node, self.value(given[0], scope))
        if function.type == "member_expression":
            return self._method(node, function, given, scope)
        return self.unknown(node, f"it is a call of {name}")

    def _tagged(self, node: "Node", tag: str, template: "Node", scope: Scope) -> Value:
        if tag == "String.raw":
            return self._template(template, scope, raw=True)
        text = self._template(template, scope)
        if tag == "dedent":
            return self._dedented(node, text)
        if tag in _SAME_TAGS:
            return text
        return doubted(text, Doubt(f"the tag {tag} may change the text", self.place(node)))

    def _dedented(self, node: "Node", value: Value) -> Value:
        if not isinstance(value, Text):
            return self.unknown(node, reason_of(value))
        return applied(value, js_dedent)

    def _method(self, node: "Node", function: "Node", given: "list[Node]", scope: Scope) -> Value:
        owner, method = function.child_by_field_name("object"), function.child_by_field_name("property")
        if owner is None or method is None:
            return self.unknown(node, "it cannot be read")
        value, name = self.value(owner, scope), self.syntax.text(method)
        match value:
            case Items(items=items) if name == "join" and len(given) <= 1:
                between = self.value(given[0], scope) if given else None
                texts = [self._term(owner, item) for item in items]
                separator = between.known if isinstance(between, Text) else "," if between is None else None
                if separator is not None:
                    return concatenated(texts, separator) if texts else Text((), self.place(node))
            case Text() if name in JS_METHODS and not given:
                return applied(value, JS_METHODS[name])
            case Text():
                return doubted(value, Doubt(f".{name}(...) was not carried out", self.place(method)))
            case Unknown(reason=reason):
                return self.unknown(node, reason)
            case _:
                pass
        return self.unknown(node, f"it is a call of {self.source(function)}")
