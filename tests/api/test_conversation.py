"""The client's side of the text channel, against a server that exercises every course of a conversation."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import aclosing

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from personactl.api.client import Client
from personactl.api.in_process import InProcessTransport
from personactl.api.text_channel import Chunk, Heard, TextChannel, Warned, find_engine, open_conversation
from personactl.api.tokens import ClientConfig, StartedSession
from personactl.errors import NotFoundError, UnavailableError, UsageError
from personactl.json_value import JsonObject
from personactl.secret import Secret
from tests.api.live import HANGING_S, KEY, FakeSleep
from tests.faults import CutBody, Fault, FaultTransport, Refuse, ResetAfter, Rule

SESSION = StartedSession(session_id="s-1", client_config=ClientConfig(text_endpoint="/text"))


def speech(text: str, *, last: bool = False, role: str = "persona", message: str = "m-1") -> JsonObject:
    data: JsonObject = {"message_id": message, "content": text, "role": role, "end_of_speech": last}
    return {"messageType": "speechText", "data": data}


class Channel:
    """A text channel with scripted replies: each action with text gets the next list of messages."""

    def __init__(self, *replies: Sequence[JsonObject | str], endless: bool = False) -> None:
        self.replies = list(replies)
        self.endless = endless
        self.actions: list[str] = []
        self.ended = False
        self.interrupted = False

    async def answer(self, request: Request) -> Response:
        body = await request.json()
        self.actions.append(body["actionType"])
        if self.ended or request.query_params["session_id"] != SESSION.session_id:
            return JSONResponse({"error": "Not found", "message": "The session is over"}, 404)
        if "authorization" in request.headers:
            return JSONResponse({"error": "The session id is the credential"}, 400)
        if body["actionType"] in ("heartbeat", "endsession"):
            self.ended = body["actionType"] == "endsession"
            return JSONResponse({})
        return StreamingResponse(self._lines(), media_type="application/x-ndjson")

    async def _lines(self) -> AsyncIterator[str]:
        try:
            for message in self.replies.pop(0):
                yield (message if isinstance(message, str) else json.dumps(message, ensure_ascii=False)) + "\n"
                await asyncio.sleep(0)
            while self.endless:
                await asyncio.sleep(0)
                yield json.dumps(speech("and "))
        except BaseException:
            self.interrupted = True
            raise


Scene = Callable[[TextChannel], Coroutine[None, None, object]]


def converse(channel: Channel, scene: Scene, *rules: Rule, session: StartedSession = SESSION) -> FaultTransport:
    """Run `scene` with a client of `channel`; exceptions of the scene are raised."""

    async def run() -> FaultTransport:
        app = Starlette(routes=[Route("/text", channel.answer, methods=["POST"])])
        transport = FaultTransport(InProcessTransport(app), *rules)
        client = Client("http://127.0.0.1", Secret(KEY), transport=transport, retry=FakeSleep().retry_settings())
        async with (
            asyncio.timeout(HANGING_S),
            client,
            open_conversation(client, session, sleep=_between_beats) as talk,
        ):
            await scene(talk)
        return transport

    return asyncio.run(run())


async def _between_beats(seconds: float) -> None:
    await asyncio.sleep(seconds / 1000)


async def heard(messages: AsyncIterator[Heard]) -> list[Heard]:
    return [message async for message in messages]


def test_a_conversation_greets_answers_and_ends() -> None:
    channel = Channel([speech("Hello", last=True)], [speech("Nine "), speech("to five.", last=True)])

    async def scene(talk: TextChannel) -> None:
        assert await heard(talk.start()) == [Chunk("m-1", "persona", "Hello", is_last=True, was_interrupted=False)]
        answer = [message async for message in talk.say("When are you open?") if isinstance(message, Chunk)]
        assert "".join(chunk.text for chunk in answer) == "Nine to five."

    transport = converse(channel, scene)
    said = [sent.body for sent in transport.sent if isinstance(sent.body, dict)]
    assert said[0] == {"actionType": "start", "payload": {}}
    assert {"actionType": "speech", "payload": {"content": "When are you open?"}} in said
    assert [action for action in channel.actions if action != "heartbeat"][-1] == "endsession"
    assert channel.ended


def test_a_persona_that_does_not_greet_says_nothing() -> None:
    async def scene(talk: TextChannel) -> None:
        assert await heard(talk.start()) == []

    converse(Channel([]), scene)


def test_warnings_and_unknown_messages_are_distinguished() -> None:
    replies: list[JsonObject] = [
        {"messageType": "warning", "data": {"message": "the LLM answered 429"}},
        {"messageType": "somethingNew", "data": {"a": 1}},
        speech("I did not get that.", last=True),
    ]

    async def scene(talk: TextChannel) -> None:
        first, second = await heard(talk.say("Hi"))
        assert first == Warned("the LLM answered 429")
        assert isinstance(second, Chunk)

    converse(Channel(replies), scene)


def test_words_with_every_kind_of_line_end_come_whole() -> None:
    text = "one\u2028two\u0085three\r\nfour"

    async def scene(talk: TextChannel) -> None:
        (only,) = await heard(talk.say(text))
        assert isinstance(only, Chunk)
        assert only.text == text

    converse(Channel([speech(text, last=True)]), scene)


@pytest.mark.parametrize(
    "reply",
    [
        [speech("half")],
        ["{not json"],
        ["[]"],
        [{"messageType": "speechText", "data": {}}],
        [{"messageType": "speechText"}],
    ],
)
def test_an_answer_that_breaks_off_or_makes_no_sense_is_a_failure(reply: list[JsonObject | str]) -> None:
    channel = Channel(reply)
    with pytest.raises(UnavailableError):
        converse(channel, lambda talk: heard(talk.say("Hi")))
    assert channel.ended


def test_an_answer_that_is_cut_is_a_failure_and_the_session_is_ended() -> None:
    channel = Channel([speech("a long answer", last=True)])
    with pytest.raises(UnavailableError, match="cut"):
        converse(channel, lambda talk: heard(talk.say("Hi")), Rule(CutBody(kept=5), path="/text"))
    assert channel.ended


def test_who_stops_listening_interrupts_the_persona() -> None:
    channel = Channel([speech("on ")], endless=True)

    async def scene(talk: TextChannel) -> None:
        async with aclosing(talk.say("Tell me everything")) as answer:
            await anext(answer)
        while not channel.interrupted:
            await asyncio.sleep(0)

    converse(channel, scene)
    assert channel.ended


def test_a_cancelled_conversation_interrupts_and_ends() -> None:
    channel = Channel([speech("on ")], endless=True)

    async def scene(talk: TextChannel) -> None:
        listening = asyncio.create_task(heard(talk.say("Tell me everything")))
        while "speech" not in channel.actions:
            await asyncio.sleep(0)
        listening.cancel()
        await listening

    with pytest.raises(asyncio.CancelledError):
        converse(channel, scene)
    assert channel.interrupted
    assert channel.ended


def test_heartbeats_go_on_during_silence() -> None:
    channel = Channel()

    async def scene(talk: TextChannel) -> None:
        while channel.actions.count("heartbeat") < 3:
            await asyncio.sleep(0)

    converse(channel, scene)
    assert channel.actions[-1] == "endsession"


def test_a_lost_heartbeat_is_ignored() -> None:
    channel = Channel()

    async def scene(talk: TextChannel) -> None:
        while channel.actions.count("heartbeat") < 2:
            await asyncio.sleep(0)

    converse(channel, scene, Rule(Refuse(), times=2), Rule(ResetAfter(), first=3))


def test_a_session_that_ended_elsewhere_is_noticed_at_the_next_message() -> None:
    channel = Channel()

    async def scene(talk: TextChannel) -> None:
        channel.ended = True
        while "heartbeat" not in channel.actions:
            await asyncio.sleep(0)
        await heard(talk.say("Anybody there?"))

    with pytest.raises(NotFoundError, match="The session is over"):
        converse(channel, scene)


def test_a_failure_in_the_scene_comes_out_and_the_session_is_ended() -> None:
    channel = Channel()

    async def scene(talk: TextChannel) -> None:
        raise EOFError

    with pytest.raises(EOFError):
        converse(channel, scene)
    assert channel.ended


@pytest.mark.parametrize("fault", [Refuse(), ResetAfter()])
def test_a_goodbye_that_does_not_get_through_hides_no_other_failure(fault: Fault) -> None:
    async def scene(talk: TextChannel) -> None:
        raise EOFError

    with pytest.raises(EOFError):
        converse(Channel(), scene, Rule(fault, times=None))


def test_a_failed_goodbye_is_reported() -> None:
    async def scene(talk: TextChannel) -> None:
        return None

    with pytest.raises(UnavailableError):
        converse(Channel(), scene, Rule(Refuse(), times=None))


@pytest.mark.parametrize("endpoint", [None, "https://elsewhere.example.com/text"])
def test_a_platform_without_a_text_channel_is_named(endpoint: str | None) -> None:
    session = StartedSession(session_id="s-1", client_config=ClientConfig(text_endpoint=endpoint))

    async def scene(talk: TextChannel) -> None:
        raise AssertionError

    with pytest.raises(UsageError, match="no text channel"):
        converse(Channel(), scene, session=session)


@pytest.mark.parametrize(
    "answer",
    [
        JSONResponse({"error": "Not found"}, 404),
        JSONResponse({"error": "Unauthorized"}, 401),
        JSONResponse({"engine": "another"}),
        JSONResponse(["engine"]),
        PlainTextResponse("<html>", media_type="text/html"),
        Response(status_code=302, headers={"location": "/login"}),
    ],
)
def test_another_platform_is_not_taken_for_the_engine(answer: Response) -> None:
    async def endpoint(request: Request) -> Response:
        return answer

    async def run() -> None:
        transport = InProcessTransport(Starlette(routes=[Route("/engine", endpoint)]))
        async with Client("http://127.0.0.1", Secret(KEY), transport=transport) as client:
            assert await find_engine(client) is None

    asyncio.run(run())
