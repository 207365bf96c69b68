"""`POST /text?session_id=ID`: a conversation in writing. This channel is the engine's own, not the platform's.

The messages are those of the platform's data channel, one a line. The session id is the credential, as on its
signalling socket. A client that hangs up while the persona answers interrupts it. `GET /engine` tells clients where
this channel is, and that they talk to the embedded engine.
Source: docs/platform.md#data-channel.
"""

import asyncio
import json
from contextlib import AbstractAsyncContextManager, suppress
from typing import assert_never

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from personactl import __version__
from personactl.engine.clock import stamp
from personactl.engine.conversation.conversation import ConversationOver
from personactl.engine.conversation.turn import Turn
from personactl.engine.conversation.turn_events import Heard
from personactl.engine.http.answer import JsonAnswer
from personactl.engine.http.bodies import validated
from personactl.engine.http.call import Call
from personactl.engine.http.refusals import Issue, Refusal, invalid
from personactl.engine.sessions.endings import NORMAL_EXIT, settle_overdue
from personactl.engine.store.sessions import StoredSession, end_session, find_session, touch_session
from personactl.engine.transports.messages import TextAction, TextPayload, TurnMessages

PATH = "/text"
_SIGN_OF_LIFE_S = 5.0


def describe(_call: Call) -> JsonAnswer:
    return JsonAnswer({"engine": "personactl", "version": __version__, "text": PATH})


async def act(call: Call) -> Response:
    """Raises `Refusal`: 404 for a session that is unknown or over, 400 for an unknown action."""
    action = validated(TextAction, call.body, strict=call.services.settings.strict)
    session = await run_in_threadpool(_seen, call)
    if session is None:
        await call.services.sessions.close(call.query.get("session_id", ""))
        raise Refusal(404, "Session not found, or it has ended")
    match action.action_type:
        case "heartbeat":
            return JsonAnswer({})
        case "endsession":
            await call.services.sessions.close(session.id)
            await run_in_threadpool(_end, call, session)
            return JsonAnswer({})
        case "start":
            conversation = await call.services.sessions.conversation(session)
            return TurnResponse(conversation.greeting(), call, session.id)
        case "speech":
            content = action.payload.content.strip() if isinstance(action.payload, TextPayload) else ""
            if not content:
                raise invalid([Issue("payload.content", "says nothing", "too_small")])
            conversation = await call.services.sessions.conversation(session)
            heard = Heard(content, at=call.services.settings.now())
            return TurnResponse(conversation.answer(heard), call, session.id)
        case _:
            assert_never(action.action_type)


class TurnResponse(Response):
    """A turn as it is said, one JSON message a line. It notices when the client hangs up."""

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
        with suppress(OSError):  # the turn is stored already, even if the client is gone
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _stream(self, turn: Turn, receive: Receive, send: Send) -> None:
        beside = [
            asyncio.create_task(_interrupt_when_gone(turn, receive)),
            asyncio.create_task(self._stay_alive()),
        ]
        try:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            writer = TurnMessages(turn, now=self._call.services.settings.now)
            async for event in turn:
                for message in writer.messages(event):
                    line = json.dumps(message, ensure_ascii=False) + "\n"
                    await send({"type": "http.response.body", "body": line.encode(), "more_body": True})
                    await asyncio.sleep(0)  # a send that does not wait would keep the other task from seeing a hang-up
        except OSError:
            turn.interrupt()
        finally:
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)

    async def _stay_alive(self) -> None:
        """A client that waits for the model counts as a sign of life."""
        while True:
            await asyncio.sleep(_SIGN_OF_LIFE_S)
            await run_in_threadpool(_touch, self._call, self._session_id)


async def _interrupt_when_gone(turn: Turn, receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    turn.interrupt()


def _seen(call: Call) -> StoredSession | None:
    """The session if it is live, else None. The call counts as a sign of life."""
    services, session_id = call.services, call.query.get("session_id", "")
    settle_overdue(services.database, services.settings.now())
    if not _touch(call, session_id):
        return None
    with services.database.read() as connection:
        return find_session(connection, session_id)


def _touch(call: Call, session_id: str) -> bool:
    with call.services.database.write() as connection:
        return touch_session(connection, session_id, stamp(call.services.settings.now()))


def _end(call: Call, session: StoredSession) -> None:
    now = stamp(call.services.settings.now())
    with call.services.database.write() as connection:
        end_session(connection, session, end_time=now, exit_status=NORMAL_EXIT, updated_at=now)
