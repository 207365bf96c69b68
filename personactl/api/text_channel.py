"""A conversation by text with the embedded engine: the user's text is sent, and the answer arrives as it is said.

The channel belongs to the engine and not to the published contract: `POST /text?session_id=...` returns one JSON
message a line, in the format of the platform's data channel. As on its signalling socket, the session id is the
credential. Closing an answer early interrupts the persona. The engine closes a session that has sent no heartbeat for a
while. Source: docs/platform.md#data-channel.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Literal, TypeAlias

from msgspec import Struct

from personactl.api.answers import Answer, parsed
from personactl.api.bounds.json_body import DamagedJsonError, read_json
from personactl.api.client import NO_CREDENTIAL, Client
from personactl.api.failures import UnusableAnswerError
from personactl.api.retry import Repeat, Sleep
from personactl.api.tokens import StartedSession
from personactl.errors import AuthError, NotFoundError, RejectedError, UnavailableError, UsageError
from personactl.json_value import JsonObject

_GOODBYE_S = 5.0
_SHORTEST_INTERVAL_S = 1.0
"""Between two heartbeats, also for a platform that asks for more, or for one after -1 seconds."""

Action: TypeAlias = Literal["start", "speech", "heartbeat", "endsession"]


class EngineFacts(Answer, frozen=True, kw_only=True):
    """The answer to `GET /engine`, which only the embedded engine has."""

    engine: str
    version: str
    text: str


class Chunk(Struct, frozen=True):
    """A piece of a message. Pieces with the same `message_id` are joined unchanged; the last one has `is_last`."""

    message_id: str
    role: str
    text: str
    is_last: bool
    was_interrupted: bool


class Warned(Struct, frozen=True):
    """A problem on the persona's side, in the engine's words.

    failed: there is no answer, or only the beginning of one; what the persona says next is a substitute.
    """

    message: str
    failed: bool = False


Heard: TypeAlias = Chunk | Warned


class _SpeechText(Answer, frozen=True, kw_only=True, rename=None):
    message_id: str
    role: str
    content: str = ""
    end_of_speech: bool = False
    interrupted: bool = False


class _Warning(Answer, frozen=True, kw_only=True):
    message: str
    failed: bool = False


async def find_engine(client: Client) -> EngineFacts | None:
    """Return the facts of the embedded engine, or None if another server answers there. Sends no credential.

    Raises `UnavailableError` if no server answers.
    """
    try:
        answer = await client.get("/engine", credential=NO_CREDENTIAL)
    except (AuthError, RejectedError, UnusableAnswerError):
        return None
    if not isinstance(answer, dict) or answer.get("engine") != "personactl":
        return None
    return parsed(EngineFacts, answer, f"GET {client.origin}/engine")


class TextChannel:
    """The client's end of a session's text channel. Made by `open_conversation`."""

    def __init__(self, client: Client, session_id: str, path: str) -> None:
        self._client = client
        self._path = path
        self._session = {"session_id": session_id}
        self.where = f"POST {client.origin}{path}"

    def start(self) -> AsyncGenerator[Heard, None]:
        """Yield the persona's greeting; nothing if it waits for the user to begin."""
        return self._heard("start", {})

    def say(self, text: str) -> AsyncGenerator[Heard, None]:
        """Send what the user says and yield the answer. A caller that stops early must close the iterator (`aclosing`).

        Raises `NotFoundError` if the session is over, `UnavailableError` if the answer is cut off.
        """
        return self._heard("speech", {"content": text})

    async def keep_alive(self, every_s: float, sleep: Sleep) -> None:
        """Send heartbeats until the session is over. A failed one is ignored, because the next action fails too."""
        while True:
            await sleep(every_s)
            try:
                await self._act("heartbeat", Repeat.NEVER)
            except NotFoundError:
                return
            except UnavailableError:
                continue

    async def end(self) -> None:
        """End the session; does nothing if it has ended."""
        with suppress(NotFoundError):
            await self._act("endsession", Repeat.ALWAYS)

    async def _act(self, action: Action, repeat: Repeat) -> None:
        body = _action(action, {})
        await self._client.post(self._path, body, params=self._session, credential=NO_CREDENTIAL, repeat=repeat)

    async def _heard(self, action: Action, payload: JsonObject) -> AsyncGenerator[Heard, None]:
        unfinished: set[str] = set()
        async with self._client.stream_lines(
            "POST", self._path, _action(action, payload), params=self._session, credential=NO_CREDENTIAL
        ) as lines:
            async for line in lines:
                heard = self._read(line)
                if isinstance(heard, Chunk):
                    (unfinished.discard if heard.is_last else unfinished.add)(heard.message_id)
                if heard is not None:
                    yield heard
        if unfinished:
            raise self._broken("the persona's answer broke off")

    def _read(self, line: str) -> Heard | None:
        """Return one line as a message; None for a kind of message that this version does not know."""
        try:
            message = read_json(line.encode())
        except DamagedJsonError as error:
            raise self._broken(f"a line of it is not a message: {error}") from error
        if not isinstance(message, dict):
            raise self._broken("a line of it is not a message")
        data = message.get("data")
        match message.get("messageType"):
            case "speechText":
                speech = parsed(_SpeechText, data, self.where)
                return Chunk(speech.message_id, speech.role, speech.content, speech.end_of_speech, speech.interrupted)
            case "warning":
                warning = parsed(_Warning, data, self.where)
                return Warned(warning.message, warning.failed)
            case _:
                return None

    def _broken(self, why: str) -> UnavailableError:
        return UnavailableError(
            f"the answer cannot be used: {why}", where=self.where, hint="say it again; the engine's log shows the cause"
        )


@asynccontextmanager
async def open_conversation(
    client: Client, session: StartedSession, *, sleep: Sleep = asyncio.sleep
) -> AsyncIterator[TextChannel]:
    """Yield the text channel of a started session. It is kept alive inside the block, and the session ends with the
    block.

    Raises `UsageError` for a session of a platform without a text channel. A failure to end the session hides no other
    failure; the engine closes an abandoned session by itself.
    """
    path = session.client_config.text_endpoint
    if path is None or not path.startswith("/"):
        raise UsageError(
            "this platform has no text channel",
            where=client.origin,
            hint="talk to the embedded engine instead: --profile local",
        )
    channel = TextChannel(client, session.session_id, path)
    interval_s = max(session.client_config.heartbeat_interval_seconds, _SHORTEST_INTERVAL_S)
    heartbeats = asyncio.create_task(channel.keep_alive(interval_s, sleep))
    try:
        try:
            yield channel
        finally:  # first of all, so that none comes after the goodbye
            heartbeats.cancel()
            await asyncio.gather(heartbeats, return_exceptions=True)
    except BaseException:
        with suppress(UnavailableError, RejectedError):
            await _goodbye(channel)
        raise
    else:
        await _goodbye(channel)


async def _goodbye(channel: TextChannel) -> None:
    try:
        async with asyncio.timeout(_GOODBYE_S):
            await channel.end()
    except TimeoutError as error:
        raise UnavailableError(
            f"the session was not ended: no answer within {_GOODBYE_S:.0f} seconds",
            where=channel.where,
            hint="wait a minute: the engine then closes the session by itself",
        ) from error


def _action(action: Action, payload: JsonObject) -> JsonObject:
    return {"actionType": action, "payload": payload}
