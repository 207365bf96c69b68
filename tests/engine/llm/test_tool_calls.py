"""Tool calls in a stream are assembled from their fragments, and yielded when they are complete."""

import json

import pytest

from personactl.engine.llm.language_model import ToolCall
from tests.engine.chat_server import call_event, cut_after, delta, refuses, streams
from tests.engine.llm.test_chat_completions import converse_with


@pytest.mark.parametrize(
    "pieces",
    [
        pytest.param(
            [
                call_event({"index": 0, "id": "call-1", "function": {"name": "weather", "arguments": ""}}),
                call_event({"index": 0, "function": {"arguments": '{"city": '}}),
                call_event({"index": 1, "id": "call-2", "function": {"name": "time", "arguments": "{}"}}),
                call_event({"index": 0, "function": {"arguments": '"Oslo"}'}}),
            ],
            id="in fragments",
        ),
        pytest.param(
            [
                call_event({"id": "call-1", "function": {"name": "weather", "arguments": '{"city": "Oslo"}'}}),
                call_event({"id": "call-2", "function": {"name": "time", "arguments": {}}}),
            ],
            id="whole, without an index, one as an object",
        ),
    ],
)
def test_tool_calls_come_whole_after_the_text(pieces: list[str]) -> None:
    outcome, _ = converse_with([streams(delta("Let me see."), *pieces, delta(None, "tool_calls"), "data: [DONE]\n\n")])
    assert outcome.texts == ["Let me see."]
    assert outcome.calls == (ToolCall("call-1", "weather", '{"city": "Oslo"}'), ToolCall("call-2", "time", "{}"))
    assert (outcome.warnings, outcome.error) == ([], None)


def test_a_tool_call_whose_stream_is_cut_does_not_come() -> None:
    half = call_event({"index": 0, "id": "call-1", "function": {"name": "weather", "arguments": '{"ci'}})
    outcome, _ = converse_with([cut_after(delta("Let me see."), half)])
    assert (outcome.texts, outcome.calls) == (["Let me see."], ())
    assert outcome.error == "the model's stream was cut before its end"


def test_a_tool_call_of_a_server_that_does_not_stream_is_understood() -> None:
    call = {"id": "call-1", "type": "function", "function": {"name": "weather", "arguments": "{}"}}
    whole = json.dumps({"choices": [{"message": {"role": "assistant", "content": None, "tool_calls": [call]}}]})
    outcome, _ = converse_with([refuses(200, whole)])
    assert (outcome.texts, outcome.calls, outcome.error) == ([], (ToolCall("call-1", "weather", "{}"),), None)
