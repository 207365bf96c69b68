"""A request as its handler gets it: authenticated, with its body read and parsed. The size of a body is limited."""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from starlette.datastructures import QueryParams
from starlette.requests import ClientDisconnect, Request

from personactl.engine.http.auth import Caller
from personactl.engine.http.refusals import Issue, Refusal, invalid
from personactl.engine.services import Services
from personactl.engine.wire import Json, JsonObject

_DEEPEST = 100
BODY_LIMIT_BYTES = 4 * 1024 * 1024
"""About the limit of the platform's own uploads. System prompts have no limit of their own."""


@dataclass(frozen=True, slots=True)
class Call:
    """`body` is the JSON object that was sent, or `{}` if there was none or the operation takes none."""

    request: Request
    services: Services
    caller: Caller
    path: Mapping[str, str]
    body: JsonObject

    @property
    def query(self) -> QueryParams:
        return self.request.query_params


async def read_body(request: Request, *, required: bool) -> JsonObject:
    """The JSON object in the body. Raises `Refusal`: 413 if too large, 415 if not sent as JSON, else 400."""
    raw = await _read_bytes(request)
    if not raw.strip():
        if required:
            raise Refusal(400, "A JSON body is required", error="Invalid request body")
        return {}
    media_type = request.headers.get("content-type", "application/json").split(";")[0].strip().lower()
    if media_type != "application/json" and not media_type.endswith("+json"):
        raise Refusal(415, "Send the body with Content-Type: application/json")
    value = _parse(raw)
    if not isinstance(value, dict):
        raise invalid([Issue("", "Expected an object", "invalid_type")])
    return value


async def _read_bytes(request: Request) -> bytes:
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > BODY_LIMIT_BYTES:
        raise _too_large()
    chunks: list[bytes] = []
    size = 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size > BODY_LIMIT_BYTES:
                raise _too_large()
            chunks.append(chunk)
    except ClientDisconnect as gone:
        raise Refusal(400, "The body ended early", error="Invalid request body") from gone
    return b"".join(chunks)


def _too_large() -> Refusal:
    return Refusal(413, f"The body may hold at most {BODY_LIMIT_BYTES // 1024 // 1024} MiB", error="Payload too large")


def _parse(raw: bytes) -> Json:
    try:
        text = raw.decode("utf-8-sig")
        value: Json = json.loads(text, parse_constant=_no_number, parse_float=_finite)
        _check_depth(value, text)
    except (ValueError, RecursionError) as error:
        raise Refusal(400, "The body is not valid JSON", error="Invalid request body") from error
    if "\\ud" in text.lower() and not _encodable(value):
        raise Refusal(400, "The body holds half of a surrogate pair", error="Invalid request body")
    return value


def _check_depth(value: Json, text: str) -> None:
    """Raise `ValueError` for a value that is nested too deeply. A text with few brackets needs no further look."""
    if text.count("[") + text.count("{") <= _DEEPEST:
        return
    level: list[Json] = [value]
    for _ in range(_DEEPEST):
        level = [inner for outer in level for inner in _inside(outer)]
    if level:
        raise ValueError("nested too deeply")


def _inside(value: Json) -> Iterable[Json]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number is too large")
    return number


def _encodable(value: Json) -> bool:
    """Whether `value` can be sent back: JSON can escape half a surrogate pair, UTF-8 cannot encode it."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True
