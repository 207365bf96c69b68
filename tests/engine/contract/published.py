"""The platform's published contract, held against answers: status declared, body of that shape, no key beyond it.

    contract.check(response)                 any answer to any operation
    httpx.Client(..., event_hooks={"response": [contract.check]})

The published file is not part of this repository. It is read with four changes: `nullable` becomes a type; the
untagged union of voice options becomes "any of" (as published, `{speed: 1}` fits several of them and so fits none); a
key that an answer's schema does not name is a mistake; and where a UUID is asked for, the names that are documented
as LLM ids pass as well.
"""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

PUBLISHED = Path(__file__).resolve().parents[4] / "shared" / "reference" / "anam-openapi.json"
ERROR_KEYS = {"error", "message", "details", "summary"}

_URI = "urn:contract"
_LLM_NAMES = {"CUSTOMER_CLIENT_V1", "ANAM_LLAMA_v3_3_70B_V1", "ANAM_GPT_4O_MINI_V1"}
_formats = FormatChecker(formats=())


@_formats.checks("date-time", raises=ValueError)
def _is_moment(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@_formats.checks("uuid", raises=ValueError)
def _is_id(value: object) -> bool:
    return not isinstance(value, str) or value in _LLM_NAMES or str(UUID(value)) == value


@_formats.checks("uri")
def _is_uri(value: object) -> bool:
    return not isinstance(value, str) or httpx.URL(value).is_absolute_url


class Contract:
    """`document` is the published OpenAPI."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        for schema in document["components"]["schemas"].values():
            _adapt(schema, closed=False)
        for schema in _answer_schemas(document):
            _adapt(schema, closed=True)
        resource = DRAFT202012.create_resource(document)
        self._registry: Registry[Any] = Registry().with_resource(_URI, resource)
        self._paths = {re.compile(re.sub(r"\{\w+\}", "[^/]+", path) + "$"): path for path in document["paths"]}

    def operations(self) -> set[tuple[str, str]]:
        """(METHOD, path template) of all that is published."""
        return {(method.upper(), path) for path, item in self._document["paths"].items() for method in item}

    def statuses(self, method: str, path: str) -> set[int]:
        return {int(status) for status in self._document["paths"][path][method.lower()]["responses"]}

    def properties(self, schema: str) -> set[str]:
        return set(self._document["components"]["schemas"][schema]["properties"])

    def operation_of(self, request: httpx.Request) -> tuple[str, str]:
        """The operation that `request` is meant for; a fixed path wins over one with a parameter."""
        path = request.url.path
        found = [template for pattern, template in self._paths.items() if pattern.match(path)]
        assert found, f"the contract has no path {path}"
        return request.method, min(found, key=lambda template: template.count("{"))

    def check(self, response: httpx.Response) -> None:
        """Fails the test unless the contract allows this answer to its request."""
        response.read()
        method, path = self.operation_of(response.request)
        declared = self._document["paths"][path][method.lower()]["responses"]
        said = f"{method} {path} answered {response.status_code} {response.text}"
        assert str(response.status_code) in declared, f"undeclared status: {said}"
        content = declared[str(response.status_code)].get("content")
        if response.status_code == httpx.codes.NO_CONTENT:
            assert response.content == b"", said
            return
        assert response.headers["content-type"] == "application/json", said
        if content is None:
            assert {"error", "message"} <= response.json().keys() <= ERROR_KEYS, said
            return
        steps = ["paths", path, method.lower(), "responses", str(response.status_code)]
        self._validate(response.json(), [*steps, "content", "application/json", "schema"], said)

    def _validate(self, value: object, steps: list[str], said: str) -> None:
        pointer = "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in steps)
        validator = Draft202012Validator(
            {"$ref": f"{_URI}#{pointer}"}, registry=self._registry, format_checker=_formats
        )
        problems = [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]
        assert not problems, f"{problems} in: {said}"


def load_contract() -> Contract:
    return Contract(json.loads(PUBLISHED.read_text("utf-8")))


def _answer_schemas(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for item in document["paths"].values():
        for operation in item.values():
            for answer in operation["responses"].values():
                for media in answer.get("content", {}).values():
                    yield media["schema"]


def _adapt(schema: dict[str, Any], *, closed: bool) -> None:
    """Change `schema` and all within it as the module says.

    What another schema may build upon is left open, and closed where it is used.
    """
    if schema.pop("nullable", False) and isinstance(schema.get("type"), str):
        schema["type"] = [schema["type"], "null"]
    if "oneOf" in schema:
        schema["anyOf"] = schema.pop("oneOf")
    if closed and not schema.keys().isdisjoint({"$ref", "properties", "allOf"}):
        schema["unevaluatedProperties"] = False
    for part in schema.get("allOf", []):
        _adapt(part, closed=False)
    for inner in [*schema.get("properties", {}).values(), *schema.get("anyOf", []), schema.get("items")]:
        if isinstance(inner, dict):
            _adapt(inner, closed=True)
