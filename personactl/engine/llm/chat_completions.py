"""A language model behind any OpenAI-compatible `{url}/chat/completions`, streamed.

A spoken conversation cannot wait long and must not break, so the rules are: before the first text, one more try for
what may pass (a refused connection, 429 or 503 that asks for a short wait, any 5xx); after the first text, never a
second try, because half a sentence cannot be taken back. Whatever ends a stream early becomes one `ModelError`;
what was got over (a wait, an unreadable chunk, a reply cut at the token limit) is told through `warn`.
"""

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

import httpx
from httpx_sse import EventSource, ServerSentEvent

from personactl.engine.llm.chat_chunks import Chunk, Unreadable, read_chunk, read_error, read_whole
from personactl.engine.llm.chat_messages import messages_for
from personactl.engine.llm.language_model import ModelError, ReplyRequest, Warn
from personactl.engine.llm.retry_after import seconds_to_wait

_ATTEMPTS = 2
_LONGEST_ERROR = 64 * 1024
_UNREADABLE_CHUNKS_BORNE = 5
_FINISHED_SHORT = {
    "length": "the reply was cut at the model's token limit",
    "content_filter": "the model's content filter cut the reply",
}


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a person in a conversation is made to wait, all in seconds.

    `first_text` covers one attempt, the model's thinking included; `longest_wait` is the longest pause before the
    one retry that is still better than saying sorry.
    """

    connect: float = 5.0
    first_text: float = 20.0
    next_text: float = 10.0
    retry_pause: float = 0.25
    longest_wait: float = 3.0


class _PassingError(Exception):
    """Nothing was said yet, and a second attempt `wait_s` from now may do better."""

    def __init__(self, reason: str, wait_s: float) -> None:
        super().__init__(reason)
        self.wait_s = wait_s


class _CutError(Exception):
    """The stream ended without saying that it was complete."""


class ChatCompletions:
    """Speaks to one model at one address; `key` may be None for servers that want none. Used in one event loop."""

    provider = "openai-compatible"

    def __init__(
        self,
        url: str,
        model: str,
        key: str | None,
        *,
        now: Callable[[], datetime],
        patience: Patience | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.name = model
        self._endpoint = _endpoint(url)
        self._key = key
        self._now = now
        self._patience = patience or Patience()
        self._sleep = sleep
        self._client: httpx.AsyncClient | None = None

    def __repr__(self) -> str:
        return f"ChatCompletions({_shown(self._endpoint)!r}, {self.name!r})"

    async def stream(self, request: ReplyRequest, warn: Warn) -> AsyncGenerator[str, None]:
        body: dict[str, object] = {"model": self.name, "messages": messages_for(request), "stream": True}
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                async with aclosing(self._attempt(body, warn)) as texts:
                    async for text in texts:
                        yield text
            except _PassingError as trouble:
                if attempt == _ATTEMPTS or trouble.wait_s > self._patience.longest_wait:
                    raise ModelError(str(trouble)) from trouble
                warn(f"{trouble}; tried again after {trouble.wait_s:g} s")
                await self._sleep(trouble.wait_s)
            else:
                return

    async def aclose(self) -> None:
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    async def _attempt(self, body: dict[str, object], warn: Warn) -> AsyncGenerator[str, None]:
        """One request. Raises `_PassingError` only before the first text."""
        said = False
        try:
            async with self._answer(body) as response, aclosing(self._texts(response, warn)) as texts:
                async for text in texts:
                    said = True
                    yield text
        except (httpx.RequestError, httpx.StreamError, httpx.InvalidURL, TimeoutError, _CutError) as error:
            raise self._judged(error, said) from error
        if not said:
            raise ModelError("the model ended its reply without a word")

    def _judged(self, error: Exception, said: bool) -> ModelError | _PassingError:
        match error:
            case httpx.ConnectTimeout():
                return ModelError(f"could not connect to {_shown(self._endpoint)} in time")
            case httpx.ConnectError():
                return _PassingError(f"could not connect to {_shown(self._endpoint)}", self._patience.retry_pause)
            case _CutError() | httpx.RemoteProtocolError() | httpx.ReadError() | httpx.WriteError() if said:
                return ModelError("the model's stream was cut before its end")
            case _CutError() | httpx.RemoteProtocolError() | httpx.ReadError() | httpx.WriteError():
                reason = "the model's server closed the connection without an answer"
                return _PassingError(reason, self._patience.retry_pause)
            case TimeoutError():
                return ModelError("the model fell silent in the middle" if said else "the model did not answer in time")
            case _:
                return ModelError(f"the model's server could not be used ({type(error).__name__})")

    @asynccontextmanager
    async def _answer(self, body: dict[str, object]) -> AsyncIterator[httpx.Response]:
        """The open response, its status already judged. The wait for the headers counts as wait for the first text."""
        client = self._open_client()
        request = client.build_request("POST", self._endpoint, json=body, headers=self._headers())
        async with asyncio.timeout(self._patience.first_text):
            response = await client.send(request, stream=True)
        try:
            if response.status_code != httpx.codes.OK:
                await self._refuse(response)
            yield response
        finally:
            await response.aclose()

    async def _refuse(self, response: httpx.Response) -> None:
        async with asyncio.timeout(self._patience.next_text):
            words = read_error(await _beginning(response))
        reason = f"the model's server answered {response.status_code}{self._masked(words)}"
        if response.status_code == httpx.codes.TOO_MANY_REQUESTS or response.is_server_error:
            asked = seconds_to_wait(response.headers.get("retry-after"), self._now())
            raise _PassingError(reason, self._patience.retry_pause if asked is None else asked)
        raise ModelError(reason)

    async def _texts(self, response: httpx.Response, warn: Warn) -> AsyncGenerator[str, None]:
        if response.headers.get("content-type", "").startswith("application/json"):
            yield await self._whole(response)
            return
        loop = asyncio.get_running_loop()
        deadline, unreadable, finish = loop.time() + self._patience.first_text, 0, None
        async with aclosing(EventSource(response).aiter_sse()) as events:
            while (event := await _next(events, deadline)) is not None:
                if event.data.strip() == "[DONE]":
                    break
                match self._read(event):
                    case Unreadable():
                        unreadable += 1
                        _bear(unreadable, warn)
                    case Chunk(text=text, finish=ended):
                        finish = ended or finish
                        if text:
                            yield text
                            deadline = loop.time() + self._patience.next_text
            else:
                if finish is None:
                    raise _CutError
        if finish in _FINISHED_SHORT:
            warn(_FINISHED_SHORT[finish])

    def _read(self, event: ServerSentEvent) -> Chunk | Unreadable:
        chunk = read_chunk(event.data)
        if isinstance(chunk, Chunk) and chunk.error is not None:
            raise ModelError(f"the model's server reported an error{self._masked(chunk.error)}")
        return chunk

    async def _whole(self, response: httpx.Response) -> str:
        """The reply of a server that does not stream: one JSON document."""
        async with asyncio.timeout(self._patience.first_text):
            text = read_whole(await response.aread())
        if text is None:
            raise ModelError("the model's server sent an answer that is no chat completion")
        return text

    def _open_client(self) -> httpx.AsyncClient:
        if self._client is None:
            self._client = httpx.AsyncClient(timeout=httpx.Timeout(None, connect=self._patience.connect))
        return self._client

    def _headers(self) -> dict[str, str]:
        return {"Accept": "text/event-stream"} | ({"Authorization": f"Bearer {self._key}"} if self._key else {})

    def _masked(self, words: str) -> str:
        """The server's own words, after a colon; a key that it echoes is taken out."""
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


def _bear(unreadable: int, warn: Warn) -> None:
    if unreadable > _UNREADABLE_CHUNKS_BORNE:
        raise ModelError("the model's server kept sending chunks that are not JSON")
    warn("the model sent a chunk that is not readable; it was skipped")


def _endpoint(url: str) -> str:
    return url if url.endswith("/chat/completions") else f"{url.rstrip('/')}/chat/completions"


def _shown(endpoint: str) -> str:
    """The address without credentials in front of the host and without a query."""
    return re.sub(r"//[^/@]*@", "//", endpoint).partition("?")[0]
