"""Conversations as a transport uses them: greetings, answers, and models that fail."""

import pytest

from personactl.engine.conversation.conversation import Conversation
from personactl.engine.conversation.script import Script
from personactl.engine.conversation.turn import LONGEST_REPLY
from personactl.engine.conversation.turn_events import Finished, Spoken, TurnEvent, Warned
from personactl.engine.llm.chat_completions import ChatCompletions
from personactl.engine.llm.language_model import Line
from personactl.engine.offline.responder import OfflineResponder
from tests.engine.chat_server import (
    call_event,
    chat_server,
    cut_after,
    delta,
    refuses,
    says,
    streams,
)
from tests.engine.conversation.stage import PROMPT, Models, Stage, ask, greet, heard, words


def test_a_question_is_answered_and_both_are_stored(stage: Stage) -> None:
    events = stage.run(OfflineResponder(), lambda talk: ask(talk, heard(stage, "When do you open?")))

    assert "The museum opens at nine." in words(events)
    assert events[-1] == Finished(interrupted=False)
    assert stage.messages() == [("user", "When do you open?", False), ("persona", words(events), False)]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (Script(PROMPT, initial_message="Welcome!"), "Welcome!"),
        (Script(PROMPT), "Hello, I'm Ada. How can I help?"),
        (Script(PROMPT, skip_greeting=True), ""),
        (Script(PROMPT, skip_greeting=True, initial_message="Welcome!"), ""),
        (Script(PROMPT, thinks=False), ""),
        (Script(PROMPT, thinks=False, initial_message="Welcome!"), "Welcome!"),
    ],
    ids=["given", "made up", "skipped", "skipped though given", "no brain", "no brain, given"],
)
def test_the_greeting_is_what_the_script_says(stage: Stage, script: Script, expected: str) -> None:
    stage.script = script
    assert words(stage.run(OfflineResponder(), greet)) == expected
    assert stage.messages() == ([("persona", expected, False)] if expected else [])
    assert len(stage.turns()) == (1 if expected else 0)


def test_a_user_is_greeted_only_once(stage: Stage) -> None:
    async def both(talk: Conversation) -> tuple[str, str]:
        return words(await greet(talk)), words(await greet(talk))

    assert stage.run(OfflineResponder(), both) == ("Hello, I'm Ada. How can I help?", "")
    assert words(stage.run(OfflineResponder(), greet, Line("user", "Hi"))) == ""


def test_the_model_gets_everything_that_was_said(stage: Stage) -> None:
    with chat_server([says("At nine."), says("Yes.")]) as server:

        async def twice(talk: Conversation) -> None:
            await ask(talk, heard(stage, "When do you open?"))
            await ask(talk, heard(stage, "Every day?"))

        stage.run(ChatCompletions(server.url, "tiny", None, now=stage.clock), twice, Line("persona", "Hello."))

    assert server.received[-1].body["messages"] == [
        {"role": "system", "content": PROMPT},
        {"role": "assistant", "content": "Hello."},
        {"role": "user", "content": "When do you open?"},
        {"role": "assistant", "content": "At nine."},
        {"role": "user", "content": "Every day?"},
    ]


def test_a_persona_without_a_brain_listens_in_silence(stage: Stage) -> None:
    stage.script = Script(PROMPT, thinks=False)
    events = stage.run(OfflineResponder(), lambda talk: ask(talk, heard(stage, "Hello?")))

    assert events == [Finished(interrupted=False)]
    assert stage.messages() == [("user", "Hello?", False)]
    assert stage.turns()[0].record["finishReason"] is None


def test_a_cut_stream_keeps_what_was_said_and_the_conversation_goes_on(stage: Stage, model_of: Models) -> None:
    async def two_questions(talk: Conversation) -> tuple[list[TurnEvent], list[TurnEvent]]:
        return await ask(talk, heard(stage, "One?")), await ask(talk, heard(stage, "Two?"))

    cut, whole = stage.run(model_of(cut_after(delta("Well, ")), says("Fine.")), two_questions)

    reason = "the model's stream was cut before its end"
    assert cut == [Spoken("Well, "), Warned(reason, failed=True), Finished(interrupted=False)]
    assert words(whole) == "Fine."
    assert [text for _, text, _ in stage.messages()] == ["One?", "Well,", "Two?", "Fine."]
    assert [turn.record["warnings"] for turn in stage.turns()] == [[reason], []]


def test_where_no_word_came_the_persona_says_sorry(stage: Stage, model_of: Models) -> None:
    events = stage.run(model_of(refuses(429, Retry_After="60")), lambda talk: ask(talk, heard(stage, "One?")))

    reason = "the model's server answered 429"
    apology = "I'm sorry, I lost my train of thought. Could you say that again?"
    assert events == [Warned(reason, failed=True), Spoken(apology), Finished(interrupted=False)]
    assert stage.messages()[-1] == ("persona", apology, False)
    assert stage.turns()[0].record["errors"] == [reason]


def test_a_greeting_that_fails_is_made_without_the_model(stage: Stage, model_of: Models) -> None:
    events = stage.run(model_of(refuses(401)), greet)
    assert words(events) == "Hello, I'm Ada. How can I help?"
    assert stage.turns()[0].record["errors"] == ["the model's server answered 401"]


def test_the_apology_is_in_the_personas_language(stage: Stage, model_of: Models) -> None:
    stage.script = Script("Tu es Ada, la guide du musée. Le musée ouvre à neuf heures et ferme le soir.")
    events = stage.run(model_of(refuses(401)), lambda talk: ask(talk, heard(stage, "Bonjour")))
    assert words(events).startswith("Pardon")


def test_a_malformed_chunk_costs_a_warning_and_nothing_else(stage: Stage, model_of: Models) -> None:
    model = model_of(streams(delta("At "), "data: {oops\n\n", delta("nine."), delta(None, "stop")))
    events = stage.run(model, lambda talk: ask(talk, heard(stage, "When?")))

    assert words(events) == "At nine."
    assert [type(event) for event in events] == [Spoken, Warned, Spoken, Finished]


CALL = call_event({"index": 0, "id": "call-1", "function": {"name": "weather", "arguments": "{}"}})
NO_TOOL = "the persona has no tool 'weather', so the model's call of it was ignored"


def test_a_call_of_a_tool_that_the_persona_does_not_have_is_a_warning(stage: Stage, model_of: Models) -> None:
    model = model_of(streams(delta("At nine."), CALL, delta(None, "tool_calls")))
    events = stage.run(model, lambda talk: ask(talk, heard(stage, "When?")))

    assert events == [Spoken("At nine."), Warned(NO_TOOL), Finished(interrupted=False)]
    assert stage.messages()[-1] == ("persona", "At nine.", False)
    assert (stage.turns()[0].record["warnings"], stage.turns()[0].record["errors"]) == ([NO_TOOL], [])


def test_where_a_model_only_calls_such_a_tool_the_persona_says_sorry(stage: Stage, model_of: Models) -> None:
    model = model_of(streams(CALL, delta(None, "tool_calls")))
    events = stage.run(model, lambda talk: ask(talk, heard(stage, "When?")))

    reason = "the model only called a tool that the persona does not have"
    apology = "I'm sorry, I lost my train of thought. Could you say that again?"
    assert events == [Warned(NO_TOOL), Warned(reason, failed=True), Spoken(apology), Finished(interrupted=False)]
    assert (stage.turns()[0].record["warnings"], stage.turns()[0].record["errors"]) == ([NO_TOOL], [reason])


def test_a_model_that_never_stops_is_stopped(stage: Stage, model_of: Models) -> None:
    babble = [delta("again " * 100)] * (LONGEST_REPLY // 300)
    events = stage.run(model_of(streams(*babble)), lambda talk: ask(talk, heard(stage, "Go on?")))

    assert LONGEST_REPLY < len(words(events)) < LONGEST_REPLY + 1000
    assert stage.turns()[0].record["warnings"] == [f"the reply was ended after {LONGEST_REPLY} characters"]
