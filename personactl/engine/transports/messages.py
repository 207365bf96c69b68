"""The messages of a conversation, in the words of the platform's data channel: those of the client and those to it."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Literal, assert_never

from personactl.engine.clock import stamp
from personactl.engine.conversation.turn import Turn
from personactl.engine.conversation.turn_events import Finished, Spoken, TurnEvent, Warned
from personactl.engine.http.bodies import RequestModel
from personactl.engine.wire import JsonObject


class TextPayload(RequestModel):
    content: str = ""


class TextAction(RequestModel):
    """What a client sends. The payload of a heartbeat may be an empty text, as on the platform's signalling socket."""

    action_type: Literal["start", "speech", "heartbeat", "endsession"]
    payload: TextPayload | Literal[""] = ""


class TurnMessages:
    """Turns the events of one turn into messages. A turn that says nothing gives none, so none stays unfinished."""

    def __init__(self, turn: Turn, *, now: Callable[[], datetime]) -> None:
        self._turn = turn
        self._now = now
        self._index = 0

    def messages(self, event: TurnEvent) -> Iterator[JsonObject]:
        match event:
            case Spoken(content=content):
                yield self._speech(content, ended=False, interrupted=False)
            case Warned(message=message, failed=failed):
                yield {"messageType": "warning", "data": {"message": message, "failed": failed}}
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
            "timestamp": stamp(self._now()),
            "user_action_correlation_id": self._turn.correlation_id,
        }
        self._index += 1
        return {"messageType": "speechText", "data": data}
