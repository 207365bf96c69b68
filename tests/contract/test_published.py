"""Our statement against the contract that the platform's owner publishes, and the reader of that document.

The document is not part of this repository, so one test needs a checkout with the document next to it.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.contract.differences import differences
from tests.contract.published import UnknownKeywordError, read_published
from tests.contract.shapes import Either, Field, ListOf, MapOf, Record, Scalar
from tests.contract.test_differences import stated

PUBLISHED = Path(__file__).resolve().parents[3] / "shared" / "reference" / "anam-openapi.json"
LEGACY_NAMES = "the published UUID does not fit the names of models that the platform documents and lists"
DEVIATIONS = {
    "GET /v1/llms 200.data[].id type": LEGACY_NAMES,
    "GET /v1/llms/{id} 200.id type": LEGACY_NAMES,
    "POST /v1/llms 201.id type": LEGACY_NAMES,
    "PUT /v1/llms/{id} 200.id type": LEGACY_NAMES,
    "GET /v1/personas/{id} 200.llmId type": LEGACY_NAMES,
    "POST /v1/personas 201.llmId type": LEGACY_NAMES,
    "PUT /v1/personas/{id} 200.llmId type": LEGACY_NAMES,
}
"""Where our statement deviates on purpose: `llm id` instead of `uuid`."""


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the published contract is not part of the repository")
def test_our_statement_says_what_is_published() -> None:
    published = read_published(json.loads(PUBLISHED.read_text("utf-8")))

    found = differences(stated(), published)

    unexpected = [str(one) for one in found if one.place not in DEVIATIONS]
    assert not unexpected, "\n".join(unexpected)
    assert {one.place: (one.ours, one.theirs) for one in found} == dict.fromkeys(DEVIATIONS, ("llm id", "uuid"))


def _read(schema: dict[str, Any], **components: dict[str, Any]) -> Any:
    """Return the shape of the only answer in a document."""
    answers = {"200": {"description": "", "content": {"application/json": {"schema": schema}}}}
    document = {"paths": {"/a": {"get": {"responses": answers}}}, "components": {"schemas": components}}
    (operation,) = read_published(document)
    return operation.answers[200].body


def test_reads_fields_with_their_bounds() -> None:
    schema = {
        "type": "object",
        "required": ["name"],
        "additionalProperties": False,
        "minProperties": 1,
        "not": {"required": ["id"]},
        "properties": {
            "name": {"type": "string", "minLength": 1, "maxLength": 64, "description": "words"},
            "speed": {"type": ["number", "null"], "minimum": 0, "maximum": 1, "default": 0.5},
            "on": {"type": "boolean", "nullable": True},
        },
    }
    assert _read(schema) == Record(
        {
            "name": Field(Scalar("text", 1, 64), required=True),
            "speed": Field(Scalar("number", 0, 1), nullable=True, default=0.5),
            "on": Field(Scalar("boolean"), nullable=True),
        },
        other_keys="forbidden",
        never=("id",),
        at_least=1,
    )


def test_reads_references_parts_and_alternatives() -> None:
    part = {"type": "object", "properties": {"id": {"type": "string", "format": "uuid"}}}
    more = {
        "type": "object",
        "properties": {"part": {"oneOf": [{"$ref": "#/components/schemas/Part"}, {"type": "null"}]}},
    }
    record = Record({"id": Field(Scalar("uuid"))})

    assert _read({"allOf": [{"$ref": "#/components/schemas/Part"}, more]}, Part=part) == Record(
        {"id": Field(Scalar("uuid")), "part": Field(record, nullable=True)}
    )
    assert _read({"oneOf": [{"$ref": "#/components/schemas/Part"}, more]}, Part=part) == Either(
        (record, Record({"part": Field(record, nullable=True)}))
    )
    assert _read({"type": "array", "items": {"type": "object"}}) == ListOf(Scalar("object"))
    assert _read({"type": "object", "additionalProperties": {"type": "integer"}}) == MapOf(Scalar("integer"))


def test_reads_alternatives_of_required_fields() -> None:
    schema = {
        "type": "object",
        "properties": {"a": {"type": "string"}, "b": {"type": "string"}},
        "oneOf": [{"required": ["a"]}, {"required": ["b"]}],
    }
    assert _read(schema).exactly_one_of == ("a", "b")


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "pattern": "^a"},
        {"type": ["string", "integer"]},
        {"type": "object", "properties": {}, "required": ["a"]},
        {"$ref": "#/components/schemas/Part", "nullable": True},
    ],
    ids=str,
)
def test_refuses_what_it_cannot_read(schema: dict[str, Any]) -> None:
    with pytest.raises(UnknownKeywordError):
        _read(schema, Part={"type": "object"})
