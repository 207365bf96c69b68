"""Every operation of the engine, with every status that it can answer, against the contract."""

import httpx
import pytest
from sqlalchemy import text

from personactl.engine.app import Engine
from personactl.engine.http.asgi import Operation
from personactl.engine.routes import OPERATIONS
from tests.contract.answer_check import Contract
from tests.engine.conftest import CARA
from tests.engine.contract.operation_cases import RESOURCE_CASES, Case

NOBODY = "00000000-0000-0000-0000-000000000000"
LIV = "071b0286-4cce-4808-bee2-e642f1062de3"
LUCY = "de23e340-1416-4dd8-977d-065a7ca11697"

CASES = [
    Case("GET", "/v1/personas", 200, lambda c, _: c.get("/v1/personas")),
    Case("POST", "/v1/personas", 201, lambda c, _: c.post("/v1/personas", json=CARA)),
    Case("POST", "/v1/personas", 400, lambda c, _: c.post("/v1/personas", json={"name": 1})),
    Case(
        "POST", "/v1/personas", 403, lambda c, _: c.post("/v1/personas", json=CARA | {"avatarModel": "cara-4-latest"})
    ),
    Case("GET", "/v1/personas/{id}", 200, lambda c, known: c.get(f"/v1/personas/{known}")),
    Case("GET", "/v1/personas/{id}", 404, lambda c, _: c.get("/v1/personas/nobody")),
    Case("PUT", "/v1/personas/{id}", 200, lambda c, known: c.put(f"/v1/personas/{known}", json={"name": "Lea"})),
    Case("PUT", "/v1/personas/{id}", 400, lambda c, known: c.put(f"/v1/personas/{known}", json={"name": None})),
    Case(
        "PUT",
        "/v1/personas/{id}",
        403,
        lambda c, known: c.put(f"/v1/personas/{known}", json={"avatarModel": "cara-4-latest"}),
    ),
    Case("PUT", "/v1/personas/{id}", 404, lambda c, _: c.put("/v1/personas/nobody", json={})),
    Case("DELETE", "/v1/personas/{id}", 200, lambda c, known: c.delete(f"/v1/personas/{known}")),
    Case("DELETE", "/v1/personas/{id}", 404, lambda c, _: c.delete("/v1/personas/nobody")),
    Case("GET", "/v1/avatars", 200, lambda c, _: c.get("/v1/avatars", params={"perPage": 100})),
    Case("GET", "/v1/avatars/{id}", 200, lambda c, _: c.get(f"/v1/avatars/{LIV}")),
    Case("GET", "/v1/avatars/{id}", 400, lambda c, _: c.get("/v1/avatars/liv")),
    Case("GET", "/v1/avatars/{id}", 404, lambda c, _: c.get(f"/v1/avatars/{NOBODY}")),
    Case("GET", "/v1/voices", 200, lambda c, _: c.get("/v1/voices", params={"perPage": 100})),
    Case("GET", "/v1/voices/{id}", 200, lambda c, _: c.get(f"/v1/voices/{LUCY}")),
    Case("GET", "/v1/voices/{id}", 400, lambda c, _: c.get("/v1/voices/lucy")),
    Case("GET", "/v1/voices/{id}", 404, lambda c, _: c.get(f"/v1/voices/{NOBODY}")),
]
_EVERY_CASE = [*CASES, *RESOURCE_CASES]
OPERATION_STATUSES = {(case.method, case.path, case.status) for case in _EVERY_CASE}

EVERYWHERE = {401, 500}
"""Other tests below check these for each operation."""

NEVER = {
    ("GET", "/v1/avatars", 404): "the catalogue is not empty, and a search that finds nothing answers an empty list",
    ("GET", "/v1/voices", 404): "likewise",
}
"""Declared statuses that the engine never answers. 403 is for a missing permission: its key has all of them."""

MINE = [
    operation
    for operation in OPERATIONS
    if operation.path.startswith(
        ("/v1/personas", "/v1/avatars", "/v1/voices", "/v1/llms", "/v1/tools", "/v1/knowledge")
    )
]


def shown(value: object) -> str:
    return f"{value.method} {value.path}" if isinstance(value, Operation) else str(value)


@pytest.fixture
def persona_id(client: httpx.Client) -> str:
    created: str = client.post("/v1/personas", json=CARA).json()["id"]
    return created


@pytest.mark.parametrize("case", _EVERY_CASE, ids=str)
def test_answer_is_as_published(case: Case, persona_id: str, checked: httpx.Client, contract: Contract) -> None:
    response = case.send(checked, persona_id if case in CASES else case.made(checked))

    assert response.status_code == case.status, response.text
    assert contract.operation_of(response.request) == (case.method, case.path)


def test_every_operation_is_published(contract: Contract) -> None:
    ours = {(one.method, one.path) for one in OPERATIONS if one.path.startswith("/v1/")}
    assert ours <= contract.operations()


@pytest.mark.parametrize("operation", MINE, ids=shown)
def test_every_published_status_has_its_case(operation: Operation, contract: Contract) -> None:
    method, path = operation.method, operation.path
    published = contract.statuses(method, path) - EVERYWHERE
    answered = {status for status in published if (method, path, status) in OPERATION_STATUSES}
    never = {status for status in published if (method, path, status) in NEVER}

    assert published - answered - never <= {403}


@pytest.mark.parametrize("operation", MINE, ids=shown)
@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer wrong", "Bearer a.session.token", "Basic {key}"])
def test_refuses_requests_without_a_key(
    operation: Operation, authorization: str, engine: Engine, checked: httpx.Client
) -> None:
    headers = {"authorization": authorization.format(key=engine.api_key)}
    response = checked.request(operation.method, operation.path.format(id=NOBODY), headers=headers)

    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    assert engine.api_key not in response.text


@pytest.mark.parametrize("operation", [one for one in MINE if "personas" in one.path], ids=shown)
def test_a_broken_database_is_a_server_error(operation: Operation, engine: Engine, checked: httpx.Client) -> None:
    with engine.database.write() as connection:
        connection.execute(text("DROP TABLE personas"))

    response = checked.request(operation.method, operation.path.format(id=NOBODY), json={})

    assert response.status_code == 500
    assert response.json()["error"] == "Server error"
