"""The streaming client with a real server, and with every failure of a stream."""

import asyncio
import json
import socket
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import assert_never

import pytest

from personactl.engine.llm.chat_completions import ChatCompletions, TimeLimits
from personactl.engine.llm.language_model import Line, ModelError, ReplyRequest, TextDelta, ToolCall
from tests.engine.chat_server import (
    Answer,
    ChatServer,
    chat_server,
    cut_after,
    delta,
    refuses,
    says,
    stalls_after,
    streams,
)

NOW = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)
REQUEST = ReplyRequest("You are Ada.", "Ada", None, (Line("user", "When are you open?"),))
SHORT = TimeLimits(connect=60.0, first_text=0.3, next_text=0.3)


@dataclass(frozen=True)
class Outcome:
    texts: list[str]
    warnings: list[str]
    error: str | None
    slept: list[float]
    calls: tuple[ToolCall, ...] = ()

    @property
    def said(self) -> str:
        return "".join(self.texts)


def converse(url: str, *, key: str | None = None, limits: TimeLimits | None = None) -> Outcome:
    """Stream one reply to its end or its failure."""
    texts: list[str] = []
    calls: list[ToolCall] = []
    warnings: list[str] = []
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    async def run() -> str | None:
        model = ChatCompletions(url, "tiny", key, now=lambda: NOW, limits=limits, sleep=sleep)
        try:
            async with aclosing(model.stream(REQUEST, warnings.append)) as stream:
                async for part in stream:
                    match part:
                        case TextDelta(text=text):
                            texts.append(text)
                        case ToolCall():
                            calls.append(part)
                        case _:
                            assert_never(part)
        except ModelError as error:
            return str(error)
        finally:
            await model.aclose()
        return None

    error = asyncio.run(run())
    return Outcome(texts, warnings, error, slept, tuple(calls))


def converse_with(answers: Sequence[Answer], **options: TimeLimits | str | None) -> tuple[Outcome, ChatServer]:
    key, limits = options.get("key"), options.get("limits")
    assert key is None or isinstance(key, str)
    assert limits is None or isinstance(limits, TimeLimits)
    with chat_server(answers) as server:
        return converse(server.url, key=key, limits=limits), server


def test_a_reply_arrives_delta_by_delta() -> None:
    outcome, server = converse_with([says("We open ", "at ten.")], key="sk-secret")
    assert outcome == Outcome(["We open ", "at ten."], [], None, [])
    (received,) = server.received
    assert received.path == "/v1/chat/completions"
    assert received.headers["Authorization"] == "Bearer sk-secret"
    assert received.body == {
        "model": "tiny",
        "stream": True,
        "messages": [
            {"role": "system", "content": "You are Ada."},
            {"role": "user", "content": "When are you open?"},
        ],
    }


def test_no_key_means_no_authorization_header() -> None:
    _, server = converse_with([says("Hi.")])
    assert "Authorization" not in server.received[0].headers


def test_the_first_delta_is_there_before_the_reply_is_complete() -> None:
    async def first() -> str:
        model = ChatCompletions(server.url, "tiny", None, now=lambda: NOW)
        stream = model.stream(REQUEST, pytest.fail)
        part = await anext(stream)
        await stream.aclose()
        await model.aclose()
        assert isinstance(part, TextDelta)
        return part.text

    with chat_server([stalls_after(delta("At once"))]) as server:
        assert asyncio.run(first()) == "At once"


@pytest.mark.parametrize(
    "ending",
    [
        pytest.param([delta(None, "stop")], id="finish reason, no DONE"),
        pytest.param(["data: [DONE]\n\n"], id="DONE, no finish reason"),
        pytest.param([delta(None, "stop"), 'data: {"choices": [], "usage": {}}\n\n', "data: [DONE]\n\n"], id="usage"),
    ],
)
def test_every_customary_ending_is_complete(ending: list[str]) -> None:
    outcome, _ = converse_with([streams(delta("Fine."), *ending)])
    assert (outcome.texts, outcome.error) == (["Fine."], None)


def test_characters_split_between_packets_stay_whole() -> None:
    raw = delta("Öffnung 営業 🕯").replace("\n\n", "")
    outcome, _ = converse_with([streams(raw[:20], raw[20:], "\n\n", delta(None, "stop"))])
    assert outcome.said == "Öffnung 営業 🕯"


def test_a_server_that_does_not_stream_is_understood() -> None:
    whole = json.dumps({"choices": [{"message": {"role": "assistant", "content": "All at once."}}]})
    outcome, _ = converse_with([refuses(200, whole)])
    assert (outcome.texts, outcome.error) == (["All at once."], None)


@pytest.mark.parametrize(
    "answer",
    [
        cut_after(delta("We open "), delta("at ")),
        streams(delta("We open "), delta("at ")),
    ],
    ids=["connection cut", "body ends early"],
)
def test_a_cut_stream_keeps_what_came_and_is_not_begun_again(answer: Answer) -> None:
    outcome, server = converse_with([answer, says("never asked for")])
    assert outcome.said == "We open at "
    assert outcome.error == "the model's stream was cut before its end"
    assert len(server.received) == 1


def test_a_connection_cut_before_the_first_text_is_tried_again() -> None:
    outcome, _ = converse_with([cut_after(), says("Here I am.")])
    assert (outcome.said, outcome.error) == ("Here I am.", None)
    assert outcome.warnings == ["the model's server closed the connection without an answer; tried again after 0.25 s"]


def test_a_short_retry_after_is_waited_for() -> None:
    busy = refuses(429, json.dumps({"error": {"message": "slow down"}}), Retry_After="2")
    outcome, server = converse_with([busy, says("Now.")])
    assert (outcome.said, outcome.slept) == ("Now.", [2.0])
    assert outcome.warnings == ["the model's server answered 429: slow down; tried again after 2 s"]
    assert len(server.received) == 2


def test_a_retry_after_given_as_a_date_counts_from_now() -> None:
    outcome, _ = converse_with([refuses(429, Retry_After="Fri, 02 Jan 2026 12:00:01 GMT"), says("Now.")])
    assert (outcome.said, outcome.slept) == ("Now.", [1.0])


def test_a_long_retry_after_is_not_waited_for() -> None:
    outcome, server = converse_with([refuses(429, Retry_After="60"), says("never asked for")])
    assert outcome == Outcome([], [], "the model's server answered 429", [])
    assert len(server.received) == 1


def test_a_server_error_is_tried_once_more_and_then_given_up() -> None:
    outcome, server = converse_with([refuses(500), refuses(502, "<html>", "text/html"), says("never asked for")])
    assert outcome.error == "the model's server answered 502"
    assert outcome.warnings == ["the model's server answered 500; tried again after 0.25 s"]
    assert len(server.received) == 2


def test_a_refusal_keeps_the_servers_words_but_never_the_key() -> None:
    words = json.dumps({"error": {"message": "Incorrect API key provided: sk-secret.\nSee \u001b[1mdocs"}})
    outcome, server = converse_with([refuses(401, words)], key="sk-secret")
    assert outcome.error == "the model's server answered 401: Incorrect API key provided: ***. See [1mdocs"
    assert len(server.received) == 1


@pytest.mark.parametrize("nonsense", ["data: {nope\n\n", "data: 7\n\n", 'data: {"choices": "x"}\n\n', "data: {}\n\n"])
def test_a_malformed_chunk_is_skipped_with_a_warning(nonsense: str) -> None:
    outcome, _ = converse_with([streams(delta("One "), nonsense, delta("two."), delta(None, "stop"))])
    assert (outcome.said, outcome.error) == ("One two.", None)
    assert outcome.warnings == ["the model sent an unreadable chunk, which was skipped"]


def test_a_stream_of_nonsense_is_given_up() -> None:
    outcome, _ = converse_with([streams(*["data: {nope\n\n"] * 50)])
    assert outcome.error == "the model's server kept sending chunks that are not JSON"
    assert len(outcome.warnings) == 5


def test_an_error_inside_the_stream_ends_it() -> None:
    error = 'data: {"error": {"message": "overloaded"}}\n\n'
    outcome, _ = converse_with([streams(delta("So "), error)])
    assert (outcome.said, outcome.error) == ("So ", "the model's server reported an error: overloaded")


@pytest.mark.parametrize(
    ("pieces", "said", "error"),
    [
        ([], "", "the model did not answer in time"),
        ([delta("Well, ")], "Well, ", "the model fell silent in the middle"),
        ([delta("")], "", "the model did not answer in time"),
    ],
    ids=["before any text", "in the middle", "with empty deltas only"],
)
def test_a_stalled_stream_is_left(pieces: list[str], said: str, error: str) -> None:
    limits = replace(SHORT, first_text=60.0) if said else SHORT
    outcome, _ = converse_with([stalls_after(*pieces)], limits=limits)
    assert (outcome.said, outcome.error) == (said, error)


def test_a_server_that_sends_no_headers_is_left() -> None:
    outcome, _ = converse_with([lambda exchange: exchange.cut() if exchange.released.wait() else None], limits=SHORT)
    assert outcome.error == "the model did not answer in time"


def test_a_dead_server_is_tried_twice_and_named_without_credentials() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    outcome = converse(f"http://me:pass@127.0.0.1:{port}/v1")
    assert outcome.error == f"could not connect to http://127.0.0.1:{port}/v1/chat/completions"
    assert len(outcome.warnings) == 1


@pytest.mark.parametrize("url", ["not a url", "ftp://127.0.0.1/v1", "http://[::1/v1"])
def test_an_impossible_address_is_a_failure_of_the_model(url: str) -> None:
    assert converse(url).error is not None


def test_a_reply_cut_at_the_token_limit_gives_a_warning() -> None:
    outcome, _ = converse_with([streams(delta("And so"), delta(None, "length"))])
    assert (outcome.said, outcome.warnings) == ("And so", ["the reply was cut at the model's token limit"])


def test_a_wordless_reply_is_a_failure() -> None:
    outcome, _ = converse_with([says("")])
    assert outcome.error == "the model ended its reply without a word"


def test_the_key_shows_in_no_representation() -> None:
    assert "sk-secret" not in repr(ChatCompletions("http://127.0.0.1/v1", "tiny", "sk-secret", now=lambda: NOW))
