"""Our statement of the contract as a whole: all references resolve, and everything in the files is read."""

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.contract.answer_check import formats
from tests.contract.examples import bare_example, full_example
from tests.contract.json_schema import schema_of
from tests.contract.notation import NotationError
from tests.contract.resolution import named_in, resolve_operation
from tests.contract.shapes import Field, Operation, Scalar, Type
from tests.contract.statement import Statement, load_statement

STATEMENT = load_statement()


def _bodies(operation: Operation) -> list[Type]:
    bodies = [operation.json, operation.form, *(answer.body for answer in operation.answers.values())]
    return [body for body in bodies if body is not None]


def _shapes_of(operation: Operation) -> list[Type]:
    return [*_bodies(operation), *(field.type for field in operation.query.values())]


def test_every_shape_is_used_and_every_used_shape_is_there() -> None:
    used: set[str] = set()
    found = {name for one in STATEMENT.operations.values() for shape in _shapes_of(one) for name in named_in(shape)}
    while found - used:
        used |= found
        found = {name for shape in used for name in named_in(STATEMENT.shapes[shape])}

    assert used == STATEMENT.shapes.keys()


@pytest.mark.parametrize("operation", STATEMENT.operations.values(), ids=str)
def test_an_operation_can_be_refused_and_succeed(operation: Operation) -> None:
    assert {401, 403} <= operation.answers.keys()
    assert len([status for status in operation.answers if status < 300]) == 1


@pytest.mark.parametrize("operation", STATEMENT.operations.values(), ids=str)
def test_every_body_has_a_schema_that_its_examples_fit(operation: Operation) -> None:
    for body in _bodies(resolve_operation(operation, STATEMENT.shapes)):
        schema = schema_of(body, closed=True)
        Draft202012Validator.check_schema(schema)
        validator = Draft202012Validator(schema, format_checker=formats)
        assert not list(validator.iter_errors(full_example(body)))
        assert not list(validator.iter_errors(bare_example(body)))


@pytest.fixture
def statement(tmp_path: Path) -> Statement:
    (tmp_path / "one.yaml").write_text(
        """
shapes:
  Tool: {id!: uuid, note: text or null}
operations:
  PUT /v1/tools/{id:uuid}:
    query: {dry: boolean = false}
    json: Tool
    body: optional
    answers: {200: Tool}
    refuses: {Tool: [400]}
    headers: {400: [Retry-After]}
  DELETE /v1/tools/{id:uuid}:
    answers: {204: nothing}
    refuses: [401, 404]
"""
    )
    return load_statement(tmp_path)


def test_reads_an_operation(statement: Statement) -> None:
    put = statement.operations["PUT", "/v1/tools/{id}"]
    assert put.path_parameters == {"id": Field(Scalar("uuid"), required=True)}
    assert put.query == {"dry": Field(Scalar("boolean"), default=False)}
    assert (put.body_required, put.form) == (False, None)
    assert {status: answer.body for status, answer in put.answers.items()} == {200: put.json, 400: put.json}
    assert put.answers[400].headers == ("Retry-After",)


def test_reads_answers_without_a_body_and_without_a_description(statement: Statement) -> None:
    answers = statement.operations["DELETE", "/v1/tools/{id}"].answers
    assert [(status, one.empty, one.body) for status, one in sorted(answers.items())] == [
        (204, True, None),
        (401, False, None),
        (404, False, None),
    ]


@pytest.mark.parametrize(
    "second",
    [
        "shapes: {Tool: {id: uuid}}",
        "operations: {'DELETE /v1/tools/{id:uuid}': {answers: {204: nothing}}}",
        "operations: {GET /v1/a: {answers: {200: object}, refused: [401]}}",
        "operations: {GET /v1/a: {answers: {200: object}, headers: {429: [Retry-After]}}}",
    ],
    ids=["a shape twice", "an operation twice", "an unknown key", "headers of no answer"],
)
def test_refuses_a_family(second: str, statement: Statement, tmp_path: Path) -> None:
    (tmp_path / "two.yaml").write_text(second)
    with pytest.raises(NotationError):
        load_statement(tmp_path)
