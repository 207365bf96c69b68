"""A language model behind any OpenAI-compatible `{url}/chat/completions`, streamed.

A spoken conversation cannot wait long and must not break. So a request is repeated once, for a failure that may pass
(a refused connection, a 429 or 503 that asks for a short wait, any 5xx), but only before the first text: half a
sentence cannot be taken back. Whatever ends a stream early becomes one `ModelError`. What the reply survived (a wait,
an unreadable chunk, a cut at the token limit) goes to `warn`. Tool calls are yielded at the end, when they are whole.
"""

import asyncio
import os
import re
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

import httpx
from httpx_sse import EventSource, ServerSentEvent, SSEError

from personactl.engine.llm.chat_protocol import (
    Chunk,
    ToolCalls,
    Unreadable,
    messages_for,
    read_chunk,
    read_error,
    read_whole,
    seconds_to_wait,
)
from personactl.engine.llm.language_model import ModelError, ReplyPart, ReplyRequest, TextDelta, Warn

_ATTEMPTS = 2
_LONGEST_ERROR = 64 * 1024
_UNREADABLE_CHUNKS_TOLERATED = 5
_FINISHED_SHORT = {
    "length": "the reply was cut at the model's token limit",
    "content_filter": "the model's content filter cut the reply",
}


@dataclass(frozen=True, slots=True)
class TimeLimits:
    """How long a person in a conversation has to wait, in seconds.

    - `connect`: for the connection.
    - `first_text`: for the first text of one attempt, the model's thinking included.
    - `next_text`: between two pieces of the reply.
    - `retry_pause`: before the second attempt, if the server names no time.
    - `longest_wait`: the longest such pause; beyond it the reply fails at once.
    """

    connect: float = 5.0
    first_text: float = 20.0
    next_text: float = 10.0
    retry_pause: float = 0.25
    longest_wait: float = 3.0


class _PassingError(Exception):
    """The attempt failed before its first text, and a second one in `wait_s` seconds may succeed."""

    def __init__(self, reason: str, wait_s: float) -> None:
        super().__init__(reason)
        self.wait_s = wait_s


class _CutError(Exception):
    """The stream ended without a sign that the reply is complete."""


class ChatCompletions:
    """One model at one address. `key` is None for a server that takes none. Used in one event loop at a time."""

    provider = "openai-compatible"

    def __init__(
        self,
        url: str,
        model: str,
        key: str | None,
        *,
        now: Callable[[], datetime],
        limits: TimeLimits | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.name = model
        self._endpoint = _endpoint(url)
        self._key = key
        self._now = now
        self._limits = limits or TimeLimits()
        self._sleep = sleep
        self._client: httpx.AsyncClient | None = None

    def __repr__(self) -> str:
        return f"ChatCompletions({_shown(self._endpoint)!r}, {self.name!r})"

    async def stream(self, request: ReplyRequest, warn: Warn) -> AsyncGenerator[ReplyPart, None]:
        body: dict[str, object] = {"model": self.name, "messages": messages_for(request), "stream": True}
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                async with aclosing(self._attempt(body, warn)) as parts:
                    async for part in parts:
                        yield part
            except _PassingError as trouble:
                if attempt == _ATTEMPTS or trouble.wait_s > self._limits.longest_wait:
                    raise ModelError(str(trouble)) from trouble
                warn(f"{trouble}; tried again after {trouble.wait_s:g} s")
                await self._sleep(trouble.wait_s)
            else:
                return

    async def aclose(self) -> None:
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    async def _attempt(self, body: dict[str, object], warn: Warn) -> AsyncGenerator[ReplyPart, None]:
        """One request. Raises `_PassingError` only before the first part of the reply."""
        said = False
        try:
            async with self._answer(body) as response, aclosing(self._parts(response, warn)) as parts:
                async for part in parts:
                    said = True
                    yield part
        except (httpx.RequestError, httpx.StreamError, httpx.InvalidURL, TimeoutError, _CutError) as error:
            raise self._as_model_error(error, said) from error
        if not said:
            raise ModelError("the model ended its reply without a word")

    def _as_model_error(self, error: Exception, said: bool) -> ModelError | _PassingError:
        match error:
            case httpx.ConnectTimeout():
                return ModelError(f"could not connect to {_shown(self._endpoint)} in time")
            case httpx.ConnectError() if (distrust := _distrust(error)) is not None:
                return ModelError(f"the certificate of {_shown(self._endpoint)} is not trusted: {distrust}")
            case httpx.ConnectError():
                return _PassingError(f"could not connect to {_shown(self._endpoint)}", self._limits.retry_pause)
            case _CutError() | httpx.RemoteProtocolError() | httpx.ReadError() | httpx.WriteError() if said:
                return ModelError("the model's stream was cut before its end")
            case _CutError() | httpx.RemoteProtocolError() | httpx.ReadError() | httpx.WriteError():
                reason = "the model's server closed the connection without an answer"
                return _PassingError(reason, self._limits.retry_pause)
            case TimeoutError():
                return ModelError("the model fell silent in the middle" if said else "the model did not answer in time")
            case SSEError():
                return ModelError("the model's server sent an answer that is not a chat completion")
            case httpx.DecodingError():
                return ModelError("the model's server sent an answer whose compression is broken")
            case _:
                return ModelError(f"the model's server could not be used ({type(error).__name__})")

    @asynccontextmanager
    async def _answer(self, body: dict[str, object]) -> AsyncIterator[httpx.Response]:
        """The open response, with status 200. The wait for its headers counts towards `first_text`."""
        client = self._open_client()
        request = client.build_request("POST", self._endpoint, json=body, headers=self._headers())
        async with asyncio.timeout(self._limits.first_text):
            response = await client.send(request, stream=True)
        try:
            if response.status_code != httpx.codes.OK:
                await self._refuse(response)
            yield response
        finally:
            await response.aclose()

    async def _refuse(self, response: httpx.Response) -> None:
        async with asyncio.timeout(self._limits.next_text):
            words = read_error(await _beginning(response))
        reason = f"the model's server answered {response.status_code}{self._masked(words)}"
        if response.status_code == httpx.codes.TOO_MANY_REQUESTS or response.is_server_error:
            retry_after_s = seconds_to_wait(response.headers.get("retry-after"), self._now())
            raise _PassingError(reason, self._limits.retry_pause if retry_after_s is None else retry_after_s)
        raise ModelError(reason)

    def _parts(self, response: httpx.Response, warn: Warn) -> AsyncGenerator[ReplyPart, None]:
        whole = response.headers.get("content-type", "").startswith("application/json")
        return self._whole(response) if whole else self._streamed(response, warn)

    async def _streamed(self, response: httpx.Response, warn: Warn) -> AsyncGenerator[ReplyPart, None]:
        loop, calls, has_said = asyncio.get_running_loop(), ToolCalls(), False
        deadline, unreadable, finish = loop.time() + self._limits.first_text, 0, None
        async with aclosing(EventSource(response).aiter_sse()) as events:
            while (event := await _next(events, deadline)) is not None:
                if event.data.strip() == "[DONE]":
                    break
                match self._read(event):
                    case Unreadable():
                        unreadable += 1
                        _tolerate(unreadable, warn)
                    case Chunk(text=text, finish=ended, calls=fragments):
                        finish = ended or finish
                        calls.add(fragments)
                        if text:
                            has_said = True
                            yield TextDelta(text)
                        if text or fragments:
                            deadline = loop.time() + self._limits.next_text
            else:
                if finish is None:
                    raise _CutError
        for call in calls.complete():
            has_said = True
            yield call
        if finish in _FINISHED_SHORT:
            _report_short(_FINISHED_SHORT[finish], warn, has_said=has_said)

    def _read(self, event: ServerSentEvent) -> Chunk | Unreadable:
        chunk = read_chunk(event.data)
        if isinstance(chunk, Chunk) and chunk.error is not None:
            raise ModelError(f"the model's server reported an error{self._masked(chunk.error)}")
        return chunk

    async def _whole(self, response: httpx.Response) -> AsyncGenerator[ReplyPart, None]:
        """The reply of a server that does not stream: one JSON document."""
        async with asyncio.timeout(self._limits.first_text):
            parts = read_whole(await response.aread())
        if not parts:
            raise ModelError("the model's server sent an answer that is not a chat completion")
        for part in parts:
            yield part

    def _open_client(self) -> httpx.AsyncClient:
        if self._client is None:
            try:
                self._client = httpx.AsyncClient(timeout=httpx.Timeout(None, connect=self._limits.connect))
            except (OSError, ValueError, ImportError) as error:  # of SSL_CERT_FILE or of a proxy's variable
                reason = getattr(error, "strerror", None) or str(error)
                file = os.environ.get("SSL_CERT_FILE")
                place = f" (SSL_CERT_FILE is {file})" if file and isinstance(error, OSError) else ""
                raise ModelError(f"the connection to the model's server cannot be set up: {reason}{place}") from error
        return self._client

    def _headers(self) -> dict[str, str]:
        return {"Accept": "text/event-stream"} | ({"Authorization": f"Bearer {self._key}"} if self._key else {})

    def _masked(self, words: str) -> str:
        """The server's own words after a colon, without the key if it echoes it."""
        if self._key:
            words = words.replace(self._key, "***")
        return f": {words}" if words else ""


async def _beginning(response: httpx.Response) -> bytes:
    body = b""
    async for piece in response.aiter_bytes():
        body += piece
        if len(body) > _LONGEST_ERROR:
            break
    return body


async def _next(events: AsyncGenerator[ServerSentEvent, None], deadline: float) -> ServerSentEvent | None:
    async with asyncio.timeout_at(deadline):
        return await anext(events, None)


def _distrust(error: BaseException) -> str | None:
    """Return why a server's certificate is not trusted, and what names the authorities; None for other failures."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, ssl.SSLCertVerificationError):
        cause = cause.__cause__ or cause.__context__
    return None if cause is None else f"{cause.verify_message}; SSL_CERT_FILE names the authorities to trust"


def _report_short(reason: str, warn: Warn, *, has_said: bool) -> None:
    if not has_said:
        raise ModelError(reason)
    warn(reason)


def _tolerate(unreadable: int, warn: Warn) -> None:
    if unreadable > _UNREADABLE_CHUNKS_TOLERATED:
        raise ModelError("the model's server kept sending chunks that are not JSON")
    warn("the model sent an unreadable chunk, which was skipped")


def _endpoint(url: str) -> str:
    return url if url.endswith("/chat/completions") else f"{url.rstrip('/')}/chat/completions"


def _shown(endpoint: str) -> str:
    """The address without credentials and query."""
    return re.sub(r"//[^/@]*@", "//", endpoint).partition("?")[0]
