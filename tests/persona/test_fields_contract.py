"""The table of fields against the platform's contract: same keys, scopes, ranges and choices."""

from typing import Any

import pytest

from personactl.persona.schema.component_fields import KNOWLEDGE, LLM
from personactl.persona.schema.field_shapes import (
    Choice,
    Field,
    Flag,
    Identifier,
    ListOf,
    Number,
    Scope,
    Shape,
    Table,
    Text,
    Variants,
)
from personactl.persona.schema.fields import FIELDS
from personactl.persona.schema.tool_fields import TOOL_TABLES
from tests.contract.answer_check import Contract, load_contract
from tests.contract.json_schema import schema_of

# Keys that the token schema does not list, although SDKs and the platform's own examples send them.
_UNLISTED_IN_TOKENS = {"enableAudioPassthrough"}
# Ours to translate: the contract's inline `tools` become names of files or definitions in place.
_OURS = {"tools"}
# A tool's type and settings depend on each other, and a secret is named where it is kept. Text without a pattern is
# all that the contract asks of an address, and its regions are read back only.
_SHAPED_DIFFERENTLY = {"type", "config", "secret", "urls", "metadata", "name", "description"}
_DOCUMENTED = {
    "SERVER_RAG": {"knowledge"},
    "SERVER_WEBHOOK": {"parameters", "queryParameters", "awaitResponse"},
}
"""Keys that the contract's create does not list: they are documented elsewhere, or are personactl's own."""


@pytest.fixture(scope="module")
def contract() -> Contract:
    return load_contract()


def _body(contract: Contract, method: str, path: str) -> Any:
    """Return the JSON Schema of a request."""
    return schema_of(contract.request(method, path))


def _names(*homes: Scope) -> set[str]:
    return {name for name, field in FIELDS.items() if field.scope in homes}


def test_stored_fields_are_those_of_create_and_update(contract: Contract) -> None:
    create = set(_body(contract, "POST", "/v1/personas")["properties"])
    update = set(_body(contract, "PUT", "/v1/personas/{id}")["properties"])

    assert _names("stored", "both") == update
    assert {name for name in update if FIELDS[name].update_only} == update - create


def test_session_fields_are_those_of_a_token(contract: Contract) -> None:
    token = _body(contract, "POST", "/v1/auth/session-token")["properties"]
    inline = set(token["personaConfig"]["anyOf"][0]["properties"])

    assert _names("session", "both") == (inline - _OURS) | _UNLISTED_IN_TOKENS


def test_every_shape_agrees_with_every_schema_that_has_it(contract: Contract) -> None:
    token = _body(contract, "POST", "/v1/auth/session-token")["properties"]
    schemas = [
        _body(contract, "POST", "/v1/personas")["properties"],
        _body(contract, "PUT", "/v1/personas/{id}")["properties"],
        token["personaConfig"]["anyOf"][0]["properties"],
        {"sessionOptions": token["sessionOptions"]},
    ]

    compared = 0
    for properties in schemas:
        for name in properties.keys() - _OURS:
            compared += _agrees(name, FIELDS[name], properties[name])
    assert compared > 80


@pytest.mark.parametrize(
    ("path", "table", "ours"),
    [
        ("/v1/llms", LLM, set()),
        ("/v1/knowledge/groups", KNOWLEDGE, {"documents"}),
        *(("/v1/tools", table, set()) for table in TOOL_TABLES.values()),
    ],
)
def test_components_have_the_fields_of_the_contracts_create(
    contract: Contract, path: str, table: Table, ours: set[str]
) -> None:
    schema = _body(contract, "POST", path)
    assert table.fields.keys() - ours == set(schema["properties"])
    assert set(schema["required"]) - {"type"} <= set(table.required)  # the tag is, whatever it says
    for name in sorted(table.fields.keys() - ours - _SHAPED_DIFFERENTLY):
        _agrees(name, table.fields[name], schema["properties"][name])


def test_the_settings_of_a_tool_are_those_of_the_contract_and_of_the_documentation(contract: Contract) -> None:
    variants = _body(contract, "POST", "/v1/tools")["properties"]["config"]["anyOf"]
    for (kind, table), variant in zip(TOOL_TABLES.items(), variants, strict=True):
        config = table.fields["config"].shape
        assert isinstance(config, Table)
        assert config.fields.keys() - set(variant["properties"]) == _DOCUMENTED.get(kind, set())
        assert set(variant.get("required", ())) <= {*config.required, *config.one_of}


def _agrees(name: str, field: Field, schema: Any) -> int:
    """Return how many shapes were compared; fail at the first difference."""
    assert field.nullable == ("null" in schema.get("type", ())), name
    return 1 + _shape_agrees(name, field.shape, _without_null(schema))


def _shape_agrees(name: str, shape: Shape, schema: Any) -> int:
    match shape:
        case Variants(tables=tables):
            return _variants_agree(name, tables, schema["anyOf"])
        case Table(fields=fields, required=required):
            assert schema["type"] == "object", name
            assert set(schema["properties"]) <= fields.keys(), name
            assert set(schema.get("required", ())) <= set(required), name
            inner = ((key, fields[key], value) for key, value in schema["properties"].items())
            return sum(_agrees(f"{name}.{key}", field, value) for key, field, value in inner)
        case ListOf(item=item):
            assert schema["type"] == "array", name
            return _shape_agrees(name, item, schema["items"])
        case Number(minimum=least, maximum=most, integer=whole):
            assert schema["type"] == ("integer" if whole else "number"), name
            assert schema.get("minimum", least) == least, name
            assert schema.get("maximum") == most, name
        case Flag():
            assert schema["type"] == "boolean", name
        case Choice(options=options):
            assert list(options) == schema["enum"], name
        case Text() | Identifier():
            assert schema["type"] == "string", name
            assert "enum" not in schema, name
            assert schema.get("maxLength") == (shape.max_length if isinstance(shape, Text) else None), name
        case _:
            pytest.fail(f"{name} has a shape that no contract describes")
    return 0


def _variants_agree(name: str, tables: Any, schemas: Any) -> int:
    """Assert that each variant of the contract is part of one of ours: ours has both versions of ElevenLabs in one
    table."""
    compared = 0
    for schema in schemas:
        properties = schema["properties"]
        fitting = [table for table in tables.values() if _fits(table, properties)]
        assert fitting, f"{name}: {sorted(properties)}"
        compared += len(properties)
    return compared


def _fits(table: Table, properties: Any) -> bool:
    if not properties.keys() <= table.fields.keys():
        return False
    for key, schema in properties.items():
        shape = table.fields[key].shape
        if isinstance(shape, Number) and (shape.minimum, shape.maximum) != (schema["minimum"], schema["maximum"]):
            return False
        if isinstance(shape, Choice) and list(shape.options) != schema["enum"]:
            return False
    return True


def _without_null(schema: Any) -> Any:
    """Return `type` as one word."""
    kinds = schema.get("type")
    return schema | {"type": kinds[0]} if isinstance(kinds, list) else schema
