"""`talk` against the embedded engine, with scripted and piped input; test_talk_keyboard.py tests the keyboard."""

import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.conftest import Run


def newest(run: Run) -> dict[str, object]:
    listed: list[dict[str, object]] = json.loads(run("session", "list", "--format", "json").stdout)["sessions"]
    return listed[0]


def test_said_lines_are_answered_in_turn_and_the_session_ends(project: Path, run: Run) -> None:
    result = run("talk", "cara", "--say", "Hello, who are you?", "--say", "When do you open?", "--label", "demo")
    assert result.status == 0
    lines = result.stdout.splitlines()
    assert [line.split(":")[0] for line in lines] == ["Cara", "You", "Cara", "You", "Cara"]
    assert lines[1] == "You: Hello, who are you?"
    session = newest(run)
    assert (session["live"], session["exitStatus"], session["clientLabel"]) == (False, "NORMAL_EXIT", "demo")
    assert f"personactl session transcript {str(session['sessionId'])[:8]} --profile local" in result.stderr


def test_json_is_one_document_of_both_sides(project: Path, run: Run) -> None:
    result = run("talk", "cara", "--say", "Hello", "--format", "json")
    document = json.loads(result.stdout)
    assert [message["role"] for message in document["messages"]] == ["persona", "user", "persona"]
    assert document["warnings"] == []
    assert document["sessionId"] == newest(run)["sessionId"]
    stored = json.loads(run("session", "transcript", "--format", "json").stdout)
    assert [one["text"] for one in stored["messages"]] == [one["text"] for one in document["messages"]]


def test_a_script_says_its_lines_and_leaves_out_comments(project: Path, run: Run) -> None:
    script = project / "script.txt"
    script.write_text("# greet\nHello\n\n  When do you open?  \n")
    result = run("talk", "cara", "--script", str(script))
    said = [line for line in result.stdout.splitlines() if line.startswith("You: ")]
    assert said == ["You: Hello", "You: When do you open?"]


def test_a_script_may_begin_with_a_byte_order_mark_and_its_lines_end_at_line_ends_alone(
    project: Path, run: Run
) -> None:
    (project / "script.txt").write_bytes("\ufeff# about her\r\nGood\u2028morning\r\n".encode())
    result = run("talk", "cara", "--script", "script.txt", "--format", "json")
    said = [one["text"] for one in json.loads(result.stdout)["messages"] if one["role"] == "user"]
    assert said == ["Good\u2028morning"], result.stderr


def test_a_pipe_is_listened_to_without_a_prompt(project: Path, run_process: Run) -> None:
    result = run_process("talk", "cara", stdin="Hello\n\nWhen do you open?")
    assert result.status == 0
    assert [line.split(":")[0] for line in result.stdout.splitlines()] == ["Cara", "You", "Cara", "You", "Cara"]
    assert "You: " not in result.stderr


def test_a_pushed_persona_is_talked_to_as_it_is_stored(project: Path, run: Run) -> None:
    assert run("push", "--yes").status == 0
    assert "stateful token" in run("talk", "cara", "--say", "Hi").stderr
    assert newest(run)["personaId"] is not None
    assert "ephemeral token" in run("talk", "cara", "--say", "Hi", "--ephemeral").stderr
    assert newest(run)["personaId"] is None


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"# nothing\n\n", "there is nothing to say"), (b"\xff\xfe", "it is not UTF-8 text"), (None, "No such file")],
)
def test_a_script_that_says_nothing_starts_no_session(project: Path, run: Run, content: bytes | None, why: str) -> None:
    script = project / "script.txt"
    if content is not None:
        script.write_bytes(content)
    result = run("talk", "cara", "--script", str(script))
    assert (result.status, result.stdout) == (2, "")
    assert why in result.stderr
    assert json.loads(run("session", "list", "--format", "json").stdout)["sessions"] == []


@pytest.mark.parametrize("arguments", [("--say", " "), ("--say", "Hi", "--script", "x")])
def test_a_call_that_makes_no_sense_is_refused(project: Path, run: Run, arguments: tuple[str, ...]) -> None:
    result = run("talk", "cara", *arguments)
    assert (result.status, result.stdout) == (2, "")


class _OtherServer(BaseHTTPRequestHandler):
    """A platform that is not an embedded engine."""

    def do_GET(self) -> None:
        self.send_response(404)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(b'{"error": "Not found"}')

    def log_message(self, format: str, *args: object) -> None:
        pass


def test_another_platform_is_refused_before_anything_is_started(
    project: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with HTTPServer(("127.0.0.1", 0), _OtherServer) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        monkeypatch.setenv("ANAM_API_URL", f"http://127.0.0.1:{server.server_port}")
        monkeypatch.setenv("ANAM_API_KEY", "a-key")
        result = run("talk", "cara", "--say", "Hi")
        server.shutdown()
        thread.join()
    assert (result.status, result.stdout) == (2, "")
    assert "embedded engine" in result.stderr
