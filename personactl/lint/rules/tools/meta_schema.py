"""Compares a JSON Schema with its meta-schema, which the library for JSON Schema owns.

The draft is the one that `$schema` names, or 2020-12. A list of schemas in `items` is what 2020-12 calls `prefixItems`;
providers accept both. Most schemas of tools use a few keywords only and need no library, which takes long to import.
"""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from personactl.document.display_text import quoted
from personactl.document.node import MappingNode, Node, SequenceNode, Span, to_json
from personactl.json_value import JsonObject, JsonValue

if TYPE_CHECKING:
    from jsonschema import FormatChecker
    from jsonschema.exceptions import ValidationError

_PLAIN: Final = {
    "type": (str, list),
    "description": (str,),
    "title": (str,),
    "format": (str,),
    "default": (str, int, float, bool),
    "required": (list,),
    "enum": (list,),
    "properties": (dict,),
    "items": (dict,),
    "additionalProperties": (bool, dict),
    "minimum": (int, float),
    "maximum": (int, float),
    "const": (str, int, float, bool),
}
"""Keywords with types that are certainly valid, where `schema_form` found nothing."""
_INSIDE: Final = ("items", "additionalProperties")
_TUPLE: Final = "prefixItems"


def meta_schema_problems(schema: MappingNode) -> Iterator[tuple[str, str, Span]]:
    """Yield the message, the hint and the place of what the meta-schema refuses, in file order."""
    value = to_json(schema)
    if not isinstance(value, dict) or _is_plain(value):
        return
    found: dict[Span, tuple[str, str, Span]] = {}
    for error in _errors(value):
        path = [*error.absolute_path]
        span = _node(schema, path).span
        found.setdefault(span, (*_words(error, path), span))
    yield from sorted(found.values(), key=lambda problem: problem[2].start)


def _is_plain(schema: JsonValue) -> bool:
    if not isinstance(schema, dict):
        return isinstance(schema, bool)
    for name, value in schema.items():
        if name not in _PLAIN or not isinstance(value, _PLAIN[name]):
            return False
        if isinstance(value, bool) and bool not in _PLAIN[name]:
            return False
    inner = [*(schema[name] for name in _INSIDE if name in schema), *_values(schema.get("properties"))]
    required = schema.get("required", [])
    distinct = isinstance(required, list) and len({str(name) for name in required}) == len(required)
    return distinct and _is_list_of_types(schema.get("type")) and all(map(_is_plain, inner))


def _is_list_of_types(kinds: JsonValue) -> bool:
    return not isinstance(kinds, list) or (bool(kinds) and len({str(kind) for kind in kinds}) == len(kinds))


def _values(mapping: JsonValue) -> Iterable[JsonValue]:
    return mapping.values() if isinstance(mapping, dict) else ()


def _errors(schema: JsonObject) -> "Iterator[ValidationError]":
    from jsonschema import Draft202012Validator
    from jsonschema.validators import validator_for

    named = schema.get("$schema")
    validator = validator_for({"$schema": named} if isinstance(named, str) else {}, default=Draft202012Validator)
    prepared = _prepared(schema, tuples=validator is Draft202012Validator)
    meta = validator(validator.META_SCHEMA, format_checker=_formats())
    yield from meta.iter_errors(prepared)


def _formats() -> "FormatChecker":
    from jsonschema import FormatChecker

    checker = FormatChecker(formats=())
    checker.checks("regex")(lambda value: not isinstance(value, str) or _is_pattern(value))
    return checker


def _is_pattern(text: str) -> bool:
    """Return whether a pattern is one of JavaScript, as the standard wants it, or one of Python."""
    try:
        re.compile(text)
    except (re.error, OverflowError, RecursionError):
        import regress

        for flags in ("u", ""):
            try:
                regress.Regex(text, flags)
            except regress.RegressError:
                continue
            return True
        return False
    return True


def _prepared(value: JsonValue, *, tuples: bool) -> JsonValue:
    """Return the schema with `prefixItems` for lists in `items`, and a type that is null, which `schema_form` reports,
    as "null".
    """
    if isinstance(value, list):
        return [_prepared(item, tuples=tuples) for item in value]
    if not isinstance(value, dict):
        return value
    prepared: JsonObject = {}
    for name, inner in value.items():
        if name in {"enum", "const", "default", "examples"}:
            prepared[name] = inner
        elif name == "items" and tuples and isinstance(inner, list) and _TUPLE not in value:
            prepared[_TUPLE] = _prepared(inner, tuples=tuples)
        elif name == "type" and not isinstance(inner, dict):
            prepared[name] = [_type(kind) for kind in inner] if isinstance(inner, list) else _type(inner)
        else:
            prepared[name] = _prepared(inner, tuples=tuples)
    return prepared


def _type(kind: JsonValue) -> JsonValue:
    return "null" if kind is None else kind


def _node(node: Node, path: list[str | int]) -> Node:
    for step in path:
        match node:
            case MappingNode():
                entry = node.get(str(step)) or (node.get("items") if step == _TUPLE else None)
                if entry is None:
                    return node
                node = entry.value
            case SequenceNode(items=items) if isinstance(step, int) and step < len(items):
                node = items[step]
            case _:
                return node
    return node


_ARTICLES: Final = {
    "string": "text",
    "array": "a list",
    "object": "a mapping",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
}


def _words(error: "ValidationError", path: list[str | int]) -> tuple[str, str]:
    """Return the message and the hint of an error."""
    name = next((str(step) for step in reversed(path) if isinstance(step, str)), "the schema")
    name = "items" if name == _TUPLE else name
    match error.validator:
        case "type":
            kinds = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
            expected = " or ".join(_ARTICLES.get(str(kind), str(kind)) for kind in kinds)
            expected = "a schema" if set(kinds) == {"object", "boolean"} else expected
            return f"{name} must be {expected}", f"Write {expected}."
        case "minimum" | "exclusiveMinimum":
            above = "more than " if error.validator == "exclusiveMinimum" else ""
            least = f"{above}{error.validator_value}{'' if above else ' or more'}"
            return f"{name} must be {least}", f"Write {least}."
        case "format":
            return f"{name} is not a regular expression", f"Correct it: {quoted(str(error.instance))}."
        case "minItems":
            return f"{name} must not be empty", "Add an item, or remove it."
        case "uniqueItems":
            return f"{name} has the same item twice", "Remove one of the two."
        case _:
            text = error.message if len(error.message) < 120 else f"{name} is not valid"
            return text, "See the documentation of JSON Schema."
