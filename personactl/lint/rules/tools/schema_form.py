"""Checks whether a mapping is a JSON Schema of an object, as LLM providers require it. Unknown keywords are valid.

The frequent mistakes get messages of their own; `meta_schema` finds the others.
"""

from collections.abc import Iterator
from typing import Final, TypeAlias

from personactl.document.display_text import quoted
from personactl.document.node import Entry, MappingNode, Node, Scalar, SequenceNode, Span, kind
from personactl.document.suggestion import closest_name
from personactl.lint.rules.tools.meta_schema import meta_schema_problems

Malformation: TypeAlias = tuple[str, str, Span]
"""The message, the hint and the place."""

_TYPES: Final = ("string", "number", "integer", "boolean", "object", "array", "null")
_ONE_SCHEMA: Final = frozenset({"items", "additionalProperties", "not", "contains"})
_LISTS_OF_SCHEMAS: Final = frozenset({"anyOf", "oneOf", "allOf"})
_NAMED_SCHEMAS: Final = frozenset({"properties", "$defs", "definitions", "patternProperties"})


def malformed(schema: MappingNode) -> Iterator[Malformation]:
    """Yield the problems of a schema of tool arguments, in file order. An empty schema is valid: the tool has no
    arguments.
    """
    kinds = schema.get("type")
    if kinds is None and schema.entries and not any(schema.get(key) for key in ("$ref", *_LISTS_OF_SCHEMAS)):
        yield "the schema does not declare type: object", "Add type: object.", schema.entries[0].key.span
    elif kinds is not None and isinstance(kinds.value, Scalar) and kinds.value.value != "object":
        yield "the arguments of a tool must be an object", "Write type: object.", kinds.value.span
        return
    own = list(_keywords(schema))
    yield from own
    places = [span for _, _, span in own]
    for problem in meta_schema_problems(schema):
        if not any(place.start <= problem[2].start and problem[2].end <= place.end for place in places):
            yield problem


def _keywords(schema: MappingNode) -> Iterator[Malformation]:
    for entry in schema.entries:
        match entry.name:
            case "type":
                yield from _type(entry.value)
            case "enum" if not (isinstance(entry.value, SequenceNode) and entry.value.items):
                yield "enum must be a list of choices", "Write enum: [first, second].", entry.value.span
            case "required":
                yield from _names(entry)
            case "items" if isinstance(entry.value, SequenceNode):  # of draft 7: a schema for each item
                for item in entry.value.items:
                    yield from _schema("items", item)
            case name if name in _ONE_SCHEMA:
                yield from _schema(name, entry.value)
            case name if name in _LISTS_OF_SCHEMAS:
                yield from _list(entry)
            case name if name in _NAMED_SCHEMAS:
                yield from _named(entry)
            case _:
                pass


def _type(node: Node) -> Iterator[Malformation]:
    for one in node.items if isinstance(node, SequenceNode) else (node,):
        word = one.value if isinstance(one, Scalar) else None
        if isinstance(one, Scalar) and word is None and one.raw:
            yield f"without quotes, {one.raw} is no value and not the type null", 'Write "null", with quotes.', one.span
        elif word not in _TYPES:
            suggestion = closest_name(word, _TYPES) if isinstance(word, str) else None
            hint = f"Did you mean {suggestion}?" if suggestion else f"Write one of {', '.join(_TYPES)}."
            yield f"{quoted(word)} is not a type" if isinstance(word, str) else "this is not a type", hint, one.span


def _names(entry: Entry) -> Iterator[Malformation]:
    """Check `required`. An old draft had `required: true` beside each argument, which providers refuse."""
    if not isinstance(entry.value, SequenceNode):
        message = f"required is not a list of names but {kind(entry.value)}"
        yield message, "List the names of required arguments, beside properties.", entry.value.span
        return
    for item in entry.value.items:
        if not (isinstance(item, Scalar) and isinstance(item.value, str)):
            yield "required must contain names of arguments", "Write a name.", item.span


def _schema(name: str, node: Node) -> Iterator[Malformation]:
    if isinstance(node, MappingNode):
        yield from _keywords(node)
    elif not (isinstance(node, Scalar) and isinstance(node.value, bool)):
        yield f"{name} is not a schema but {kind(node)}", "Write a mapping such as {type: string}.", node.span


def _list(entry: Entry) -> Iterator[Malformation]:
    if not (isinstance(entry.value, SequenceNode) and entry.value.items):
        yield f"{entry.name} is not a list of schemas", "Write a list of mappings.", entry.value.span
        return
    for item in entry.value.items:
        yield from _schema(entry.name, item)


def _named(entry: Entry) -> Iterator[Malformation]:
    if not isinstance(entry.value, MappingNode):
        message = f"{entry.name} is not a mapping but {kind(entry.value)}"
        yield message, "Write each name with its schema below it.", entry.value.span
        return
    for one in entry.value.entries:
        yield from _schema(one.name, one.value)
