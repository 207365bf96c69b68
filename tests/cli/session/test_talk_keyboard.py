"""`talk` at a pseudo-terminal, with keys pressed."""

import json
import os
import pty
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.child_process import PERSONACTL, child_on_terminal, child_process
from tests.conftest import EngineServer, Run
from tests.engine.chat_server import chat_server, delta, stalls_after

CTRL_C, CTRL_D = b"\x03", b"\x04"


class Terminal:
    """A program on its own terminal; `screen` is everything that it has shown."""

    def __init__(self, process: "subprocess.Popen[str]", keys: int) -> None:
        self.process = process
        self.screen = ""
        self._keys = keys

    def press(self, keys: bytes) -> None:
        os.write(self._keys, keys)

    def wait_for(self, text: str, times: int = 1) -> None:
        while self.screen.count(text) < times:
            shown = self._read()
            assert shown, f"it ended without {text!r}: {self.screen}"
            self.screen += shown

    def end(self) -> int:
        while shown := self._read():
            self.screen += shown
        return self.process.wait()

    def _read(self) -> str:
        try:
            return os.read(self._keys, 65_536).decode(errors="replace")
        except OSError:  # how Linux reports that the other end of a pseudo-terminal is closed
            return ""


@contextmanager
def terminal(*arguments: str) -> Iterator[Terminal]:
    keys, end = pty.openpty()
    try:
        with child_on_terminal([*PERSONACTL, *arguments], end) as process:
            yield Terminal(process, keys)
    finally:
        os.close(keys)


def last_session(run_process: Run) -> dict[str, object]:
    listed = json.loads(run_process("session", "list", "--format", "json").stdout)["sessions"]
    session: dict[str, object] = listed[0]
    return session


@pytest.mark.slow
def test_typed_lines_are_answered_and_ctrl_d_ends_the_session(project: Path, run_process: Run) -> None:
    with terminal("talk", "cara") as screen:
        screen.wait_for("You: ")
        screen.press("Wer bist du? ä星\n".encode())
        screen.wait_for("You: ", 2)
        screen.press(CTRL_D)
        assert screen.end() == 0
    assert screen.screen.count("Cara: ") == 2
    assert "Traceback" not in screen.screen
    session = last_session(run_process)
    assert session["exitStatus"] == "NORMAL_EXIT"
    transcript = json.loads(run_process("session", "transcript", "--format", "json").stdout)
    assert transcript["messages"][1]["text"] == "Wer bist du? ä星"


def test_ctrl_c_at_the_prompt_ends_the_session_and_exits_130(project: Path, run_process: Run) -> None:
    with terminal("talk", "cara") as screen:
        screen.wait_for("You: ")
        screen.press(CTRL_C)
        assert screen.end() == 130
    assert "Traceback" not in screen.screen
    assert last_session(run_process)["exitStatus"] == "NORMAL_EXIT"


@pytest.mark.slow
def test_ctrl_c_while_the_persona_speaks_cuts_it_short_and_the_talk_goes_on(
    project: Path, run_process: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with chat_server([stalls_after(delta("Well, "))]) as model:
        monkeypatch.setenv("PERSONACTL_LLM_URL", model.url)
        monkeypatch.setenv("PERSONACTL_LLM_MODEL", "a-model")
        with terminal("talk", "cara") as screen:
            screen.wait_for("You: ")
            screen.press(b"Tell me everything\n")
            screen.wait_for("Cara: Well, ")
            screen.press(CTRL_C)
            screen.wait_for("[interrupted]")
            screen.wait_for("You: ", 2)
            screen.press(CTRL_D)
            assert screen.end() == 0
    transcript = json.loads(run_process("session", "transcript", "--format", "json").stdout)
    said = transcript["messages"][-1]
    assert (said["text"].strip(), said["wasInterrupted"]) == ("Well,", True)
    assert last_session(run_process)["exitStatus"] == "NORMAL_EXIT"


def test_a_scripted_talk_that_is_interrupted_ends_its_session(
    project: Path, served: EngineServer, run_process: Run
) -> None:
    pipe = subprocess.PIPE
    with child_process([*PERSONACTL, "talk", "cara"], stdin=pipe, stdout=pipe, stderr=pipe) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("Cara: ")
        process.send_signal(signal.SIGINT)
        _, complaints = process.communicate()
    assert process.returncode == 130
    assert "Traceback" not in complaints
    assert last_session(run_process)["exitStatus"] == "NORMAL_EXIT"


@pytest.mark.processes
def test_json_of_a_typed_conversation_is_refused_before_it_starts(project: Path) -> None:
    with terminal("talk", "cara", "--format", "json") as screen:
        assert screen.end() == 2
    assert "cannot be printed as JSON" in screen.screen
