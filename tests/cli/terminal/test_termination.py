"""What a shell sees of Ctrl-C and of signals: the status, the line for its prompt, and an order left behind."""

import fcntl
import os
import pty
import signal
import struct
import subprocess
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.child_process import PERSONACTL, child_on_terminal, child_process
from tests.cli.session.test_talk_keyboard import CTRL_C, CTRL_D, Terminal
from tests.conftest import Run
from tests.minimal_persona import write_persona

pytestmark = pytest.mark.processes


@contextmanager
def terminal(*arguments: str, columns: int = 80) -> Iterator[Terminal]:
    keys, end = pty.openpty()
    fcntl.ioctl(end, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    command = ["env", "-u", "COLUMNS", "TERM=xterm-256color", *PERSONACTL, *arguments]
    try:
        with child_on_terminal(command, end) as process:
            yield Terminal(process, keys)
    finally:
        os.close(keys)


@pytest.mark.parametrize(("keys", "status"), [(CTRL_C, 130), (CTRL_D, 2), (b"n\r", 2)])
def test_a_question_that_is_not_answered_with_yes_leaves_the_prompt_its_line(
    keys: bytes, status: int, project: Path
) -> None:
    with terminal("push") as screen:
        screen.wait_for("[y/N]")
        screen.press(keys)
        ended = screen.end()
    assert ended == status or (keys != CTRL_C and ended in {0, 1, 2})
    assert screen.screen.endswith("\n")
    assert "Traceback" not in screen.screen


def test_ctrl_c_while_a_key_is_asked_for_leaves_the_prompt_its_line(project: Path) -> None:
    with terminal("auth", "login", "--insecure-storage", "--api-url", "http://127.0.0.1:9") as screen:
        screen.wait_for("API key for")
        screen.press(CTRL_C)
        assert screen.end() == 130
    assert screen.screen.endswith("\n")


def test_ctrl_c_in_a_tail_that_follows_leaves_the_prompt_its_line(project: Path) -> None:
    with terminal("session", "tail", "-f") as screen:
        screen.wait_for("press Ctrl-C to stop")
        screen.press(CTRL_C)
        assert screen.end() == 0
    assert screen.screen.endswith("\n")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("arguments", [("session", "tail", "-f"), ("talk", "cara")])
def test_a_signal_is_what_the_process_dies_of(
    number: signal.Signals, arguments: tuple[str, ...], project: Path
) -> None:
    pipe = subprocess.PIPE
    with child_process([*PERSONACTL, *arguments], stdin=pipe, stdout=pipe, stderr=pipe) as process:
        assert process.stderr is not None
        expected = "press Ctrl-C" if arguments[0] == "session" else "token"
        while expected not in process.stderr.readline():
            pass
        process.send_signal(number)
        _, rest = process.communicate()
    assert process.returncode == -number
    assert "Traceback" not in rest


def test_a_signal_that_is_ignored_stays_ignored(project: Path) -> None:
    """`nohup` starts a program with SIGHUP ignored."""
    script = (
        "import os, signal, sys; signal.signal(signal.SIGHUP, signal.SIG_IGN); os.execvp(sys.argv[1], sys.argv[1:])"
    )
    command = [PERSONACTL[0], "-c", script, *PERSONACTL, "talk", "cara"]
    pipe = subprocess.PIPE
    with child_process(command, stdin=pipe, stdout=pipe, stderr=pipe) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("Cara: ")
        process.send_signal(signal.SIGHUP)
        answered, _ = process.communicate("Hello\n")
    assert process.returncode == 0
    assert answered.startswith("You: Hello\nCara: ")


@pytest.mark.parametrize("columns", [0, 1, 5])
@pytest.mark.parametrize("arguments", [("validate", "wrong.yaml"), ("rule", "P4"), ("status",), ("auth", "list")])
def test_a_terminal_without_a_width_shows_the_answer(
    arguments: tuple[str, ...], columns: int, project: Path, run: Run
) -> None:
    (project / "wrong.yaml").write_text("name: Wrong\n")
    with terminal(*arguments, columns=columns) as screen:
        assert screen.end() in {0, 1}
    shown = "".join(screen.screen.split())
    expected = {"validate": "avatarId", "rule": "P401", "status": "cara", "auth": "local"}
    assert expected[arguments[0]] in shown
    assert "Traceback" not in shown


def test_thousands_of_lines_on_a_terminal_are_those_of_a_pipe(project: Path, run: Run) -> None:
    for number in range(300):
        write_persona(project, f"p{number}", "One")
        with (project / "personas" / f"p{number}.yaml").open("a") as file:
            file.writelines(f"avatarID{index}: x\n" for index in range(5))
    with terminal("validate", "--format", "concise", columns=200) as screen:
        assert screen.end() == 1
    found = run("validate", "--format", "concise").stdout.splitlines()
    shown = screen.screen.replace("\r", "").split("\n")
    plain = [line for line in map(_without_colours, shown) if ": error: " in line]
    assert len(found) >= 1_500
    assert plain == [line for line in found if ": error: " in line]


def _without_colours(line: str) -> str:
    import re

    return re.sub(r"\x1b\[[0-9;]*m", "", line)
