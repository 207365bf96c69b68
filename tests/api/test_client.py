"""The requests that a client sends, and how it reads answers, over a real socket."""

import asyncio
import json
from collections.abc import Callable, Coroutine, Iterator
from typing import TypeVar

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from personactl.api.client import NO_CREDENTIAL, Client, resource
from personactl.api.failures import UnusableAnswerError
from personactl.api.read_only import WriteRefusedError
from personactl.errors import AuthError, NotFoundError, UsageError
from personactl.json_value import JsonValue
from personactl.secret import Secret
from tests.api.live import KEY, FakeSleep, served

Answer = TypeVar("Answer")


async def _echo(request: Request) -> Response:
    body = await request.body()
    return JSONResponse(
        {
            "method": request.method,
            "path": request.scope["raw_path"].decode(),
            "query": dict(request.query_params),
            "headers": [[name, value] for name, value in request.headers.items()],
            "body": json.loads(body) if body else None,
        }
    )


async def _lines(request: Request) -> Response:
    return StreamingResponse(iter(['{"text":"one\u2028', 'still one"}\n\n', '{"text":"two"}']))


async def _nothing(request: Request) -> Response:
    return Response(status_code=204)


async def _elsewhere(request: Request) -> Response:
    return RedirectResponse("/v1/echo")


async def _web_page(request: Request) -> Response:
    return HTMLResponse("<title>Sign in</title>")


async def _not_a_number(request: Request) -> Response:
    return Response('{"value": NaN}', media_type="application/json")


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    methods = ["GET", "POST", "PUT", "DELETE"]
    routes = [
        Route("/v1/nothing", _nothing, methods=methods),
        Route("/v1/elsewhere", _elsewhere, methods=methods),
        Route("/v1/web-page", _web_page, methods=methods),
        Route("/v1/not-a-number", _not_a_number),
        Route("/v1/lines", _lines, methods=["GET", "POST"]),
        Route("/{rest:path}", _echo, methods=methods),
    ]
    with served(Starlette(routes=routes)) as origin:
        yield origin


def ask(origin: str, question: Callable[[Client], Coroutine[None, None, Answer]], *, read_only: bool = False) -> Answer:
    """Return the answer to one request, from a new client."""

    async def session() -> Answer:
        async with Client(origin, Secret(KEY), read_only=read_only, retry=FakeSleep().retry_settings()) as client:
            return await question(client)

    return asyncio.run(session())


def _headers(answer: JsonValue, name: str) -> list[JsonValue]:
    assert isinstance(answer, dict)
    headers = answer["headers"]
    assert isinstance(headers, list)
    return [pair[1] for pair in headers if isinstance(pair, list) and pair[0] == name]


def test_a_get_sends_the_key_once_and_leaves_out_absent_parameters(origin: str) -> None:
    answer = ask(origin, lambda client: client.get("/v1/x", {"page": 2, "search": None, "all": True, "q": "a&b é"}))
    assert isinstance(answer, dict)
    assert answer["query"] == {"page": "2", "all": "true", "q": "a&b é"}
    assert _headers(answer, "authorization") == [f"Bearer {KEY}"]
    assert str(_headers(answer, "user-agent")[0]).startswith("personactl/")
    assert _headers(answer, "content-type") == []


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_a_write_sends_its_body_as_json(origin: str, method: str) -> None:
    body: dict[str, JsonValue] = {"name": "Zoë 🙂", "systemPrompt": None, "tools": []}
    answer = ask(origin, lambda client: client.post("/v1/x", body) if method == "POST" else client.put("/v1/x", body))
    assert isinstance(answer, dict)
    assert (answer["method"], answer["body"]) == (method, body)
    assert _headers(answer, "content-type") == ["application/json"]


def test_another_credential_takes_the_place_of_the_key(origin: str) -> None:
    answer = ask(origin, lambda client: client.post("/v1/x", credential=Secret("a.session.token")))
    assert _headers(answer, "authorization") == ["Bearer a.session.token"]


def test_no_credential_sends_none(origin: str) -> None:
    assert _headers(ask(origin, lambda client: client.get("/v1/x", credential=NO_CREDENTIAL)), "authorization") == []


def test_an_origin_with_a_path_keeps_it(origin: str) -> None:
    answer = ask(f"{origin}/gateway/", lambda client: client.get(resource("personas")))
    assert isinstance(answer, dict)
    assert answer["path"] == "/gateway/v1/personas"


@pytest.mark.parametrize("odd", ["a/b", "../x", "a?b=c", "a#b", "a b", "é", "%2e%2e", "a\tb"])
def test_an_id_stays_one_segment_whatever_it_holds(origin: str, odd: str) -> None:
    answer = ask(origin, lambda client: client.get(resource("personas", odd)))
    assert isinstance(answer, dict)
    path = str(answer["path"])
    assert path.startswith("/v1/personas/")
    assert path.count("/") == 3
    assert answer["query"] == {}


@pytest.mark.parametrize("none", ["", ".", ".."])
def test_an_id_that_would_change_the_path_is_not_found(none: str) -> None:
    with pytest.raises(NotFoundError):
        resource("personas", none)


def test_no_content_is_none(origin: str) -> None:
    assert ask(origin, lambda client: client.delete("/v1/nothing")) is None


def test_a_redirect_is_not_followed(origin: str) -> None:
    with pytest.raises(UnusableAnswerError, match="redirects"):
        ask(origin, lambda client: client.get("/v1/elsewhere"))


def test_a_web_page_is_not_accepted_as_an_answer(origin: str) -> None:
    with pytest.raises(UnusableAnswerError, match="text/html"):
        ask(origin, lambda client: client.get("/v1/web-page"))


def test_numbers_that_json_does_not_have_are_refused(origin: str) -> None:
    with pytest.raises(UnusableAnswerError):
        ask(origin, lambda client: client.get("/v1/not-a-number"))


@pytest.mark.parametrize("body", [{"name": "\ud800"}, {"speed": float("nan")}])
def test_what_json_cannot_carry_is_not_sent(origin: str, body: dict[str, JsonValue]) -> None:
    with pytest.raises(UsageError):
        ask(origin, lambda client: client.post("/v1/x", body))


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_dry_run_lets_no_write_through(origin: str, method: str) -> None:
    async def write(client: Client) -> JsonValue:
        match method:
            case "POST":
                return await client.post("/v1/x", {})
            case "PUT":
                return await client.put("/v1/x", {})
            case _:
                return await client.delete("/v1/x")

    with pytest.raises(WriteRefusedError, match="dry run") as caught:
        ask(origin, write, read_only=True)
    assert caught.value.where == f"{method} {origin}/v1/x"


def test_a_dry_run_reads(origin: str) -> None:
    assert ask(origin, lambda client: client.get("/v1/x"), read_only=True)


def test_a_streamed_body_is_cut_at_newlines_only(origin: str) -> None:
    async def read(client: Client) -> list[str]:
        async with client.stream_lines("POST", "/v1/lines", {}) as lines:
            return [line async for line in lines]

    assert ask(origin, read) == ['{"text":"one\u2028still one"}', '{"text":"two"}']


def test_a_streamed_failure_is_reported_like_any_other(origin: str) -> None:
    async def read(client: Client) -> None:
        async with client.stream_lines("GET", "/v1/elsewhere") as lines:
            raise AssertionError([line async for line in lines])

    with pytest.raises(UnusableAnswerError):
        ask(origin, read)


@pytest.mark.parametrize("key", ["two words", "line\nbreak", "ключ", "tab\t"])
def test_a_key_that_no_header_carries_is_refused_without_showing_it(key: str) -> None:
    with pytest.raises(AuthError) as caught:
        Client("https://api.example.com", Secret(key))
    assert key not in caught.value.message + caught.value.where + caught.value.hint


def test_a_client_does_not_show_its_key() -> None:
    assert KEY not in repr(Client("https://api.example.com", Secret(KEY)))
