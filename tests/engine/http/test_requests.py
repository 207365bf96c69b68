"""What every request gets: a JSON answer, also for a wrong path, method, body or size; and CORS."""

import asyncio
from dataclasses import replace
from datetime import datetime

import httpx
import pytest
from sqlalchemy import text
from starlette.types import Message

from personactl.engine.app import Engine, open_engine
from personactl.engine.http.call import BODY_LIMIT_BYTES
from personactl.engine.settings import EngineSettings
from tests.engine.conftest import CARA, Ask

JSON = {"content-type": "application/json"}


def refused(response: httpx.Response, status: int) -> dict[str, str]:
    """Return the body of the error, which has the shape that the official SDKs read."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/json"
    body: dict[str, str] = response.json()
    assert body["error"]
    assert body["message"]
    return body


@pytest.mark.parametrize("path", ["/", "/v1", "/v1/nothing", "/v1/personas/", "/v1/personas/a/b", "/v1/personas%2F"])
def test_an_unknown_path_is_not_found(path: str, client: httpx.Client) -> None:
    assert refused(client.get(path), 404)["error"] == "Not found"


def test_a_wrong_method_is_refused_with_the_allowed_ones(client: httpx.Client) -> None:
    response = client.patch("/v1/personas/a", json={})

    refused(response, 405)
    assert {"GET", "PUT", "DELETE"} <= set(response.headers["allow"].split(", "))


def test_head_answers_as_get_does(client: httpx.Client) -> None:
    assert client.head("/v1/llms").status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"  ",
        b"{",
        b"{'name': 'Cara'}",
        b'{"name": NaN}',
        b'{"voiceSpeed": 1e999}',
        b'{"voiceSpeed": ' + b"9" * 5000 + b"}",
        b'{"name": "\xff"}',
        b'{"name": "\\ud800"}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
    ],
    ids=lambda body: repr(body[:20]),
)
def test_a_body_that_is_not_json_is_refused(body: bytes, client: httpx.Client) -> None:
    assert refused(client.post("/v1/personas", content=body, headers=JSON), 400)["error"] == "Invalid request body"


@pytest.mark.parametrize("body", [b"null", b"[]", b'"Cara"', b"5"])
def test_a_body_that_is_not_an_object_is_refused(body: bytes, client: httpx.Client) -> None:
    assert refused(client.post("/v1/personas", content=body, headers=JSON), 400)["message"] == "Expected an object"


@pytest.mark.parametrize(
    "body",
    [b'\xef\xbb\xbf{"name": "Cara"}', '{"name": "Zoë 🎭"}'.encode(), b'{"name": "\\ud83c\\udfad", "a": "\\u0000"}'],
)
def test_unusual_but_valid_json_is_taken(body: bytes, client: httpx.Client) -> None:
    response = client.post("/v1/personas", content=body, headers=JSON)

    assert response.status_code == 201
    assert client.get(f"/v1/personas/{response.json()['id']}").json()["name"] in {"Cara", "Zoë 🎭", "🎭"}


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_body_that_is_not_sent_as_json_is_refused(media_type: str, client: httpx.Client) -> None:
    refused(client.post("/v1/personas", content=b"{}", headers={"content-type": media_type}), 415)


@pytest.mark.parametrize("media_type", ["application/json; charset=utf-8", "APPLICATION/JSON", "application/ld+json"])
def test_any_spelling_of_json_is_taken(media_type: str, client: httpx.Client) -> None:
    response = client.post("/v1/personas", content=b"{}", headers={"content-type": media_type})
    assert response.status_code == 201


def test_what_is_nested_too_deeply_is_refused_and_what_is_not_comes_back(client: httpx.Client) -> None:
    def tool(depth: int) -> httpx.Response:
        parameters = b'{"x": ' * (depth - 2) + b"1" + b"}" * (depth - 2)
        body = b'{"name": "t", "description": "d", "type": "CLIENT", "config": {"parameters": %b}}' % parameters
        return client.post("/v1/tools", content=body, headers=JSON)

    assert refused(tool(101), 400)["error"] == "Invalid request body"
    made = tool(100)
    assert made.status_code == 201
    assert client.get("/v1/tools", params={"search": "t"}).json()["data"][0] == made.json()


def test_brackets_in_a_text_do_not_count_as_nesting(client: httpx.Client) -> None:
    prompt = "[happy] {" * 500
    assert client.post("/v1/personas", json={"systemPrompt": prompt}).json()["brain"]["systemPrompt"] == prompt


def test_a_large_prompt_is_taken_and_a_larger_body_refused(client: httpx.Client) -> None:
    prompt = "é" * (BODY_LIMIT_BYTES // 3)
    response = client.post("/v1/personas", json=CARA | {"systemPrompt": prompt})
    assert response.json()["brain"]["systemPrompt"] == prompt

    refused(client.post("/v1/personas", json=CARA | {"systemPrompt": "x" * BODY_LIMIT_BYTES}), 413)


def test_an_endless_body_is_refused_once_it_is_too_long(engine: Engine) -> None:
    asked = 0
    sent: list[Message] = []

    async def receive() -> Message:
        nonlocal asked
        asked += 1
        return {"type": "http.request", "body": b" " * 65536, "more_body": True}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/v1/personas",
        "query_string": b"",
        "headers": [(b"authorization", f"Bearer {engine.api_key}".encode())],
    }
    asyncio.run(engine.app(scope, receive, send))

    assert sent[0]["status"] == 413
    assert asked == BODY_LIMIT_BYTES // 65536 + 1


def test_every_answer_carries_an_id_of_its_own(engine: Engine, client: httpx.Client) -> None:
    with engine.database.write() as connection:
        connection.execute(text("DROP TABLE personas"))
    paths = ["/engine", "/v1/llms", "/v1/llms/nobody", "/v1/nothing", "/v1/personas"]
    answers = [client.get(path, headers={"origin": "https://app.example.com"}) for path in paths]

    assert [answer.status_code for answer in answers] == [200, 200, 404, 404, 500]
    assert len({answer.headers["x-request-id"] for answer in answers}) == len(paths)
    assert {answer.headers["access-control-expose-headers"] for answer in answers} == {"x-request-id"}


def test_a_failure_of_the_engine_is_logged_with_the_id_of_its_answer(
    settings: EngineSettings, ask: Ask, caplog: pytest.LogCaptureFixture
) -> None:
    def broken_clock() -> datetime:
        raise ArithmeticError("the clock is broken")

    engine = open_engine(replace(settings, now=broken_clock))
    response = ask(engine).post("/v1/personas", json=CARA)
    engine.close()

    body = refused(response, 500)
    assert "clock" not in response.text, "what went wrong inside is not for the caller"
    assert body["message"] == "The engine failed; its log says why"
    assert f"({response.headers['x-request-id']}): ArithmeticError" in caplog.text


def test_the_scheme_of_a_credential_may_be_spelled_any_way(engine: Engine, client: httpx.Client) -> None:
    assert client.get("/v1/llms", headers={"authorization": f"bearer  {engine.api_key} "}).status_code == 200


def test_a_browser_may_ask_from_any_page(client: httpx.Client) -> None:
    asked = {
        "origin": "https://app.example.com",
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type",
    }
    allowed = client.options("/v1/personas", headers=asked)
    assert allowed.status_code == 200
    assert allowed.headers["access-control-allow-origin"] == "*"
    assert "POST" in allowed.headers["access-control-allow-methods"]
    assert {"authorization", "content-type"} <= set(allowed.headers["access-control-allow-headers"].lower().split(", "))

    for path in ("/v1/llms", "/v1/personas/nobody", "/v1/nothing"):
        answer = client.get(path, headers={"origin": "https://app.example.com"})
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in answer.headers


def test_the_engine_says_what_it_is_without_a_key(client: httpx.Client) -> None:
    answer = client.get("/engine", headers={"authorization": ""})

    assert answer.status_code == 200
    assert answer.json()["engine"] == "personactl"
