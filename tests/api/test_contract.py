"""Every resource module reads answers with all fields of the contract, and answers with null wherever it is allowed."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any

import msgspec
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from personactl.api import catalogue, sessions
from personactl.api.answers import Answer, returned
from personactl.api.client import Client
from personactl.api.in_process import InProcessTransport
from personactl.api.personas import create_persona, get_persona, list_personas, update_persona
from personactl.api.tokens import create_session_token
from personactl.persona.remote import RemotePersona
from personactl.secret import Secret
from tests.contract.answer_check import Contract, load_contract
from tests.contract.examples import bare_example, full_example
from tests.contract.shapes import Type
from tests.session.test_token_claims import CONTRACT_EXAMPLE

# Signed for an hour, so worthless by the time anybody reads them; or the same as another field under a second name.
_LEFT_OUT = {"videoUrl", "idleVideoUrl", "landscapeImageUrl", "previewSampleUrl", "providerVoiceId"}
_LEFT_OUT_OF_LLMS = {"deploymentName", "apiVersion", "metadata", "reasoningFormat"}
# Moments of a turn from which the durations beside them are computed.
_LEFT_OUT_OF_TURNS = {
    "userSpeechDurationSeconds",
    "userTranscriptionTime",
    "ttsStartTime",
    "ttsEndTime",
    "ttsGenerationDurationSeconds",
}

Question = Callable[[Client], Coroutine[None, None, object]]
Example = Callable[[Type], Any]


@pytest.fixture(scope="module")
def contract() -> Contract:
    return load_contract()


@pytest.fixture(params=[full_example, bare_example])
def example(request: pytest.FixtureRequest) -> Example:
    made: Example = request.param
    return made


def _ask(contract: Contract, example: Example, method: str, path: str, question: Question) -> tuple[object, Any]:
    """Return the client's result for an answer, and the body of that answer."""
    status, shape = contract.answer(method, path)
    body = example(shape)
    if "meta" in body:
        body["meta"] = {"total": 2, "lastPage": 1, "currentPage": 1, "perPage": 100, "prev": None, "next": None}
    if "sessionToken" in body:
        body["sessionToken"] = CONTRACT_EXAMPLE

    async def endpoint(request: Request) -> Response:
        return JSONResponse(body, status)

    async def run() -> object:
        app = Starlette(routes=[Route(path, endpoint, methods=[method])])
        async with Client("http://127.0.0.1", Secret("key"), transport=InProcessTransport(app)) as client:
            return await question(client)

    return asyncio.run(run()), body


@pytest.mark.parametrize(
    ("path", "question"),
    [
        ("/v1/avatars/{id}", lambda client: catalogue.get_avatar(client, "x")),
        ("/v1/voices/{id}", lambda client: catalogue.get_voice(client, "x")),
        ("/v1/llms/{id}", lambda client: catalogue.get_llm(client, "x")),
        ("/v1/sessions/{id}", lambda client: sessions.get_session(client, "x")),
        ("/v1/sessions/{id}/transcript", lambda client: sessions.get_transcript(client, "x")),
        ("/v1/sessions/{id}/analytics", lambda client: sessions.get_analytics(client, "x", include_messages=True)),
    ],
)
def test_an_example_is_read_without_loss(contract: Contract, example: Example, path: str, question: Question) -> None:
    answer, body = _ask(contract, example, "GET", path, question)
    assert isinstance(answer, Answer)
    known = returned(answer)
    assert known
    _assert_part_of(known, body)


@pytest.mark.parametrize(
    ("path", "listing"),
    [
        ("/v1/avatars", catalogue.list_avatars),
        ("/v1/voices", catalogue.list_voices),
        ("/v1/llms", catalogue.list_llms),
        ("/v1/sessions", sessions.list_sessions),
        ("/v1/personas", list_personas),
    ],
)
def test_a_list_example_is_read_entry_by_entry(
    contract: Contract, example: Example, path: str, listing: Callable[[Client], Any]
) -> None:
    async def question(client: Client) -> list[str]:
        return [entry.id async for entry in listing(client)]

    ids, body = _ask(contract, example, "GET", path, question)
    assert ids == [entry["id"] for entry in body["data"]]


@pytest.mark.parametrize(
    ("method", "path", "question"),
    [
        ("GET", "/v1/personas/{id}", lambda client: get_persona(client, "x")),
        ("POST", "/v1/personas", lambda client: create_persona(client, {})),
        ("PUT", "/v1/personas/{id}", lambda client: update_persona(client, "x", {})),
    ],
)
def test_a_persona_example_is_read(
    contract: Contract, example: Example, method: str, path: str, question: Question
) -> None:
    answer, body = _ask(contract, example, method, path, question)
    assert isinstance(answer, RemotePersona)
    known = msgspec.to_builtins(answer)
    assert (known["id"], known["name"], known["updatedAt"]) == (body["id"], body["name"], body["updatedAt"])


def test_the_token_example_is_a_secret(contract: Contract, example: Example) -> None:
    token, body = _ask(
        contract, example, "POST", "/v1/auth/session-token", lambda client: create_session_token(client, {})
    )
    assert token == Secret(body["sessionToken"])


@pytest.mark.parametrize(
    ("schema", "model", "left_out"),
    [
        ("Avatar", catalogue.Avatar, _LEFT_OUT),
        ("Voice", catalogue.Voice, _LEFT_OUT),
        ("Llm", catalogue.Llm, _LEFT_OUT_OF_LLMS),
        ("LlmUrl", catalogue.LlmUrl, set()),
        ("Session", sessions.Session, set()),
        ("SessionToolCall", sessions.ToolCall, set()),
        ("Turn", sessions.Turn, _LEFT_OUT_OF_TURNS),
        ("Concurrency", sessions.Concurrency, set()),
    ],
)
def test_a_model_knows_every_field_but_those_left_out_on_purpose(
    contract: Contract, schema: str, model: type[Answer], left_out: set[str]
) -> None:
    assert contract.fields(schema) - left_out <= {field.encode_name for field in msgspec.structs.fields(model)}


def _assert_part_of(known: Any, printed: Any) -> None:
    """Assert that everything that was read equals what the answer contains."""
    if isinstance(known, dict):
        read = {key: value for key, value in known.items() if key in printed or value is not None}
        assert set(read) <= set(printed)
        for key, value in read.items():
            _assert_part_of(value, printed[key])
    elif isinstance(known, (list, tuple)):
        assert len(known) == len(printed)
        for value, other in zip(known, printed, strict=True):
            _assert_part_of(value, other)
    elif isinstance(known, str) and isinstance(printed, str) and printed.endswith("Z"):
        assert datetime.fromisoformat(known) == datetime.fromisoformat(printed)
    else:
        assert known == printed
