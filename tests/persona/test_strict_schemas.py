"""Strict validators accept the schemas: only keywords of the standard, each beside its type, required keys defined.

These are the rules of ajv's strict mode with all of its options, which ajv 8 confirms for each of the schemas; a schema
that breaks one of them does not compile there. The tests need no Node.js.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from personactl.commands.project.json_schemas import SCHEMA_KINDS, SchemaKind, json_schema
from personactl.json_value import JsonValue
from tests.conftest import Run

_TYPES: dict[str, set[str]] = {
    "object": {
        "properties",
        "patternProperties",
        "additionalProperties",
        "propertyNames",
        "required",
        "minProperties",
        "maxProperties",
    },
    "array": {"items", "minItems", "maxItems", "uniqueItems"},
    "string": {"pattern", "minLength", "maxLength"},
    "number": {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"},
}
"""The keywords that apply to one type only, by that type."""
_SAME_VALUE = {"allOf", "anyOf", "oneOf"}, {"if", "then", "else", "not"}
_KNOWN = {
    *("$schema", "$ref", "$defs", "title", "description", "deprecated", "type", "enum", "const"),
    *set[str]().union(*_SAME_VALUE, *_TYPES.values()),
}


def problems(schema: JsonValue, place: str = "#", types: frozenset[str] = frozenset()) -> Iterator[str]:
    """Yield what a strict validator refuses.

    types: the types that the schemas around this one give to the same value.
    """
    if not isinstance(schema, dict):
        assert isinstance(schema, bool), place
        return
    named = schema.get("type", [])
    own = {named} if isinstance(named, str) else {str(name) for name in named} if isinstance(named, list) else set()
    types = frozenset(types | {"number" if name == "integer" else name for name in own})
    properties = schema.get("properties", {})
    assert isinstance(properties, dict)
    for keyword, value in schema.items():
        if keyword not in _KNOWN:
            yield f"{place}: unknown keyword {keyword}"
        yield from (
            f"{place}: {keyword} without type {name}"
            for name in _TYPES
            if keyword in _TYPES[name] and name not in types
        )
        if keyword == "required" and isinstance(value, list):
            yield from (f"{place}: required {key} is not defined" for key in value if key not in properties)
        if keyword == "pattern":
            re.compile(str(value))
        yield from _inner(keyword, value, f"{place}/{keyword}", types)
    yield from (f"{place}: {word} without if" for word in ("then", "else") if word in schema and "if" not in schema)
    if "if" in schema and not {"then", "else"} & schema.keys():
        yield f"{place}: if without then and else"
    if len(own - {"null"}) > 1:
        yield f"{place}: several types"
    patterns = schema.get("patternProperties", {})
    assert isinstance(patterns, dict)
    yield from (f"{place}: {key} has two schemas" for key in properties for one in patterns if re.search(one, key))


def _inner(keyword: str, value: JsonValue, place: str, types: frozenset[str]) -> Iterator[str]:
    listed, single = _SAME_VALUE
    if keyword in listed:
        assert isinstance(value, list)
        for number, one in enumerate(value):
            yield from problems(one, f"{place}/{number}", types)
    elif keyword in single:
        yield from problems(value, place, types)
    elif keyword in {"items", "additionalProperties"}:
        yield from problems(value, place)
    elif keyword == "propertyNames":
        yield from problems(value, place, frozenset({"string"}))
    elif keyword in {"properties", "patternProperties", "$defs"}:
        assert isinstance(value, dict)
        for name, one in value.items():
            yield from problems(one, f"{place}/{name}")


@pytest.mark.parametrize("kind", SCHEMA_KINDS)
def test_a_strict_validator_accepts_the_schema(kind: SchemaKind) -> None:
    assert list(problems(json_schema(kind))) == []


@pytest.mark.parametrize("kind", SCHEMA_KINDS)
def test_what_is_printed_and_what_init_writes_are_that_schema(kind: SchemaKind, run: Run, tmp_path: Path) -> None:
    assert json.loads(run("schema", kind).stdout) == json_schema(kind)
    assert run("init", str(tmp_path / "new"), "--quiet").status == 0
    assert json.loads((tmp_path / "new" / ".personactl" / "schemas" / f"{kind}.json").read_text()) == json_schema(kind)


@pytest.mark.parametrize(
    ("schema", "found"),
    [
        ({"type": "string", "patternErrorMessage": "x"}, "unknown keyword patternErrorMessage"),
        ({"properties": {"a": True}}, "properties without type object"),
        ({"type": "object", "properties": {"a": {"required": ["b"]}}}, "required without type object"),
        ({"type": "object", "required": ["b"]}, "required b is not defined"),
        ({"type": "object", "allOf": [{"required": ["b"]}]}, "required b is not defined"),
        ({"type": ["string", "number"]}, "several types"),
        ({"if": {"const": 1}}, "if without then and else"),
        ({"then": {"const": 1}}, "then without if"),
        (
            {"type": "object", "properties": {"a": True}, "patternProperties": {"^a$": False}},
            "a has two schemas",
        ),
    ],
)
def test_the_rules_find_what_they_are_for(schema: JsonValue, found: str) -> None:
    assert any(problem.endswith(found) for problem in problems(schema))
