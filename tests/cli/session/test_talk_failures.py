"""`talk` with a script: the exit status, the summary and JSON say which turns got no answer, and why."""

import json
import socket
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.child_process import PERSONACTL, child_process
from tests.conftest import EngineServer, Result, Run
from tests.engine.chat_server import (
    Answer,
    Exchange,
    chat_server,
    cut_after,
    delta,
    refuses,
    says,
    stalls_after,
    streams,
)

TalkTo = Callable[..., Result]


@pytest.fixture
def talk(project: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> TalkTo:
    """Say "One?" and "Two?" to a persona whose LLM answers as told."""

    def call(*answers: Answer, arguments: Sequence[str] = ()) -> Result:
        with chat_server(list(answers)) as model:
            monkeypatch.setenv("PERSONACTL_LLM_URL", model.url)
            monkeypatch.setenv("PERSONACTL_LLM_MODEL", "a-model")
            return run("talk", "cara", "--say", "One?", "--say", "Two?", *arguments)

    return call


def web_page(exchange: Exchange) -> None:
    exchange.head(content_type="text/html")
    exchange.piece("<html>Welcome</html>")
    exchange.end()


FAULTS: dict[str, tuple[list[Answer], str]] = {
    "500": ([refuses(500), refuses(500)], "the model's server answered 500"),
    "401": ([refuses(401)], "the model's server answered 401"),
    "404": (
        [refuses(404, '{"error": {"message": "no such model"}}')],
        "the model's server answered 404: no such model",
    ),
    "cut off in the middle": ([cut_after(delta("Well, "))], "the model's stream was cut before its end"),
    "cut off before a word": ([cut_after(), cut_after()], "the model's server closed the connection without an answer"),
    "empty": ([streams(delta(None, "stop"), "data: [DONE]\n\n")], "the model ended its reply without a word"),
    "blank": ([says(" ")], "the persona said nothing"),
    "without width": ([says("\u200b", "\u2060")], "the persona said nothing"),
    "filtered": (
        [streams(delta(None, "content_filter"), "data: [DONE]\n\n")],
        "the model's content filter cut the reply",
    ),
    "a web page": ([web_page], "the model's server sent an answer that is not a chat completion"),
    "no chat completion": ([refuses(200, "[]")], "the model's server sent an answer that is not a chat completion"),
    "an error in the stream": (
        [streams('data: {"error": {"message": "overloaded"}}\n\n')],
        "the model's server reported an error: overloaded",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_turn_without_an_answer_is_exit_status_5(name: str, talk: TalkTo) -> None:
    answers, reason = FAULTS[name]
    result = talk(*answers, says("Fine."))
    assert result.status == 5
    assert f"error[unavailable]: 1 turn of 3 got no answer: {reason}\n" in result.stderr
    assert "  where: 'One?' · session " in result.stderr
    assert "  next: check the LLM of the persona and of the target; 'personactl session show " in result.stderr
    assert result.stdout.splitlines()[-2:] == ["You: Two?", "Cara: Fine."], "the talk goes on after it"


@pytest.mark.parametrize("name", FAULTS)
def test_json_says_what_happened(name: str, talk: TalkTo) -> None:
    answers, reason = FAULTS[name]
    result = talk(*answers, says("Fine."), arguments=("--format", "json"))
    document = json.loads(result.stdout)
    assert result.status == 5
    assert document["failedTurns"] == [{"text": "One?", "reason": reason}]
    assert document["error"]["code"] == "unavailable"
    assert document["messages"][-1]["text"] == "Fine."


def test_every_failed_turn_is_counted(talk: TalkTo) -> None:
    result = talk(refuses(401), refuses(401))
    assert result.status == 5
    assert "2 turns of 3 got no answer" in result.stderr


def test_warnings_about_a_whole_answer_are_no_failure(talk: TalkTo) -> None:
    cut_at_limit = streams(delta("A long story"), delta(None, "length"), "data: [DONE]\n\n")
    result = talk(cut_at_limit, says("Fine."), arguments=("--format", "json"))
    assert (result.status, json.loads(result.stdout)["failedTurns"]) == (0, [])
    assert "token limit" in result.stderr


@pytest.mark.slow
def test_an_llm_that_hangs_is_exit_status_5(talk: TalkTo) -> None:
    result = talk(stalls_after(), says("Fine."))
    assert result.status == 5
    assert "the model did not answer in time" in result.stderr


def test_an_llm_that_refuses_the_connection_is_exit_status_5(
    project: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        monkeypatch.setenv("PERSONACTL_LLM_URL", f"http://127.0.0.1:{free.getsockname()[1]}/v1")
        monkeypatch.setenv("PERSONACTL_LLM_MODEL", "a-model")
        result = run("talk", "cara", "--say", "One?")
    assert result.status == 5
    assert "got no answer: could not connect to " in result.stderr


@pytest.mark.parametrize("pushed", [False, True])
def test_a_persona_without_an_llm_says_why_nobody_answers(pushed: bool, project: Path, run: Run) -> None:
    _change(project, "llmId: CUSTOMER_CLIENT_V1\n")
    if pushed:
        assert run("push", "--yes").status == 0
    result = run("talk", "cara", "--say", "Hello")
    assert result.status == 5
    reason = "the persona has no LLM, so nobody answers: its llmId is CUSTOMER_CLIENT_V1"
    assert f"got no answer: {reason}\n" in result.stderr
    assert "  next: give the persona an LLM, or talk to it with the client that supplies its words\n" in result.stderr
    document = json.loads(run("talk", "cara", "--say", "Hello", "--format", "json").stdout)
    assert document["failedTurns"] == [{"text": "Hello", "reason": reason}]


def test_a_persona_with_audio_passthrough_says_why_nobody_answers(project: Path, run: Run) -> None:
    _change(project, "enableAudioPassthrough: true\n")
    result = run("talk", "cara", "--say", "Hello")
    assert result.status == 5
    assert "so nobody answers: it has enableAudioPassthrough" in result.stderr


def _change(project: Path, lines: str) -> None:
    """Replace the example by a persona with no more than it needs, and `lines`."""
    (project / "personas" / "cara.yaml").write_text(
        "name: Cara\navatarId: 30fa96d0-26c4-4e55-94a0-517025942e18\nvoiceId: 6bfbe25a-979d-40f3-a92b-5394170af54b\n"
        f"systemPrompt: You answer in one short spoken sentence.\n{lines}"
        + ("" if "llmId" in lines else "llmId: 0934d97d-0c3a-4f33-91b0-5e136a0ef466\n")
    )


@pytest.mark.slow
def test_an_engine_that_goes_away_ends_the_talk_with_what_was_said(project: Path, served: EngineServer) -> None:
    pipe = subprocess.PIPE
    with child_process([*PERSONACTL, "talk", "cara"], stdin=pipe, stdout=pipe, stderr=pipe) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("Cara: ")
        served.process.kill()
        served.process.wait()
        answered, noted = process.communicate("One?\nTwo?\n")
    assert process.returncode == 5
    assert answered == "You: One?\n"
    assert "the session has ended; 'personactl session transcript " in noted
    assert "error[unavailable]: 1 turn of 2 got no answer: the platform cannot be reached" in noted
    assert "Traceback" not in noted
