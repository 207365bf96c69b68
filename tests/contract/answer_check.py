"""Checks answers against the contract: the status is declared, the body has its shape and no other key.

contract.check(response)                                      any answer to any operation
httpx.Client(..., event_hooks={"response": [contract.check]})
"""

import re
from datetime import datetime
from functools import cache
from uuid import UUID

import httpx
from jsonschema import Draft202012Validator, FormatChecker

from tests.contract.json_schema import schema_of
from tests.contract.resolution import resolve, resolve_operation
from tests.contract.shapes import Named, Record, Type
from tests.contract.statement import Statement, load_statement

ERROR_KEYS = {"error", "message", "details", "summary"}
LLM_NAMES = {"CUSTOMER_CLIENT_V1", "ANAM_LLAMA_v3_3_70B_V1", "ANAM_GPT_4O_MINI_V1"}
"""The language models that are identified by a name instead of a UUID."""

formats = FormatChecker(formats=())


@formats.checks("date-time", raises=ValueError)
def _is_moment(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@formats.checks("uuid", raises=ValueError)
def _is_id(value: object) -> bool:
    return not isinstance(value, str) or str(UUID(value)) == value


@formats.checks("llm-id", raises=ValueError)
def _is_llm_id(value: object) -> bool:
    return value in LLM_NAMES or _is_id(value)


@formats.checks("uri")
def _is_uri(value: object) -> bool:
    return not isinstance(value, str) or httpx.URL(value).is_absolute_url


class Contract:
    """The operations of a statement, with all shapes resolved."""

    def __init__(self, statement: Statement) -> None:
        self._shapes = statement.shapes
        self._operations = {
            key: resolve_operation(operation, statement.shapes) for key, operation in statement.operations.items()
        }
        paths = {path for _, path in self._operations}
        self._paths = {re.compile(re.sub(r"\{\w+\}", "[^/]+", path) + "$"): path for path in paths}
        self._validators: dict[tuple[str, str, int], Draft202012Validator] = {}

    def operations(self) -> set[tuple[str, str]]:
        """(METHOD, path template) of all declared operations."""
        return set(self._operations)

    def statuses(self, method: str, path: str) -> set[int]:
        return set(self._operations[method, path].answers)

    def request(self, method: str, path: str) -> Type:
        """The shape of the JSON body."""
        shape = self._operations[method, path].json
        assert shape is not None, f"{method} {path} has no JSON body"
        return shape

    def answer(self, method: str, path: str) -> tuple[int, Type]:
        """The success status and the shape of its body."""
        described = ((status, one.body) for status, one in self._operations[method, path].answers.items())
        status, body = next((status, body) for status, body in described if status < 300)
        assert body is not None, f"{method} {path} answers no body"
        return status, body

    def fields(self, shape: str) -> set[str]:
        """The names of the fields of a record."""
        record = resolve(Named(shape), self._shapes)
        assert isinstance(record, Record)
        return set(record.fields)

    def operation_of(self, request: httpx.Request) -> tuple[str, str]:
        """Return the operation of `request`; a fixed path takes precedence over one with a parameter."""
        path = request.url.path
        found = [template for pattern, template in self._paths.items() if pattern.match(path)]
        assert found, f"the contract has no path {path}"
        return request.method, min(found, key=lambda template: template.count("{"))

    def check(self, response: httpx.Response) -> None:
        """Fail the test unless the contract allows this answer to its request."""
        response.read()
        method, path = self.operation_of(response.request)
        said = f"{method} {path} answered {response.status_code} {response.text}"
        answer = self._operations[method, path].answers.get(response.status_code)
        assert answer is not None, f"undeclared status: {said}"
        if answer.empty:
            assert response.content == b"", said
            return
        assert response.headers["content-type"] == "application/json", said
        if answer.body is None:
            assert {"error", "message"} <= response.json().keys() <= ERROR_KEYS, said
            return
        validator = self._validator(method, path, response.status_code, answer.body)
        problems = [f"{error.json_path}: {error.message}" for error in validator.iter_errors(response.json())]
        assert not problems, f"{problems} in: {said}"

    def _validator(self, method: str, path: str, status: int, body: Type) -> Draft202012Validator:
        key = (method, path, status)
        if key not in self._validators:
            self._validators[key] = Draft202012Validator(schema_of(body, closed=True), format_checker=formats)
        return self._validators[key]


@cache
def load_contract() -> Contract:
    return Contract(load_statement())
