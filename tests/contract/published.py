"""Reads the contract as its owner publishes it (an OpenAPI document) into the same values as our statement.

Every keyword of a schema is either read or known to state no fact. An unknown keyword is an error, so that nothing new
in the document is overlooked. References are resolved.
"""

from collections.abc import Mapping
from typing import Any

from tests.contract.shapes import (
    Answer,
    Choice,
    Either,
    Field,
    Kind,
    ListOf,
    MapOf,
    Operation,
    OtherKeys,
    Record,
    Scalar,
    Type,
)

Schema = Mapping[str, Any]

_WORDS = {"description", "example", "examples", "title"}
_READ = {
    "type",
    "format",
    "properties",
    "required",
    "items",
    "enum",
    "oneOf",
    "allOf",
    "not",
    "nullable",
    "default",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "minProperties",
    "additionalProperties",
}
_FORMATS: dict[str, Kind] = {"uuid": "uuid", "date-time": "date-time", "uri": "url", "binary": "file"}
_KINDS: dict[str, Kind] = {"integer": "integer", "number": "number", "boolean": "boolean", "object": "object"}


class UnknownKeywordError(ValueError):
    """The document has a keyword that this module does not read."""


def read_published(document: Schema) -> list[Operation]:
    reader = _Reader(document)
    return [
        reader.operation(method.upper(), path, written)
        for path, item in document["paths"].items()
        for method, written in item.items()
    ]


class _Reader:
    def __init__(self, document: Schema) -> None:
        self._document = document

    def operation(self, method: str, path: str, written: Schema) -> Operation:
        _known(
            written,
            {"parameters", "requestBody", "responses"},
            beside={"operationId", "summary", "tags", "x-mint"},
        )
        parameters = [self._resolved(one) for one in written.get("parameters", [])]
        places = {
            place: {one["name"]: self._parameter(one) for one in parameters if one["in"] == place}
            for place in ("path", "query")
        }
        if len(places["path"]) + len(places["query"]) != len(parameters):
            raise UnknownKeywordError(f"{method} {path} has a parameter elsewhere than in path and query")
        body = written.get("requestBody", {})
        _known(body, {"content", "required"})
        content = body.get("content", {})
        _known(content, {"application/json", "multipart/form-data"})
        return Operation(
            method,
            path,
            places["path"],
            places["query"],
            json=self._content(content, "application/json"),
            form=self._content(content, "multipart/form-data"),
            body_required=body.get("required", False),
            answers={int(status): self._answer(int(status), one) for status, one in written["responses"].items()},
        )

    def _parameter(self, written: Schema) -> Field:
        _known(written, {"name", "in", "required", "schema"})
        schema = dict(written["schema"])
        if (schema.pop("style", "form"), schema.pop("explode", False)) != ("form", False):
            raise UnknownKeywordError("a list that is not written as one value with commas")
        return self._field(schema, required=written.get("required", False))

    def _answer(self, status: int, written: Schema) -> Answer:
        _known(written, {"content", "headers"})
        _known(written.get("content", {}), {"application/json"})
        body = self._content(written.get("content", {}), "application/json")
        return Answer(body, empty=status == 204, headers=tuple(written.get("headers", {})))

    def _content(self, content: Schema, media: str) -> Type | None:
        if media not in content:
            return None
        _known(content[media], {"schema"})
        return self._field(content[media]["schema"], required=False).type

    def _field(self, schema: Schema, *, required: bool) -> Field:
        """Return a schema as a field: `null` among its types or alternatives makes it nullable."""
        schema = self._resolved(schema)
        _known(schema, _READ)
        default = schema.get("default")
        named_types = schema.get("type", "object")
        types = [named_types] if isinstance(named_types, str) else list(named_types)
        nullable = "null" in types or schema.get("nullable", False)
        types = [one for one in types if one != "null"]
        if len(types) != 1:
            raise UnknownKeywordError(f"several types: {types}")
        alternatives = [] if _exclusive(schema) else schema.get("oneOf", [])
        if any(one.get("type") == "null" for one in alternatives):
            nullable, alternatives = True, [one for one in alternatives if one.get("type") != "null"]
        if alternatives:
            options = tuple(self._field(one, required=False).type for one in alternatives)
            return Field(options[0] if len(options) == 1 else Either(options), nullable, required, default)
        return Field(self._type(types[0], schema), nullable, required, default)

    def _type(self, name: str, schema: Schema) -> Type:
        if "enum" in schema:
            return Choice(tuple(one for one in schema["enum"] if one is not None))
        if name == "array":
            return ListOf(self._field(schema["items"], required=False).type)
        if name == "object":
            return self._object(schema)
        if name == "string":
            kind = _FORMATS[schema["format"]] if "format" in schema else "text"
            return Scalar(kind, schema.get("minLength"), schema.get("maxLength"))
        return Scalar(_KINDS[name], schema.get("minimum"), schema.get("maximum"))

    def _object(self, schema: Schema) -> Type:
        others = schema.get("additionalProperties")
        if isinstance(others, dict):
            return MapOf(self._field(others, required=False).type)
        if "properties" not in schema and "allOf" not in schema:
            return Scalar("object")
        required = set(schema.get("required", []))
        fields = {
            name: self._field(value, required=name in required) for name, value in schema.get("properties", {}).items()
        }
        never = tuple(schema.get("not", {}).get("required", ()))
        at_least = schema.get("minProperties", 0)
        for part in schema.get("allOf", []):
            record = self._field(part, required=False).type
            if not isinstance(record, Record):
                raise UnknownKeywordError("a part that is not a record")
            fields |= record.fields
            others, never, at_least = _openness(others, record), never + record.never, max(at_least, record.at_least)
        if missing := required - fields.keys():
            raise UnknownKeywordError(f"required without a type: {missing}")
        other_keys: OtherKeys = "unstated" if others is None else "allowed" if others else "forbidden"
        return Record(fields, (), other_keys, _exclusive(schema), never, at_least)

    def _resolved(self, schema: Schema) -> Schema:
        while "$ref" in schema:
            if extra := schema.keys() - {"$ref"} - _WORDS:
                raise UnknownKeywordError(f"beside a reference: {extra}")
            found: Any = self._document
            for step in schema["$ref"].removeprefix("#/").split("/"):
                found = found[step]
            schema = found
        return schema


def _exclusive(schema: Schema) -> tuple[str, ...]:
    """Return the fields of which exactly one is present: alternatives that only require one field each."""
    alternatives = schema.get("oneOf", [])
    if any(one.keys() != {"required"} or len(one["required"]) != 1 for one in alternatives):
        return ()
    return tuple(one["required"][0] for one in alternatives)


def _openness(others: bool | None, record: Record) -> bool | None:
    return {"unstated": others, "allowed": True, "forbidden": False}[record.other_keys]


def _known(written: Schema, read: set[str], *, beside: set[str] | None = None) -> None:
    if unknown := written.keys() - read - _WORDS - (beside or set()):
        raise UnknownKeywordError(f"not read: {sorted(unknown)}")
