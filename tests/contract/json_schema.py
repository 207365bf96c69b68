"""JSON Schema (2020-12) of resolved shapes, for any validator.

A file in a form is a string. The validator has to check the formats `uuid`, `llm-id`, `date-time` and `uri`.
"""

from collections.abc import Mapping
from typing import Any, assert_never

from tests.contract.shapes import Choice, Either, Field, ListOf, MapOf, Named, PageOf, Record, Scalar, Type

Schema = dict[str, Any]

_FORMATS = {"uuid": "uuid", "llm id": "llm-id", "date-time": "date-time", "url": "uri"}
_TEXTS = {"text", "file", *_FORMATS}


def schema_of(shape: Type, *, closed: bool = False) -> Schema:
    """closed: whether a key that the contract does not list is an error, unless the contract allows other keys."""
    match shape:
        case Scalar(kind) if kind in _TEXTS:
            formats = {"format": _FORMATS[kind]} if kind in _FORMATS else {}
            return {"type": "string", **formats, **_bounds("minLength", shape.least, "maxLength", shape.most)}
        case Scalar(kind):
            return {"type": kind, **_bounds("minimum", shape.least, "maximum", shape.most)}
        case Choice(options):
            return {"type": "string", "enum": list(options)}
        case ListOf(item):
            return {"type": "array", "items": schema_of(item, closed=closed)}
        case MapOf(value):
            return {"type": "object", "additionalProperties": schema_of(value, closed=closed)}
        case Either(choices):
            return {"anyOf": [schema_of(choice, closed=closed) for choice in choices]}
        case Record():
            return _record_schema(shape, closed=closed)
        case Named() | PageOf():
            raise ValueError(f"not resolved: {shape}")
        case _:
            assert_never(shape)


def _record_schema(record: Record, *, closed: bool) -> Schema:
    schema: Schema = {
        "type": "object",
        "properties": {name: _field_schema(field, closed=closed) for name, field in record.fields.items()},
    }
    if required := [name for name, field in record.fields.items() if field.required]:
        schema["required"] = required
    if record.other_keys == "forbidden" or (closed and record.other_keys == "unstated"):
        schema["additionalProperties"] = False
    if record.exactly_one_of:
        schema["oneOf"] = [{"required": [name]} for name in record.exactly_one_of]
    if record.never:
        schema["not"] = {"anyOf": [{"required": [name]} for name in record.never]}
    if record.at_least:
        schema["minProperties"] = record.at_least
    return schema


def _field_schema(field: Field, *, closed: bool) -> Schema:
    schema = schema_of(field.type, closed=closed)
    if field.default is not None:
        schema["default"] = field.default
    if not field.nullable:
        return schema
    if "anyOf" in schema:
        return schema | {"anyOf": [*schema["anyOf"], {"type": "null"}]}
    nullable = schema | {"type": [schema["type"], "null"]}
    return nullable | {"enum": [*schema["enum"], None]} if "enum" in schema else nullable


def _bounds(least_key: str, least: float | None, most_key: str, most: float | None) -> Mapping[str, float]:
    return {key: bound for key, bound in ((least_key, least), (most_key, most)) if bound is not None}
