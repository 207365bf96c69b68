"""The shapes of fields as JSON Schema (draft 2020-12), for editors and other tools that check files.

A schema sees the values of one file. The linter adds what takes several files (a base, a prompt file, a profile with
the keys that it changes), the positions and the hints.

Only keywords of the standard are used, because strict validators such as ajv refuse a schema with any other. Except
for annotations, draft 7 has them too, because editors support newer ones late. For strict validators, too, each
keyword stands beside its `type`, and each required key among the `properties`.
"""

from collections.abc import Mapping
from typing import Final, TypeAlias, assert_never

from personactl.json_value import JsonObject, JsonValue
from personactl.persona.schema.field_shapes import (
    LEGACY_LLM,
    UUID,
    Choice,
    Field,
    Flag,
    Identifier,
    ListOf,
    MapOf,
    NameOrTable,
    Number,
    OneOrList,
    Overlays,
    Shape,
    Table,
    Tagged,
    Text,
    Variants,
)

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
PROFILE: Final = "#/$defs/profile"
"""The path at which a schema with `Overlays` among its fields must define the keys of a profile."""

Descriptions: TypeAlias = Mapping[str, str]
"""Descriptions of keys by dotted path; see `descriptions`."""


def document_schema(title: str, shape: Table | Tagged, descriptions: Descriptions) -> JsonObject:
    """Return the schema of a whole file."""
    return {"$schema": DRAFT, "title": title, **shape_schema("", shape, descriptions)}


def properties(path: str, fields: Mapping[str, Field], descriptions: Descriptions) -> JsonObject:
    """Return the schema of each field, with its description.

    `path` is the dotted path of the mapping that has the fields.
    """
    return {name: _field_schema(f"{path}.{name}".lstrip("."), field, descriptions) for name, field in fields.items()}


def shape_schema(path: str, shape: Shape, descriptions: Descriptions) -> JsonObject:
    """Return the schema of the values that fit `shape`. Null never fits."""
    match shape:
        case Text() | Choice() | Identifier():
            return {"type": "string", **_text_schema(shape)}
        case Flag():
            return {"type": "boolean"}
        case Number():
            return _number_schema(shape)
        case ListOf(item=item):
            return {"type": "array", "items": shape_schema(path, item, descriptions)}
        case OneOrList(item=item):
            one = shape_schema(path, item, descriptions)
            return {"anyOf": [one, {"type": "array", "items": one}]}
        case NameOrTable(table=table, text=text):
            one = shape_schema(path, text, descriptions)
            return _either({"type": "object"}, shape_schema(path, table, descriptions), one)
        case Table() | MapOf() | Variants() | Tagged() | Overlays():
            return {"type": "object", **_mapping_schema(path, shape, descriptions)}
        case _:
            assert_never(shape)


def _field_schema(path: str, field: Field, descriptions: Descriptions) -> JsonObject:
    schema = shape_schema(path, field.shape, descriptions)
    if field.nullable:
        schema = {"anyOf": [schema, {"type": "null"}]}
    described = descriptions.get(path)
    return schema if described is None else {"description": described.replace("`", ""), **schema}


def _text_schema(shape: Text | Choice | Identifier) -> JsonObject:
    match shape:
        case Choice(options=options):
            return {"enum": list(options)}
        case Identifier(legacy=legacy):
            return _whole_text(f"{UUID.source}|{LEGACY_LLM.source}" if legacy else UUID.source)
        case Text(allow_blank=allow_blank, max_length=max_length, pattern=pattern):
            blank_or_not: JsonObject = {} if allow_blank else {"pattern": r"\S"}
            form = _whole_text(pattern.source) if pattern is not None else blank_or_not
            return {**({} if max_length is None else {"maxLength": max_length}), **form}


def _whole_text(pattern: str) -> JsonObject:
    return {"pattern": f"^(?:{pattern})$"}


def _number_schema(shape: Number) -> JsonObject:
    limits: JsonObject = {"minimum": shape.minimum, "maximum": shape.maximum}
    kind = "integer" if shape.integer else "number"
    return {"type": kind, **{keyword: value for keyword, value in limits.items() if value is not None}}


def _mapping_schema(
    path: str, shape: Table | MapOf | Variants | Tagged | Overlays, descriptions: Descriptions
) -> JsonObject:
    match shape:
        case Table(fields=fields, required=required, allow_other_keys=allow_other_keys, one_of=one_of):
            presence: JsonObject = {"required": list(required)} if required else {}
            if one_of:
                presence["oneOf"] = [when_set(key) for key in one_of]
            known = properties(path, fields, descriptions)
            return {**({"properties": known} if known else {}), **presence, "additionalProperties": allow_other_keys}
        case MapOf(item=item, key=key):
            return {"propertyNames": _text_schema(key), "additionalProperties": shape_schema(path, item, descriptions)}
        case Variants(tables=tables):
            return {"anyOf": [shape_schema(path, table, descriptions) for table in tables.values()]}
        case Tagged():
            return _tagged_schema(path, shape, descriptions)
        case Overlays():
            return {"additionalProperties": {"$ref": PROFILE}}


def _tagged_schema(path: str, shape: Tagged, descriptions: Descriptions) -> JsonObject:
    """The tag comes first, so that an editor proposes its values before the keys that belong to a value."""
    tag = shape.tag
    choice = _field_schema(f"{path}.{tag}".lstrip("."), Field("local", Choice(tuple(shape.tables))), descriptions)
    cases: list[JsonValue] = [
        _either(when_set(tag, name), shape_schema(path, table, descriptions)) for name, table in shape.tables.items()
    ]
    return {"properties": {tag: choice}, **({"required": [tag]} if shape.required else {}), "allOf": cases}


def when_set(path: str, value: JsonValue = None) -> JsonObject:
    """Return the schema of objects in which the dotted `path` is set, to `value` unless that is None."""
    first, _, rest = path.partition(".")
    if rest:
        found: JsonValue = {"type": "object", **when_set(rest, value)}
    else:
        found = True if value is None else {"const": value}
    return {"properties": {first: found}, "required": [first]}


def _either(condition: JsonObject, then: JsonObject, otherwise: JsonObject | None = None) -> JsonObject:
    return {"if": condition, "then": then, **({} if otherwise is None else {"else": otherwise})}
