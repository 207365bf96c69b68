"""Interruptions of every kind, speech that lags behind the text, and the end of a conversation."""

import asyncio

import pytest

from personactl.engine.conversation.conversation import Conversation, ConversationOver
from personactl.engine.conversation.script import Script
from personactl.engine.conversation.turn_events import Finished, Heard, Spoken, TurnEvent
from personactl.engine.errors import StorageError
from personactl.engine.offline.responder import OfflineResponder
from tests.engine.chat_server import (
    delta,
    says,
    stalls_after,
)
from tests.engine.conversation.stage import (
    PROMPT,
    Models,
    Stage,
    after_first_piece,
    ask,
    everything,
    greet,
    heard,
    words,
)


def test_leaving_early_interrupts_and_stores_the_part_that_was_said(stage: Stage, model_of: Models) -> None:
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


def test_a_closed_conversation_does_not_answer(stage: Stage) -> None:
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


def test_a_store_that_fails_is_reported(stage: Stage) -> None:
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
