"""A conversation, driven as a transport drives it, with real models and the real store behind it."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

import pytest

from personactl.engine.conversation.conversation import Conversation, ConversationOver
from personactl.engine.conversation.events import Finished, Heard, Spoken, TurnEvent, Warned
from personactl.engine.conversation.script import Script
from personactl.engine.conversation.turn import LONGEST_REPLY, Turn
from personactl.engine.engine import Engine
from personactl.engine.live.journal import StoredJournal
from personactl.engine.llm.chat_completions import ChatCompletions, Patience
from personactl.engine.llm.language_model import LanguageModel, Line
from personactl.engine.llm.offline.responder import OfflineResponder
from personactl.engine.store.sessions import StoredSession, insert_session
from personactl.engine.store.transcripts import StoredMessage, StoredTurn, list_messages, list_turns
from personactl.errors import StorageError
from tests.engine.chat_server import (
    Answer,
    chat_server,
    cut_after,
    delta,
    refuses,
    says,
    stalls_after,
    streams,
)
from tests.engine.conftest import Clock

SESSION = "3f0f8f2e-6d1b-4c53-9a36-0f3c7a3f0001"
STAMP = "2026-11-22T10:00:00.000Z"
PROMPT = "You are Ada, the guide of the Hill Museum. The museum opens at nine. Never guess."
T = TypeVar("T")


@dataclass
class Stage:
    """A script, a clock and a store to hold conversations with; `run` gives each a loop and closes its model."""

    engine: Engine
    clock: Clock
    script: Script

    def run(self, model: LanguageModel, talk: Callable[[Conversation], Awaitable[T]], *history: Line) -> T:
        async def whole() -> T:
            journal = StoredJournal(self.engine.database, SESSION, keeps_words=True)
            ids = iter(f"id-{number}" for number in range(1000))
            conversation = Conversation(
                self.script, model, journal, now=self.clock, new_id=lambda: next(ids), history=history
            )
            try:
                return await talk(conversation)
            finally:
                await conversation.close()
                await model.aclose()

        return asyncio.run(whole())

    def messages(self) -> list[tuple[str, str, bool]]:
        with self.engine.database.read() as connection:
            return [(one.role, one.message, one.was_interrupted) for one in list_messages(connection, SESSION)]

    def stored_messages(self) -> list[StoredMessage]:
        with self.engine.database.read() as connection:
            return list(list_messages(connection, SESSION))

    def turns(self) -> list[StoredTurn]:
        with self.engine.database.read() as connection:
            return list(list_turns(connection, SESSION))


@pytest.fixture
def stage(engine: Engine, clock: Clock) -> Stage:
    session = StoredSession(
        id=SESSION,
        persona_id=None,
        client_label=None,
        start_time=STAMP,
        end_time=None,
        exit_status=None,
        client_metadata={},
        persona_config={},
        session_options={},
        api_key_id=None,
        engine_host=None,
        engine_protocol=None,
        last_seen=STAMP,
        created_at=STAMP,
        updated_at=STAMP,
    )
    with engine.database.write() as connection:
        insert_session(connection, session)
    return Stage(engine, clock, Script(system_prompt=PROMPT, persona_name="Ada"))


Models = Callable[..., ChatCompletions]


@pytest.fixture
def model_of(clock: Clock) -> Iterator[Models]:
    """`model_of(answer, ...)`: a model whose server gives those answers, one a request."""
    with chat_server([]) as server:

        def build(*answers: Answer) -> ChatCompletions:
            server.answers.extend(answers)
            return ChatCompletions(
                server.url, "tiny", None, now=clock, patience=Patience(retry_pause=0.0, longest_wait=0.0)
            )

        yield build


async def everything(turn: Turn) -> list[TurnEvent]:
    return [event async for event in turn]


def words(events: list[TurnEvent]) -> str:
    return "".join(event.content for event in events if isinstance(event, Spoken))


def heard(stage: Stage, text: str) -> Heard:
    return Heard(text, at=stage.clock())


async def ask(conversation: Conversation, question: Heard) -> list[TurnEvent]:
    async with conversation.answer(question) as turn:
        return await everything(turn)


async def greet(conversation: Conversation) -> list[TurnEvent]:
    async with conversation.greeting() as turn:
        return await everything(turn)


def test_a_question_is_answered_and_both_are_kept(stage: Stage) -> None:
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


def test_nobody_is_greeted_twice(stage: Stage) -> None:
    async def both(talk: Conversation) -> tuple[str, str]:
        return words(await greet(talk)), words(await greet(talk))

    assert stage.run(OfflineResponder(), both) == ("Hello, I'm Ada. How can I help?", "")
    assert words(stage.run(OfflineResponder(), greet, Line("user", "Hi"))) == ""


def test_the_model_is_told_all_that_was_said(stage: Stage) -> None:
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
    assert cut == [Spoken("Well, "), Warned(reason), Finished(interrupted=False)]
    assert words(whole) == "Fine."
    assert [text for _, text, _ in stage.messages()] == ["One?", "Well,", "Two?", "Fine."]
    assert [turn.record["warnings"] for turn in stage.turns()] == [[reason], []]


def test_where_no_word_came_the_persona_says_sorry(stage: Stage, model_of: Models) -> None:
    events = stage.run(model_of(refuses(429, Retry_After="60")), lambda talk: ask(talk, heard(stage, "One?")))

    reason = "the model's server answered 429"
    apology = "I'm sorry, I lost my train of thought. Could you say that again?"
    assert events == [Warned(reason), Spoken(apology), Finished(interrupted=False)]
    assert stage.messages()[-1] == ("persona", apology, False)
    assert stage.turns()[0].record["errors"] == [reason]


def test_the_apology_is_in_the_personas_language(stage: Stage, model_of: Models) -> None:
    stage.script = Script("Tu es Ada, la guide du musée. Le musée ouvre à neuf heures et ferme le soir.")
    events = stage.run(model_of(refuses(401)), lambda talk: ask(talk, heard(stage, "Bonjour")))
    assert words(events).startswith("Pardon")


def test_a_malformed_chunk_costs_a_warning_and_nothing_else(stage: Stage, model_of: Models) -> None:
    model = model_of(streams(delta("At "), "data: {oops\n\n", delta("nine."), delta(None, "stop")))
    events = stage.run(model, lambda talk: ask(talk, heard(stage, "When?")))

    assert words(events) == "At nine."
    assert [type(event) for event in events] == [Spoken, Warned, Spoken, Finished]


def test_a_model_that_never_stops_is_stopped(stage: Stage, model_of: Models) -> None:
    babble = [delta("again " * 100)] * (LONGEST_REPLY // 300)
    events = stage.run(model_of(streams(*babble)), lambda talk: ask(talk, heard(stage, "Go on?")))

    assert LONGEST_REPLY < len(words(events)) < LONGEST_REPLY + 1000
    assert stage.turns()[0].record["warnings"] == [f"the reply was ended after {LONGEST_REPLY} characters"]


async def after_first_piece(turn: Turn) -> str:
    async for event in turn:
        if isinstance(event, Spoken):
            return event.content
    raise AssertionError("nothing was said")


def test_leaving_early_interrupts_and_keeps_the_part_that_was_said(stage: Stage, model_of: Models) -> None:
    async def leave(talk: Conversation) -> None:
        async with talk.answer(heard(stage, "Tell me all.")) as turn:
            await after_first_piece(turn)

    stage.run(model_of(stalls_after(delta("Once upon "))), leave)

    assert stage.messages()[-1] == ("persona", "Once upon", True)
    record = stage.turns()[0].record
    assert (record["finishReason"], record["interruptedStage"]) == ("interrupted", "during_llm_generation")


def test_a_cancelled_transport_loses_nothing(stage: Stage, model_of: Models) -> None:
    async def cancelled(talk: Conversation) -> None:
        said = asyncio.Event()

        async def drive() -> None:
            async with talk.answer(heard(stage, "Tell me all.")) as turn:
                await after_first_piece(turn)
                said.set()
                await everything(turn)

        task = asyncio.create_task(drive())
        await said.wait()
        task.cancel()
        await asyncio.wait([task])
        assert task.cancelled()

    stage.run(model_of(stalls_after(delta("Once upon "))), cancelled)
    assert stage.messages()[-1] == ("persona", "Once upon", True)


def test_speaking_again_takes_the_floor(stage: Stage, model_of: Models) -> None:
    async def barge_in(talk: Conversation) -> tuple[list[TurnEvent], list[TurnEvent]]:
        begun = asyncio.Event()

        async def first() -> list[TurnEvent]:
            events: list[TurnEvent] = []
            async with talk.answer(heard(stage, "Tell me all.")) as turn:
                async for event in turn:
                    events.append(event)
                    begun.set()
            return events

        listening = asyncio.create_task(first())
        await begun.wait()
        answer = await ask(talk, heard(stage, "Stop. When do you open?"))
        return await listening, answer

    first, second = stage.run(model_of(stalls_after(delta("Once upon ")), says("At nine.")), barge_in)

    assert first == [Spoken("Once upon "), Finished(interrupted=True)]
    assert words(second) == "At nine."
    assert stage.messages() == [
        ("user", "Tell me all.", False),
        ("persona", "Once upon", True),
        ("user", "Stop. When do you open?", False),
        ("persona", "At nine.", False),
    ]


def test_of_many_utterances_at_once_the_last_is_answered(stage: Stage) -> None:
    async def crowd(talk: Conversation) -> list[list[TurnEvent]]:
        return await asyncio.gather(*(ask(talk, heard(stage, f"Number {number}?")) for number in range(4)))

    answers = stage.run(OfflineResponder(), crowd)

    assert [events[-1] for events in answers] == [Finished(interrupted=True)] * 3 + [Finished(interrupted=False)]
    assert [role for role, _, _ in stage.messages()] == ["user"] * 4 + ["persona"]


def test_a_protected_greeting_is_heard_to_its_end(stage: Stage, model_of: Models) -> None:
    stage.script = Script(PROMPT, uninterruptible_greeting=True)

    async def impatient(talk: Conversation) -> list[str]:
        order: list[str] = []
        async with talk.greeting() as turn:
            await after_first_piece(turn)
            answer = asyncio.create_task(ask(talk, heard(stage, "When do you open?")))
            await asyncio.sleep(0.05)
            order.append("greeting")
            assert (await everything(turn))[-1] == Finished(interrupted=False)
        await answer
        return [*order, "answer"]

    stage.run(model_of(says("Hel", "lo."), says("At nine.")), impatient)
    assert [text for _, text, _ in stage.messages()] == ["Hello.", "When do you open?", "At nine."]


def test_speech_keeps_what_was_audible_and_its_times(stage: Stage) -> None:
    async def speak(talk: Conversation) -> None:
        began = stage.clock()
        stage.clock.move(1.5)
        ended = stage.clock()
        stage.clock.move(0.2)
        async with talk.answer(Heard("When?", stage.clock(), began, ended, correlation_id="c-1")) as turn:
            await everything(turn)
            turn.speech.synthesis_started = stage.clock()
            stage.clock.move(0.3)
            turn.speech.speaking_started = stage.clock()
            stage.clock.move(0.5)
            turn.audible("I'm sorry, I don't")
            talk.interrupt()
            await turn.interruption()
            turn.speech.speaking_stopped = stage.clock()

    stage.run(OfflineResponder(), speak)

    (turn,) = stage.turns()
    assert turn.correlation_id == "c-1"
    expected = {
        "userSpeechDurationSeconds": 1.5,
        "transcriptionLatencySeconds": 0.2,
        "ttsTimeToFirstAudioSeconds": 0.3,
        "firstAudioLatencySeconds": 0.5,
        "speakingDurationSeconds": 0.5,
        "userSpeechStartTime": "2026-11-22T10:00:00.000Z",
    }
    assert {name: turn.record[name] for name in expected} == expected
    assert stage.messages()[-1] == ("persona", "I'm sorry, I don't", True)
    assert [one.speaking_duration_s for one in stage.stored_messages()] == [1.5, 0.5]


def test_a_closed_conversation_answers_nobody(stage: Stage) -> None:
    async def late(talk: Conversation) -> None:
        await talk.close()
        with pytest.raises(ConversationOver):
            await greet(talk)
        with pytest.raises(ConversationOver):
            await ask(talk, heard(stage, "Hello?"))

    stage.run(OfflineResponder(), late)
    assert stage.messages() == []


def test_closing_cuts_the_persona_short(stage: Stage, model_of: Models) -> None:
    async def close(talk: Conversation) -> list[TurnEvent]:
        async with talk.answer(heard(stage, "Tell me all.")) as turn:
            await after_first_piece(turn)
            closing = asyncio.create_task(talk.close())
            events = await everything(turn)
        await closing
        return events

    assert stage.run(model_of(stalls_after(delta("Once upon "))), close) == [Finished(interrupted=True)]
    assert stage.messages()[-1] == ("persona", "Once upon", True)


def test_a_store_that_fails_is_no_silent_loss(stage: Stage) -> None:
    with stage.engine.database.write() as connection:
        connection.exec_driver_sql("DROP TABLE messages")
    with pytest.raises(StorageError):
        stage.run(OfflineResponder(), lambda talk: ask(talk, heard(stage, "Hello?")))


def test_latencies_are_measured(stage: Stage, model_of: Models) -> None:
    async def slowly(talk: Conversation) -> None:
        question = heard(stage, "When?")
        async with talk.answer(question) as turn:
            stage.clock.move(0.75)
            await after_first_piece(turn)

    stage.run(model_of(stalls_after(delta("At "))), slowly)
    (turn,) = stage.turns()
    assert turn.record["llmTimeToFirstOutputSeconds"] == 0.75
