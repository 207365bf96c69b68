"""Refusals in the platform's format: JSON with `error` and `message`, and `details` for an invalid body.

The official SDKs read `error` and `message` and need a JSON content type on every answer
(docs/platform.md#errors), so 404,
405, 413 and 500 are made here too. `details` has the shape of the contract's MeetingInviteValidationError. A refusal
never repeats the refused value.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request

from personactl.engine.errors import EngineError
from personactl.engine.http.answer import JsonAnswer
from personactl.engine.http.request_ids import HEADER
from personactl.engine.wire import Json

_log = logging.getLogger("personactl.engine")

_SHORT = {401: "Unauthorized", 403: "Forbidden", 404: "Not found", 500: "Server error"}


@dataclass(frozen=True, slots=True)
class Issue:
    """One mistake in a body.

    - `path`: with dots, such as `voiceDetectionOptions.endOfSpeechSensitivity`.
    - `code`: a code like those of zod, the validation library of the platform.
    """

    path: str
    message: str
    code: str = "custom"

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


class Refusal(Exception):  # noqa: N818 - an answer, not a fault
    """Ends a request with `status` and a body of `error` and `message`."""

    def __init__(self, status: int, message: str, *, error: str | None = None, issues: Sequence[Issue] = ()) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.error = error or _SHORT.get(status) or HTTPStatus(status).phrase
        self.issues = tuple(issues)

    def body(self) -> dict[str, Json]:
        body: dict[str, Json] = {"error": self.error, "message": self.message}
        if self.issues:
            body["details"] = [
                {"path": issue.path, "message": issue.message, "code": issue.code} for issue in self.issues
            ]
            body["summary"] = self.message
        return body


def not_found(what: str) -> Refusal:
    """404. `what` is the contract's name for it: "Persona", "Session"."""
    return Refusal(404, f"{what} not found")


def invalid(issues: Sequence[Issue]) -> Refusal:
    """400 for a body that breaks the contract. Needs at least one issue."""
    return Refusal(400, "; ".join(str(issue) for issue in issues), error="Validation error", issues=issues)


def issues_of(error: ValidationError, prefix: str = "") -> tuple[Issue, ...]:
    """The mistakes that pydantic found, without the values."""
    return tuple(
        Issue(".".join([prefix, *map(str, found["loc"])]).strip("."), found["msg"], found["type"])
        for found in error.errors(include_url=False, include_input=False, include_context=False)
    )


async def answer_refusal(_request: Request, refusal: Exception) -> JsonAnswer:
    assert isinstance(refusal, Refusal)
    headers = {"WWW-Authenticate": "Bearer"} if refusal.status == HTTPStatus.UNAUTHORIZED else None
    return JsonAnswer(refusal.body(), refusal.status, headers)


async def answer_http_exception(request: Request, exception: Exception) -> JsonAnswer:
    """Starlette's own 404 and 405."""
    assert isinstance(exception, HTTPException)
    refusal = Refusal(exception.status_code, f"{exception.detail}: {request.method} {request.url.path}")
    return JsonAnswer(refusal.body(), refusal.status, exception.headers)


async def answer_failure(request: Request, failure: Exception) -> JsonAnswer:
    """500 for a failure of the engine. The log says what failed; the answer says so only for an expected failure."""
    request_id = request.scope.get(HEADER, "")
    request_line = f"{request.method} {request.url.path} ({request_id})"
    if isinstance(failure, EngineError):
        _log.error("%s: %s (%s)", request_line, failure.message, failure.where)
        message = failure.message
    else:
        _log.error("%s: %r", request_line, failure)  # the server gets it next, and logs its traceback
        message = "The engine failed; its log says why"
    return JsonAnswer(Refusal(500, message).body(), 500, {HEADER: request_id})
