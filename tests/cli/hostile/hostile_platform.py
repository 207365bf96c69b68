"""A platform whose answers have the contract's form, and a hostile text wherever they have a text."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.api.live import served
from tests.cli.hostile.hostile_text import HOSTILE
from tests.contract.answer_check import Contract, load_contract
from tests.contract.examples import full_example


def hostile_value(value: Any, origin: str, *, ids: bool) -> Any:
    """Return an example with hostile texts, also for keys of free objects; ids and times stay if `ids` is false."""
    match value:
        case str() if value.startswith("text "):
            return f"{value}{HOSTILE}"
        case str() if value.startswith("https://"):
            return f"{origin}/file"
        case str():
            return f"{HOSTILE}{value}" if ids and value.startswith("0000") else value
        case list():
            return [hostile_value(one, origin, ids=ids) for one in value]
        case dict():
            return {
                (f"{key}{HOSTILE}" if key.startswith("key ") else key): hostile_value(one, origin, ids=ids)
                for key, one in value.items()
            }
        case _:
            return value


def _page(body: Any) -> Any:
    if isinstance(body, dict) and "meta" in body:
        body["meta"] = {"total": 2, "lastPage": 1, "currentPage": 1, "perPage": 100, "prev": None, "next": None}
    return body


def _endpoint(contract: Contract, method: str, path: str, *, ids: bool) -> Any:
    async def answer(request: Request) -> Response:
        if 204 in contract.statuses(method, path):
            return Response(status_code=204)
        status, shape = contract.answer(method, path)
        return JSONResponse(
            _page(hostile_value(full_example(shape), str(request.base_url).rstrip("/"), ids=ids)), status
        )

    return answer


async def _token(request: Request) -> Response:
    head, claims = (
        base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
        for part in ({"alg": HOSTILE}, {"type": HOSTILE, "sessionId": HOSTILE, "accountId": HOSTILE})
    )
    return JSONResponse({"sessionToken": f"{head}.{claims}.sig"})


async def _engine(request: Request) -> Response:
    return JSONResponse({"engine": "personactl", "version": HOSTILE, "text": "/text"})


async def _session(request: Request) -> Response:
    return JSONResponse({"sessionId": HOSTILE, "clientConfig": {"textEndpoint": "/text"}}, 201)


async def _text(request: Request) -> Response:
    said = {"message_id": "m", "role": "persona", "content": HOSTILE, "end_of_speech": True}
    messages = [
        {"messageType": "speechText", "data": said},
        {"messageType": "warning", "data": {"message": HOSTILE, "failed": False}},
    ]
    return Response("".join(json.dumps(one) + "\n" for one in messages), media_type="application/x-ndjson")


async def _file(request: Request) -> Response:
    return Response(HOSTILE, media_type="text/plain")


async def refusal(request: Request) -> Response:
    return JSONResponse({"error": HOSTILE, "message": HOSTILE, HOSTILE: HOSTILE}, 400, {"x-request-id": "r\x9b"})


@contextmanager
def hostile_platform(*, ids: bool = False, refuses: bool = False) -> Iterator[dict[str, str]]:
    """Serve it; yields the variables that make it the target.

    ids: ids are hostile too.
    refuses: every request is refused, in hostile words.
    """
    contract = load_contract()
    own = [
        Route("/v1/auth/session-token", _token, methods=["POST"]),
        Route("/v1/engine/session", _session, methods=["POST"]),
        Route("/engine", _engine),
        Route("/file", _file),
        Route("/text", _text, methods=["POST"]),
    ]
    rest = [
        Route(path, _endpoint(contract, method, path, ids=ids), methods=[method])
        for method, path in sorted(contract.operations(), key=lambda one: (one[1].count("{"), one))
        if path != "/v1/auth/session-token"
    ]
    everything = [Route("/{rest:path}", refusal, methods=["GET", "POST", "PUT", "DELETE", "PATCH"])]
    with served(Starlette(routes=everything if refuses else [*own, *rest, *everything])) as origin:
        yield {"ANAM_API_URL": origin, "ANAM_API_KEY": "key"}
