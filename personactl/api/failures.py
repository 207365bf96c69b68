"""The one edge where foreign failures become ours: every httpx exception and every status but a success.

    httpx exceptions      -> UnavailableError (5); a request that cannot be built -> UsageError (2)
    401, 403              -> AuthError (3)
    404                   -> NotFoundError (4);  other 4xx -> RejectedError (4)
    429, 5xx, 3xx, no JSON-> UnavailableError (5)

A write that left and whose answer did not come back whole is a `LostAnswerError`, because it may have been carried out.
The platform's own words are kept, but cut short and never with what was sent: its validation errors echo the request
(docs/platform.md#errors).
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from personactl.api.bounds.bounded_transport import NotHttp
from personactl.api.bounds.content_coding import UnwantedCoding
from personactl.api.bounds.json_body import DamagedJsonError, read_json
from personactl.api.bounds.limits import BoundExceeded
from personactl.api.certificates import CertificateError
from personactl.api.retry import WaitTooLongError
from personactl.command_hint import command_hint
from personactl.errors import (
    AuthError,
    NotFoundError,
    PersonactlError,
    RejectedError,
    UnavailableError,
    UsageError,
)
from personactl.json_value import JsonValue

_LONGEST_WORDS = 300
_MOST_DETAILS = 5
_DAY_S = 86_400
_REQUEST_ID_HEADERS = ("x-request-id", "request-id", "x-amzn-requestid", "cf-ray")
_READS = frozenset({"GET", "HEAD"})
_TRY_AGAIN = "try again in a moment; what is already done stays"
_HOSTILE = "check that the API URL names the platform; if it does, report this to its operator"
_CHECK_URL = "check the network, the API URL (ANAM_API_URL, or the profile's) and HTTPS_PROXY where it is set"

NEVER_LEFT: dict[type[Exception], tuple[str, str]] = {
    httpx.ConnectError: ("the platform cannot be reached", _CHECK_URL),
    httpx.ConnectTimeout: ("the platform did not accept a connection in time", _CHECK_URL),
    httpx.PoolTimeout: ("no connection became free in time", "lower the number of concurrent requests"),
    httpx.ProxyError: ("the proxy refused the connection", "check HTTPS_PROXY and NO_PROXY"),
}
MAY_HAVE_LEFT: dict[type[Exception], tuple[str, str]] = {
    httpx.ReadTimeout: ("the platform did not answer in time", _TRY_AGAIN),
    httpx.WriteTimeout: ("the platform did not take the request in time", _TRY_AGAIN),
    httpx.TimeoutException: ("the platform did not answer in time", _TRY_AGAIN),
    httpx.ReadError: ("the connection was cut before the answer was complete", _TRY_AGAIN),
    httpx.WriteError: ("the connection was cut while the request was sent", _TRY_AGAIN),
    httpx.CloseError: ("the connection was cut", _TRY_AGAIN),
    httpx.NetworkError: ("the connection was cut", _TRY_AGAIN),
    NotHttp: ("the answer is not HTTP", _CHECK_URL),
    httpx.RemoteProtocolError: ("the connection was cut before the answer was complete", _TRY_AGAIN),
    httpx.ProtocolError: ("the answer is not HTTP", _CHECK_URL),
    UnwantedCoding: ("the answer cannot be used: it is compressed twice, or with neither gzip nor deflate", _HOSTILE),
    httpx.DecodingError: ("the answer is damaged: its compression cannot be undone", _TRY_AGAIN),
    httpx.TooManyRedirects: ("the platform redirects in a circle", _CHECK_URL),
    httpx.TransportError: ("the request failed on its way", _TRY_AGAIN),
    httpx.RequestError: ("the request failed on its way", _TRY_AGAIN),
    httpx.HTTPError: ("the request failed", _TRY_AGAIN),
    httpx.HTTPStatusError: ("the request failed", _TRY_AGAIN),
}
UNSENDABLE: dict[type[Exception], tuple[str, str]] = {
    # The text of these is not repeated: it can hold a header, and with it the key.
    httpx.LocalProtocolError: ("the request cannot be sent: a header holds forbidden characters", _CHECK_URL),
    httpx.UnsupportedProtocol: ("the API URL must begin with https:// or http://", _CHECK_URL),
    httpx.InvalidURL: ("the API URL or an id in it does not make a URL", _CHECK_URL),
}
BUGS: frozenset[type[Exception]] = frozenset(
    {
        httpx.CookieConflict,
        httpx.StreamError,
        httpx.StreamConsumed,
        httpx.StreamClosed,
        httpx.ResponseNotRead,
        httpx.RequestNotRead,
    }
)
"""httpx exceptions that only a bug of personactl raises; they are not mapped and end with exit status 70."""


class LostAnswerError(UnavailableError):
    """A write was sent and its answer was lost: it may have been carried out. Check before repeating it."""


class UnusableAnswerError(UnavailableError):
    """A read was answered, but not in the platform's form: a web page, a truncated document, a redirect."""


class BoundExceededError(UnavailableError):
    """A read was answered with more than is read of any answer: too large, too slow, too deep, too many pages.

    The same request gets the same answer, so it is never repeated. A write that is answered so is a `LostAnswerError`.
    """


@contextmanager
def failures_mapped(method: str, url: str) -> Iterator[None]:
    """Run a request, and read its answer, with httpx's exceptions mapped to ours."""
    try:
        yield
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise from_exception(error, method, url) from error
    except WaitTooLongError as error:
        raise UnavailableError(
            f"the platform is busy and asks to come back in {_waiting_time(error.wait_s)}, "
            f"and at most {error.left_s:.0f} seconds are waited for it",
            where=f"{method} {url} · {error.status}",
            hint="run it again after that time, or with fewer files at a time",
        ) from error


def from_exception(error: Exception, method: str, url: str) -> PersonactlError:
    """Return our failure for one of httpx's exceptions. `url` must contain no query and no credential."""
    where = f"{method} {url}"
    if isinstance(error, CertificateError):
        return UnavailableError(str(error), where=where, hint=error.hint)
    if isinstance(error, BoundExceeded):
        return _excessive(method, where, str(error))
    for kind in type(error).__mro__:
        if kind in UNSENDABLE:
            message, hint = UNSENDABLE[kind]
            return UsageError(message, where=where, hint=hint)
        if kind in NEVER_LEFT:
            message, hint = NEVER_LEFT[kind]
            return UnavailableError(_with_reason(message, error), where=where, hint=hint)
        if kind in MAY_HAVE_LEFT:
            message, hint = MAY_HAVE_LEFT[kind]
            return _lost_or_unavailable(method)(_with_reason(message, error), where=where, hint=hint)
    raise TypeError(f"{type(error).__name__} is not an httpx failure")


def from_response(response: httpx.Response, profile: str | None = None) -> PersonactlError:
    """Return our failure for an unsuccessful answer, whose body must have been read.

    profile: the name of the target, for the hint; None if it is not known.
    """
    status, where = response.status_code, response_place(response)
    words = platform_words(response)
    if status == 401:
        return AuthError(
            _sentence("the platform refused the key or token", words),
            where=where,
            hint=f"see which key is used: {command_hint('auth status', profile=profile)}",
        )
    if status == 403:
        return AuthError(
            _sentence("the key is not allowed to do this", words),
            where=where,
            hint="use a key with this permission, and check that your plan includes the feature",
        )
    if status == 404:
        return NotFoundError(
            _sentence("the platform does not have what was requested", words),
            where=where,
            hint="check the id, and the profile: ids differ between accounts",
        )
    if status == 429:
        hint = "wait a little and run it again"
        return UnavailableError(_sentence("the platform is limiting requests", words), where=where, hint=hint)
    if 400 <= status < 500:
        validate = command_hint("validate", profile=None)
        return RejectedError(
            _sentence("the platform rejected the request", words),
            where=where,
            hint=f"correct what the platform names; '{validate}' finds most mistakes before a push",
        )
    if status >= 500:
        kind = _lost_or_unavailable(response.request.method)
        return kind(_sentence("the platform failed", words), where=where, hint=_TRY_AGAIN)
    if status < 200:
        return UnusableAnswerError("the server changes the protocol", where=where, hint=_CHECK_URL)
    return UnusableAnswerError("the server redirects, and a key does not follow", where=where, hint=_CHECK_URL)


def unreadable_answer(response: httpx.Response, why: str) -> UnavailableError:
    """Return the failure for a successful answer with an invalid body; `why` names the place, not the value."""
    kind = UnusableAnswerError if response.request.method in _READS else LostAnswerError
    return kind(f"the answer cannot be used: {why}", where=response_place(response), hint=_CHECK_URL)


def excessive_answer(response: httpx.Response, why: str) -> UnavailableError:
    """Return the failure for a successful answer that goes further than a bound, which `why` names."""
    return _excessive(response.request.method, response_place(response), why)


def response_place(response: httpx.Response) -> str:
    """`GET https://host/path · 422 · request id abc`: what a support request needs, without the query."""
    request = response.request
    parts = [f"{request.method} {request.url.copy_with(query=None, fragment=None)}", str(response.status_code)]
    for name in _REQUEST_ID_HEADERS:
        if name in response.headers:
            parts.append(f"request id {_short(response.headers[name], 80)}")
            break
    return " · ".join(parts)


def platform_words(response: httpx.Response) -> str:
    """Return `error`, `message` and the paths of the details from an error body, without repetitions, on one line of at
    most 300 characters."""
    try:
        body = read_json(response.content)
    except DamagedJsonError:
        return ""
    if not isinstance(body, dict):
        return ""
    said = [text for key in ("error", "message", "summary") if isinstance(text := body.get(key), str) and text]
    details = body.get("details")
    if isinstance(details, list):
        listed = [_detail(entry) for entry in details[:_MOST_DETAILS] if isinstance(entry, dict)]
        said += [" ".join(detail) for detail in listed if not any(_says(text, detail) for text in said)]
    words = ": ".join(dict.fromkeys(said))
    scheme, _, credential = response.request.headers.get("authorization", "").partition(" ")
    if scheme and credential:
        words = words.replace(credential, "***")
    return _short(words, _LONGEST_WORDS)


def _detail(entry: dict[str, JsonValue]) -> tuple[str, ...]:
    """Return the place and the problem there, as far as the platform states them."""
    path = entry.get("path")
    place = ".".join(str(step) for step in path) if isinstance(path, list) else str(path or "")
    message = entry.get("message")
    return tuple(part for part in (place, message if isinstance(message, str) else "") if part)


def _says(text: str, detail: tuple[str, ...]) -> bool:
    return all(part in text for part in detail)


def _short(text: str, limit: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def _sentence(ours: str, theirs: str) -> str:
    return f"{ours}: {theirs}" if theirs else ours


def _with_reason(message: str, error: Exception) -> str:
    """Add the reason from the operating system or TLS library, which is at the end of httpx's chain of causes."""
    reason = ""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ConnectionError) and cause.errno:
            reason = os.strerror(cause.errno)  # asyncio's own text only repeats the address
        elif isinstance(cause, OSError) and cause.strerror:
            reason = cause.strerror
        cause = cause.__cause__ or cause.__context__
    return _sentence(message, _short(reason, _LONGEST_WORDS))


def _excessive(method: str, where: str, why: str) -> UnavailableError:
    kind = BoundExceededError if method in _READS else LostAnswerError
    return kind(f"the answer cannot be used: {why}", where=where, hint=_HOSTILE)


def _waiting_time(seconds: float) -> str:
    return f"{seconds:.0f} seconds" if seconds < _DAY_S else "more than a day"


def _lost_or_unavailable(method: str) -> type[UnavailableError]:
    return UnavailableError if method in _READS else LostAnswerError
