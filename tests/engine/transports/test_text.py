"""The text channel for its client, and the log of the session afterwards."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from personactl.engine.app import Engine, open_engine
from personactl.engine.settings import EngineSettings, LlmSettings
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
from tests.engine.conftest import Ask
from tests.engine.talking import ADA, act, lines, on_a_socket, say, spoken, start

APOLOGY = "I'm sorry, I lost my train of thought. Could you say that again?"
NOBODY = "00000000-0000-0000-0000-000000000000"


def messages_of(client: httpx.Client, session_id: str) -> list[tuple[str, str, bool | None]]:
    answer = client.get(f"/v1/sessions/{session_id}/transcript")
    assert answer.status_code == 200, answer.text
    return [(one["role"], one["message"], one.get("wasInterrupted")) for one in answer.json()["messages"]]


def report_of(client: httpx.Client, session_id: str) -> dict[str, dict[str, object]]:
    act(client, session_id, "endsession")
    report: dict[str, dict[str, object]] = client.get(f"/v1/sessions/{session_id}/analytics").json()
    return report


@pytest.fixture
def llm() -> Iterator[ChatServer]:
    with chat_server([]) as server:
        yield server


Thinking = Callable[..., httpx.Client]


@pytest.fixture
def thinking(settings: EngineSettings, tmp_path: Path, llm: ChatServer) -> Iterator[Thinking]:
    """`thinking(answer, ...)` yields a client, over a socket, of an engine whose model gives these answers."""
    with ExitStack() as stack:

        def build(*answers: Answer) -> httpx.Client:
            llm.answers.extend(answers)
            model = LlmSettings(llm.url, "tiny", "sk-secret")
            engine = open_engine(replace(settings, database_url=str(tmp_path / "llm.db"), llm=model))
            stack.callback(engine.close)
            return stack.enter_context(on_a_socket(engine))

        yield build


def test_a_conversation_is_sent_as_data_channel_messages(client: httpx.Client) -> None:
    session_id = start(client)
    greeting = lines(act(client, session_id, "start"))
    assert [message["messageType"] for message in greeting] == ["speechText", "speechText"]
    first, last = (message["data"] for message in greeting)
    assert isinstance(first, dict)
    assert isinstance(last, dict)
    assert (first["content"], first["role"], first["content_index"]) == ("Welcome!", "persona", 0)
    assert (first["end_of_speech"], first["interrupted"]) == (False, False)
    assert (last["content"], last["content_index"]) == ("", 1)
    assert (last["end_of_speech"], last["interrupted"]) == (True, False)
    assert first["message_id"] == last["message_id"]
    assert first["timestamp"] == "2026-11-22T10:00:00.000Z"


def test_what_was_said_is_in_the_transcript_when_the_answer_has_ended(client: httpx.Client) -> None:
    session_id = start(client)
    act(client, session_id, "start")
    answer = say(client, session_id, "  When do you open?  ")
    assert messages_of(client, session_id) == [
        ("persona", "Welcome!", False),
        ("user", "When do you open?", None),
        ("persona", answer, False),
    ]


def test_a_skipped_greeting_is_an_empty_answer(client: httpx.Client) -> None:
    assert act(client, start(client, ADA | {"skipGreeting": True}), "start").text == ""


@pytest.mark.parametrize("action", ["start", "speech", "heartbeat", "endsession"])
def test_an_unknown_or_ended_session_is_not_found(action: str, client: httpx.Client) -> None:
    ended = start(client)
    act(client, ended, "endsession")
    for session_id in (NOBODY, "", ended):
        answer = act(client, session_id, action, "Hello?")
        assert answer.status_code == 404
        assert answer.json() == {"error": "Not found", "message": "Session not found, or it has ended"}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"actionType": "sing"},
        {"actionType": "speech"},
        {"actionType": "speech", "payload": ""},
        {"actionType": "speech", "payload": {"content": " "}},
        {"actionType": "speech", "payload": {"content": 7}},
        [],
    ],
)
def test_an_unknown_action_is_refused(body: object, client: httpx.Client) -> None:
    answer = client.post("/text", params={"session_id": start(client)}, json=body)
    assert answer.status_code == 400
    assert answer.json()["error"] == "Validation error"


def test_the_session_is_the_credential(engine: Engine, client: httpx.Client) -> None:
    session_id = start(client)
    answer = client.post(
        "/text",
        params={"session_id": session_id},
        json={"actionType": "heartbeat", "payload": ""},
        headers={"authorization": ""},
    )
    assert (answer.status_code, answer.json()) == (200, {})


def test_another_process_takes_a_session_up_where_it_is(engine: Engine, settings: EngineSettings, ask: Ask) -> None:
    session_id = start(ask(engine))
    act(ask(engine), session_id, "start")
    say(ask(engine), session_id, "When do you open?")
    second = open_engine(settings)
    again = ask(second)
    assert say(again, session_id, "When do you open?").startswith("As I said: ")
    assert act(again, session_id, "start").text == ""
    assert len(messages_of(ask(engine), session_id)) == 5
    second.close()


def test_a_session_that_retains_nothing_keeps_times_and_no_words(client: httpx.Client) -> None:
    session_id = start(client, ADA | {"zeroDataRetention": True})
    say(client, session_id, "When do you open?")
    report = report_of(client, session_id)
    assert report["config"]["transcriptsEnabled"] is False
    assert report["summary"]["totalUserWords"] == 4
    everything = "".join(
        client.get(f"/v1/sessions/{session_id}{path}").text
        for path in ("", "/transcript", "/analytics?includeMessages=true")
    )
    assert "museum" not in everything
    assert "When do you" not in everything


def test_the_model_is_asked_with_prompt_and_history(thinking: Thinking, llm: ChatServer) -> None:
    client = thinking(says("At ", "nine."))
    session_id = start(client)
    act(client, session_id, "start")
    assert say(client, session_id, "When?") == "At nine."
    (asked,) = llm.received
    assert asked.headers["Authorization"] == "Bearer sk-secret"
    assert asked.body["messages"] == [
        {"role": "system", "content": ADA["systemPrompt"]},
        {"role": "assistant", "content": "Welcome!"},
        {"role": "user", "content": "When?"},
    ]
    report = report_of(client, session_id)
    assert (report["config"]["llmProvider"], report["config"]["llmModel"]) == ("openai-compatible", "tiny")


@pytest.mark.parametrize(
    ("answer", "heard", "warnings", "errors"),
    [
        (cut_after(delta("At ")), "At ", 1, 0),
        (streams(delta("At "), "data: {oops\n\n", delta("nine."), delta(None, "stop")), "At nine.", 1, 0),
        (refuses(429, Retry_After="60"), APOLOGY, 0, 1),
        (refuses(401, json.dumps({"error": {"message": "bad key sk-secret"}})), APOLOGY, 0, 1),
    ],
    ids=["cut", "malformed", "429", "401"],
)
def test_a_talk_survives_its_model_and_the_log_says_what_happened(
    answer: Answer, heard: str, warnings: int, errors: int, thinking: Thinking, caplog: pytest.LogCaptureFixture
) -> None:
    client = thinking(answer, says("Fine."))
    session_id = start(client)

    messages = lines(act(client, session_id, "speech", "When?"))
    assert spoken(messages) == heard
    assert [message["messageType"] for message in messages].count("warning") == 1
    assert say(client, session_id, "Again?") == "Fine."

    summary = report_of(client, session_id)["summary"]
    assert (summary["totalWarnings"], summary["totalErrors"]) == (warnings, errors)
    assert len([record for record in caplog.records if record.name == "personactl.engine.conversation"]) == 1
    assert "sk-secret" not in caplog.text + json.dumps(messages)


def test_hanging_up_interrupts_and_stores_the_part_that_was_said(thinking: Thinking) -> None:
    client = thinking(stalls_after(delta("Once upon ")), says("At nine."))
    session_id = start(client)
    body = {"actionType": "speech", "payload": {"content": "Tell me all."}}
    with client.stream("POST", "/text", params={"session_id": session_id}, json=body) as answer:
        assert "Once upon" in next(answer.iter_lines())

    assert say(client, session_id, "When do you open?") == "At nine."
    assert messages_of(client, session_id) == [
        ("user", "Tell me all.", None),
        ("persona", "Once upon", True),
        ("user", "When do you open?", None),
        ("persona", "At nine.", False),
    ]
    turns = client.get(f"/v1/sessions/{session_id}/analytics").json()
    assert turns["message"] == "Session is still in progress"
    assert report_of(client, session_id)["summary"]["interruptedTurns"] == 1


def test_a_stop_cuts_the_persona_short_in_the_middle(thinking: Thinking) -> None:
    client = thinking(stalls_after(delta("Once upon ")))
    session_id = start(client)
    body = {"actionType": "speech", "payload": {"content": "Tell me all."}}
    with client.stream("POST", "/text", params={"session_id": session_id}, json=body) as answer:
        lines = answer.iter_lines()
        next(lines)
        assert client.post(f"/v1/sessions/{session_id}/stop").status_code == 200
        last = json.loads(list(lines)[-1])["data"]
    assert (last["end_of_speech"], last["interrupted"]) == (True, True)
    assert messages_of(client, session_id)[-1] == ("persona", "Once upon", True)
    assert act(client, session_id, "heartbeat").status_code == 404


def test_latencies_are_those_of_the_clock(thinking: Thinking) -> None:
    client = thinking(says("At nine."))
    session_id = start(client)
    say(client, session_id, "When?")
    act(client, session_id, "endsession")
    (turn,) = client.get(f"/v1/sessions/{session_id}/analytics").json()["turns"]
    assert turn["llmTimeToFirstOutputSeconds"] == 0  # the clock of the tests stands still
    assert turn["userTranscriptionTime"] == turn["llmFirstOutputTime"] == "2026-11-22T10:00:00.000Z"
    assert turn["firstAudioLatencySeconds"] is None
