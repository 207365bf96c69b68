"""Decides whether a request is repeated, and after which wait.

A read, a PUT and a DELETE have the same result however often they are carried out. A POST creates something, so it is
repeated only if the first one was certainly not carried out: the connection failed, or the platform refused it (429).
The platform's `Retry-After` is obeyed. If it requests a longer wait than the run allows, the run fails immediately.
"""

import asyncio
import copy
import random
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum
from typing import assert_never

import httpx
from httpx_retries import Retry
from msgspec import Struct

Sleep = Callable[[float], Awaitable[None]]
OnWait = Callable[[str], None]

_CONNECTION_NEVER_MADE = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_NETWORK = (httpx.TimeoutException, httpx.NetworkError, httpx.RemoteProtocolError, httpx.ProxyError)
_BUSY = frozenset({429})
_BUSY_OR_BROKEN = frozenset({429, 500, 502, 503, 504})
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})


class Repeat(Enum):
    """When a request may be repeated: after any failure, only if it was not carried out, or never."""

    ALWAYS = "always"
    IF_NOT_CARRIED_OUT = "if not carried out"
    NEVER = "never"


class RetrySettings(Struct, frozen=True):
    """How often and how long one request is repeated. Waits are in seconds.

    attempts: the maximum number of attempts, including the first.
    first_wait_s, longest_wait_s: the wait doubles from the first to the longest. Each wait is reduced at random by up
    to
    half, so that many clients do not return at the same moment.
    total_wait_s: the maximum sum of all waits of one request.
    """

    attempts: int = 4
    first_wait_s: float = 0.5
    longest_wait_s: float = 8.0
    total_wait_s: float = 60.0
    sleep: Sleep = asyncio.sleep
    uniform: Callable[[float, float], float] = random.uniform


class WaitTooLongError(Exception):
    """The platform asked for a longer wait than this request has left. Mapped by `failures`."""

    def __init__(self, response: httpx.Response, wait_s: float, left_s: float) -> None:
        super().__init__(f"asked to wait {wait_s:g} s")
        self.status = response.status_code
        self.wait_s = wait_s
        self.left_s = left_s


class RequestRetry(Retry):
    """One request's retry policy: httpx-retries' loop with the waits of `RetrySettings`, announced by `on_wait`."""

    def __init__(
        self,
        settings: RetrySettings,
        repeat: Repeat,
        *,
        on_wait: OnWait | None = None,
        validate_response: Callable[[httpx.Response], Awaitable[None]] | None = None,
    ) -> None:
        statuses, exceptions = _repeated_on(repeat)
        super().__init__(
            total=0 if repeat is Repeat.NEVER else max(0, settings.attempts - 1),
            allowed_methods=_METHODS,
            status_forcelist=statuses,
            retry_on_exceptions=exceptions,
            backoff_factor=settings.first_wait_s,
            max_backoff_wait=settings.longest_wait_s,
            total_timeout=settings.total_wait_s,
            validate_response=validate_response,
        )
        self._settings = settings
        self._on_wait = on_wait

    def increment(self) -> "RequestRetry":
        following = copy.copy(self)
        following.attempts_made += 1
        return following

    def backoff_strategy(self) -> float:
        whole = min(self.backoff_factor * 2.0 ** (self.attempts_made - 1), self.max_backoff_wait)
        return self._settings.uniform(whole / 2, whole)

    async def asleep(self, response: httpx.Response | Exception) -> None:
        """Wait before the next attempt. Raises `WaitTooLongError` if the platform requests more than is left."""
        left = self._settings.total_wait_s - self.elapsed_sleep
        wait_s = min(self.backoff_strategy(), left)
        if isinstance(response, httpx.Response):
            retry_after_s = self._seconds(response, "Retry-After")
            if retry_after_s is not None and retry_after_s > left:
                raise WaitTooLongError(response, retry_after_s, left)
            reset = self._seconds(response, "RateLimit-Reset") if response.status_code in _BUSY else None
            if retry_after_s is not None:
                wait_s = retry_after_s
            elif reset is not None and reset <= left:
                wait_s = max(wait_s, reset)
        if self._on_wait is not None:
            self._on_wait(f"{_reason(response)}; trying again in {wait_s:.1f} s")
        await self._settings.sleep(wait_s)
        self.elapsed_sleep += wait_s

    def _seconds(self, response: httpx.Response, header: str) -> float | None:
        """Return what a header says in seconds or as a date; None without it, or for anything else."""
        text = response.headers.get(header, "").strip()
        try:
            if text.isascii() and text.isdigit():
                return float(text)
            date = parsedate_to_datetime(text)
            left_s = (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp() - datetime.now(UTC).timestamp()
        except (TypeError, ValueError, OverflowError):
            return None
        return max(0.0, left_s)


def _repeated_on(repeat: Repeat) -> tuple[frozenset[int], tuple[type[Exception], ...]]:
    match repeat:
        case Repeat.ALWAYS:
            return _BUSY_OR_BROKEN, _NETWORK
        case Repeat.IF_NOT_CARRIED_OUT:
            return _BUSY, _CONNECTION_NEVER_MADE
        case Repeat.NEVER:
            return _BUSY, ()
        case _:
            assert_never(repeat)


def _reason(response: httpx.Response | Exception) -> str:
    if isinstance(response, httpx.Response):
        return f"the platform answered {response.status_code}"
    if isinstance(response, httpx.TimeoutException):
        return "the platform did not answer in time"
    return "the connection to the platform failed"
