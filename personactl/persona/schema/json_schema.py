"""The field tables as JSON Schema (draft 2020-12), for editors and for whoever checks files without personactl.

A schema sees one file at a time: it finds what that file alone shows, in what YAML makes of it. What takes several
files (a base, a prompt, a profile over what it changes), the places and the hints are the linter's.
Only keywords that draft 7 has too are used, because editors lag behind.
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
"""Where a schema whose fields include `Overlays` has to define what a profile may hold."""

Descriptions: TypeAlias = Mapping[str, str]
"""By dotted path; see `persona.descriptions`."""


def document_schema(title: str, shape: Table | Tagged, descriptions: Descriptions) -> JsonObject:
    """The schema of a whole file."""
    return {"$schema": DRAFT, "title": title, **shape_schema("", shape, descriptions)}


def properties(path: str, fields: Mapping[str, Field], descriptions: Descriptions) -> JsonObject:
    """The schema of each field, with its description; `path` is that of the mapping they stand in."""
    return {name: _field_schema(f"{path}.{name}".lstrip("."), field, descriptions) for name, field in fields.items()}


def shape_schema(path: str, shape: Shape, descriptions: Descriptions) -> JsonObject:
    """What fits `shape`, and nothing else; null never does."""
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
        case NameOrTable(table=table):
            one = shape_schema(path, Text(empty=False), descriptions)
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
    return schema if described is None else {**_described(described), **schema}


def _described(text: str) -> JsonObject:
    """Editors draw the second text as Markdown where it is there, and take the first one literally."""
    plain = text.replace("`", "")
    return {"description": plain, **({"markdownDescription": text} if plain != text else {})}


def _text_schema(shape: Text | Choice | Identifier) -> JsonObject:
    match shape:
        case Choice(options=options):
            return {"enum": list(options)}
        case Identifier(legacy=legacy):
            said = "an id, which is a UUID" + (", or an old LLM name" if legacy else "")
            return _whole(f"{UUID.pattern}|{LEGACY_LLM.pattern}" if legacy else UUID.pattern, said)
        case Text(empty=empty, longest=longest, pattern=pattern, said=said):
            something: JsonObject = {} if empty else {"pattern": r"\S", "patternErrorMessage": "Write something."}
            form = _whole(pattern.pattern, said) if pattern is not None else something
            return {**({} if longest is None else {"maxLength": longest}), **form}


def _whole(pattern: str, said: str) -> JsonObject:
    """An editor that knows the second keyword shows it instead of the pattern."""
    return {"pattern": f"^(?:{pattern})$", "patternErrorMessage": f"Write {said}."}


def _number_schema(shape: Number) -> JsonObject:
    limits: JsonObject = {"minimum": shape.least, "maximum": shape.most}
    kind = "integer" if shape.whole else "number"
    return {"type": kind, **{keyword: value for keyword, value in limits.items() if value is not None}}


def _mapping_schema(
    path: str, shape: Table | MapOf | Variants | Tagged | Overlays, descriptions: Descriptions
) -> JsonObject:
    match shape:
        case Table(fields=fields, required=required, anything=anything, one_of=one_of):
            needs: JsonObject = {"required": list(required)} if required else {}
            if one_of:
                needs["oneOf"] = [{"required": [key]} for key in one_of]
            known = properties(path, fields, descriptions)
            return {**({"properties": known} if known else {}), **needs, "additionalProperties": anything}
        case MapOf(item=item, key=key):
            return {"propertyNames": _text_schema(key), "additionalProperties": shape_schema(path, item, descriptions)}
        case Variants(tables=tables):
            return {"anyOf": [shape_schema(path, table, descriptions) for table in tables.values()]}
        case Tagged():
            return _tagged_schema(path, shape, descriptions)
        case Overlays():
            return {"additionalProperties": {"$ref": PROFILE}}


def _tagged_schema(path: str, shape: Tagged, descriptions: Descriptions) -> JsonObject:
    """The tag first: an editor that has not got it yet proposes its values, and then the keys that go with it."""
    tag = shape.tag
    choice = _field_schema(f"{path}.{tag}".lstrip("."), Field("local", Choice(tuple(shape.tables))), descriptions)
    cases: list[JsonValue] = [
        _either(set_to(tag, name), shape_schema(path, table, descriptions)) for name, table in shape.tables.items()
    ]
    return {"properties": {tag: choice}, **({"required": [tag]} if shape.needed else {}), "allOf": cases}


def set_to(path: str, value: JsonValue = None) -> JsonObject:
    """What holds where the dotted `path` is set, and to `value` where one is given."""
    first, _, rest = path.partition(".")
    if rest:
        return {"required": [first], "properties": {first: set_to(rest, value)}}
    return {"required": [first], **({} if value is None else {"properties": {first: {"const": value}}})}


def _either(condition: JsonObject, then: JsonObject, otherwise: JsonObject | None = None) -> JsonObject:
    return {"if": condition, "then": then, **({} if otherwise is None else {"else": otherwise})}
