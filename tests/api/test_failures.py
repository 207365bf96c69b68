"""Every failure of HTTP has a message and an exit status, and shows no secret."""

import inspect
from collections.abc import Mapping

import httpx
import pytest

from personactl.api.failures import (
    BUGS,
    MAY_HAVE_LEFT,
    NEVER_LEFT,
    UNSENDABLE,
    LostAnswerError,
    UnusableAnswerError,
    failures_mapped,
    from_exception,
    from_response,
)
from personactl.errors import (
    AuthError,
    NotFoundError,
    PersonactlError,
    RejectedError,
    UnavailableError,
    UsageError,
)
from personactl.json_value import JsonValue

URL = "https://api.example.com/v1/personas"
_HTTPX_EXCEPTIONS = [kind for _, kind in inspect.getmembers(httpx, inspect.isclass) if issubclass(kind, Exception)]


def response(
    status: int, body: JsonValue = None, *, method: str = "POST", headers: Mapping[str, str] | None = None
) -> httpx.Response:
    sent = {"Authorization": "Bearer sesame-key"}
    request = httpx.Request(method, URL + "?search=private", headers=sent)
    return httpx.Response(status, json=body, headers=dict(headers or {}), request=request)


def test_every_httpx_exception_has_exactly_one_place() -> None:
    for kind in _HTTPX_EXCEPTIONS:
        places = [table for table in (UNSENDABLE, NEVER_LEFT, MAY_HAVE_LEFT, BUGS) if kind in table]
        assert len(places) == 1, f"{kind.__name__} stands in {len(places)} tables"


@pytest.mark.parametrize("kind", [kind for kind in _HTTPX_EXCEPTIONS if kind not in BUGS])
def test_every_mapped_exception_becomes_three_lines(kind: type[Exception]) -> None:
    error = from_exception(_raisable(kind), "POST", URL)
    expected = 2 if kind in UNSENDABLE else 5
    assert error.exit_status == expected
    assert error.where == f"POST {URL}"
    assert all("\n" not in line and line for line in (error.message, error.where, error.hint))


@pytest.mark.parametrize("kind", [*NEVER_LEFT, *MAY_HAVE_LEFT])
def test_only_a_write_that_may_have_left_counts_as_a_lost_answer(kind: type[Exception]) -> None:
    assert isinstance(from_exception(_raisable(kind), "POST", URL), LostAnswerError) == (kind in MAY_HAVE_LEFT)
    assert isinstance(from_exception(_raisable(kind), "PUT", URL), LostAnswerError) == (kind in MAY_HAVE_LEFT)
    assert not isinstance(from_exception(_raisable(kind), "GET", URL), LostAnswerError)


@pytest.mark.parametrize("kind", [kind for kind in _HTTPX_EXCEPTIONS if kind in BUGS])
def test_a_wrong_use_of_httpx_stays_a_bug(kind: type[Exception]) -> None:
    with pytest.raises(kind), failures_mapped("GET", URL):
        raise _raisable(kind)


def test_a_header_in_httpx_own_complaint_is_not_repeated() -> None:
    error = from_exception(httpx.LocalProtocolError("Illegal header value b'Bearer sesame-key'"), "GET", URL)
    assert "sesame" not in _all_lines(error)


def test_the_reason_of_the_operating_system_is_shown() -> None:
    error = httpx.ConnectError("All connection attempts failed")
    error.__cause__ = OSError("several attempts")
    error.__cause__.__context__ = ConnectionRefusedError(111, "Connection refused")
    assert from_exception(error, "GET", URL).message == "the platform cannot be reached: Connection refused"


@pytest.mark.parametrize(
    ("status", "kind", "exit_status"),
    [
        (301, UnusableAnswerError, 5),
        (400, RejectedError, 4),
        (401, AuthError, 3),
        (402, RejectedError, 4),
        (403, AuthError, 3),
        (404, NotFoundError, 4),
        (405, RejectedError, 4),
        (409, RejectedError, 4),
        (413, RejectedError, 4),
        (422, RejectedError, 4),
        (429, UnavailableError, 5),
        (500, LostAnswerError, 5),
        (502, LostAnswerError, 5),
        (503, LostAnswerError, 5),
        (504, LostAnswerError, 5),
        (599, LostAnswerError, 5),
    ],
)
def test_a_status_has_its_error(status: int, kind: type[PersonactlError], exit_status: int) -> None:
    error = from_response(response(status, {"error": "Because", "message": "of this"}))
    assert type(error) is kind
    assert error.exit_status == exit_status


def test_an_error_keeps_the_platforms_words_status_and_request_id() -> None:
    body: JsonValue = {"error": "Validation error", "message": "avatarId: must exist"}
    error = from_response(response(400, body, headers={"X-Request-Id": "req-7"}))
    assert error.message == "the platform rejected the request: Validation error: avatarId: must exist"
    assert error.where == f"POST {URL} · 400 · request id req-7"


def test_details_are_shown_by_path_and_never_with_the_sent_value() -> None:
    body: JsonValue = {
        "error": "Validation error",
        "details": [
            {"path": ["voiceDetectionOptions", 0], "message": "Too big", "code": "custom", "received": "PROMPT"},
            {"path": "avatarId"},
            "odd",
        ],
        "body": {"systemPrompt": "PROMPT"},
        "input": "PROMPT",
    }
    message = from_response(response(400, body)).message
    assert message.endswith("Validation error: voiceDetectionOptions.0 Too big: avatarId")
    assert "PROMPT" not in message


def test_details_that_the_message_contains_are_not_repeated() -> None:
    details: JsonValue = [
        {"path": "voiceId", "message": "voice not found"},
        {"path": "name", "message": "Too long"},
    ]
    body: JsonValue = {"error": "Validation error", "message": "voiceId: voice not found", "details": details}
    message = from_response(response(400, body)).message
    assert message.endswith(": Validation error: voiceId: voice not found: name Too long")


def test_long_words_are_cut_to_one_line() -> None:
    message = from_response(response(400, {"message": "You are Cara.\n" * 200})).message
    assert "\n" not in message
    assert len(message) < 350


def test_a_key_that_the_platform_echoes_is_masked() -> None:
    message = from_response(response(401, {"message": "Invalid API key sesame-key"})).message
    assert message == "the platform refused the key or token: Invalid API key ***"


@pytest.mark.parametrize("body", [None, [], "text", 7, {"error": {"code": 1}}, {"message": ["a"]}])
def test_a_body_without_a_message_is_accepted(body: JsonValue) -> None:
    assert from_response(response(400, body)).message == "the platform rejected the request"


def test_the_query_is_not_repeated() -> None:
    assert "private" not in _all_lines(from_response(response(400, {"error": "no"}, method="GET")))


def test_an_invalid_url_is_a_usage_error() -> None:
    with pytest.raises(UsageError), failures_mapped("GET", URL):
        httpx.URL("https://example.com:port")


def _raisable(kind: type[Exception]) -> Exception:
    if kind is httpx.HTTPStatusError:
        return httpx.HTTPStatusError("failed", request=httpx.Request("GET", URL), response=httpx.Response(500))
    if kind in (httpx.StreamConsumed, httpx.StreamClosed, httpx.ResponseNotRead, httpx.RequestNotRead):
        return kind()
    return kind("failed")


def _all_lines(error: PersonactlError) -> str:
    return "\n".join((error.message, error.where, error.hint))
