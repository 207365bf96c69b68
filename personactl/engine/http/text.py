"""`POST /text?session_id=ID`: a conversation in writing. The engine's own channel, not the platform's.

The messages are those of the platform's data channel, one a line, and the session id is the credential, as on its
signalling socket. Whoever hangs up while the persona answers interrupts it.
Source: docs/platform.md#data-channel.
"""

import asyncio
import json
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, suppress
from typing import assert_never

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from personactl.engine.clock import stamp
from personactl.engine.conversation.conversation import ConversationOver
from personactl.engine.conversation.events import Finished, Heard, Spoken, TurnEvent, Warned
from personactl.engine.conversation.turn import Turn
from personactl.engine.http.answer import JsonAnswer
from personactl.engine.http.bodies import validated
from personactl.engine.http.call import Call
from personactl.engine.http.errors import Issue, Refusal, invalid
from personactl.engine.http.session_bodies import TextAction, TextPayload
from personactl.engine.live.ending import NORMAL_EXIT, settle_overdue
from personactl.engine.store.sessions import StoredSession, end_session, find_session, touch_session
from personactl.engine.wire import JsonObject

_SIGN_OF_LIFE_S = 5.0


async def act(call: Call) -> Response:
    """Raises `Refusal`: 404 for a session that is unknown or over, 400 for an action that is none."""
    action = validated(TextAction, call.body, strict=call.platform.settings.strict)
    session = await run_in_threadpool(_seen, call)
    if session is None:
        await call.platform.live.close(call.query.get("session_id", ""))
        raise Refusal(404, "Session not found, or it has ended")
    match action.action_type:
        case "heartbeat":
            return JsonAnswer({})
        case "endsession":
            await call.platform.live.close(session.id)
            await run_in_threadpool(_end, call, session)
            return JsonAnswer({})
        case "start":
            conversation = await call.platform.live.conversation(session)
            return TurnResponse(conversation.greeting(), call, session.id)
        case "speech":
            content = action.payload.content.strip() if isinstance(action.payload, TextPayload) else ""
            if not content:
                raise invalid([Issue("payload.content", "says nothing", "too_small")])
            conversation = await call.platform.live.conversation(session)
            heard = Heard(content, at=call.platform.settings.now())
            return TurnResponse(conversation.answer(heard), call, session.id)
        case _:
            assert_never(action.action_type)


class TurnResponse(Response):
    """A turn as it is being said, one JSON message a line. The client's end of the line is listened to meanwhile."""

    media_type = "application/x-ndjson"

    def __init__(self, turn: AbstractAsyncContextManager[Turn], call: Call, session_id: str) -> None:
        super().__init__(headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._turn = turn
        self._call = call
        self._session_id = session_id

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            async with self._turn as turn:
                await self._stream(turn, receive, send)
        except ConversationOver as over:
            raise Refusal(404, "Session not found, or it has ended") from over
        with suppress(OSError):  # the whole turn is kept by now, also where nobody listens any more
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _stream(self, turn: Turn, receive: Receive, send: Send) -> None:
        beside = [
            asyncio.create_task(_interrupt_when_gone(turn, receive)),
            asyncio.create_task(self._stay_alive()),
        ]
        try:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            writer = _Writer(turn, self._call)
            async for event in turn:
                for message in writer.messages(event):
                    line = json.dumps(message, ensure_ascii=False) + "\n"
                    await send({"type": "http.response.body", "body": line.encode(), "more_body": True})
                    await asyncio.sleep(0)  # a send that need not wait would keep the listener from hearing a hang-up
        except OSError:
            turn.interrupt()
        finally:
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)

    async def _stay_alive(self) -> None:
        """Somebody who listens is there, however long the model thinks."""
        while True:
            await asyncio.sleep(_SIGN_OF_LIFE_S)
            await run_in_threadpool(_touch, self._call, self._session_id)


class _Writer:
    """Turn events as data-channel messages. A turn that says nothing gives none, so no message stays unfinished."""

    def __init__(self, turn: Turn, call: Call) -> None:
        self._turn = turn
        self._call = call
        self._index = 0

    def messages(self, event: TurnEvent) -> Iterator[JsonObject]:
        match event:
            case Spoken(content=content):
                yield self._speech(content, ended=False, interrupted=False)
            case Warned(message=message):
                yield {"messageType": "warning", "data": {"message": message}}
            case Finished(interrupted=interrupted):
                if self._index:
                    yield self._speech("", ended=True, interrupted=interrupted)
            case _:
                assert_never(event)

    def _speech(self, content: str, *, ended: bool, interrupted: bool) -> JsonObject:
        data: JsonObject = {
            "message_id": self._turn.message_id,
            "content_index": self._index,
            "content": content,
            "role": "persona",
            "end_of_speech": ended,
            "interrupted": interrupted,
            "timestamp": stamp(self._call.platform.settings.now()),
            "user_action_correlation_id": self._turn.correlation_id,
        }
        self._index += 1
        return {"messageType": "speechText", "data": data}


async def _interrupt_when_gone(turn: Turn, receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    turn.interrupt()


def _seen(call: Call) -> StoredSession | None:
    """The session, if it is live; this call is a sign of life."""
    platform, session_id = call.platform, call.query.get("session_id", "")
    settle_overdue(platform.database, platform.settings.now())
    if not _touch(call, session_id):
        return None
    with platform.database.read() as connection:
        return find_session(connection, session_id)


def _touch(call: Call, session_id: str) -> bool:
    with call.platform.database.write() as connection:
        return touch_session(connection, session_id, stamp(call.platform.settings.now()))


def _end(call: Call, session: StoredSession) -> None:
    now = stamp(call.platform.settings.now())
    with call.platform.database.write() as connection:
        end_session(connection, session, end_time=now, exit_status=NORMAL_EXIT, updated_at=now)
