"""`talk` on a terminal that can move its cursor: editing, history, breaks between words, what is typed ahead."""

import fcntl
import json
import os
import pty
import re
import signal
import struct
import termios
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.child_process import PERSONACTL, child_on_terminal
from tests.cli.session.test_talk_keyboard import CTRL_C, CTRL_D, Terminal, last_session
from tests.conftest import Run
from tests.engine.chat_server import Answer, Exchange, chat_server, delta, says, stalls_after

pytestmark = pytest.mark.processes

READY = "\x1b[?2004h"
"""What a prompt begins with: the terminal marks pasted text from here on."""
UP, HOME = b"\x1b[A", b"\x01"
LONG = "We open at nine every morning, and close when the last guest has found the way home through the harbour."


@contextmanager
def terminal(*arguments: str, columns: int = 80, term: str = "xterm-256color") -> Iterator[Terminal]:
    keys, end = pty.openpty()
    fcntl.ioctl(end, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    command = ["env", "-u", "COLUMNS", f"TERM={term}", *PERSONACTL, *arguments]
    try:
        with child_on_terminal(command, end) as process:
            yield Terminal(process, keys)
    finally:
        os.close(keys)


@contextmanager
def llm(monkeypatch: pytest.MonkeyPatch, *answers: Answer) -> Iterator[None]:
    with chat_server(answers) as model:
        monkeypatch.setenv("PERSONACTL_LLM_URL", model.url)
        monkeypatch.setenv("PERSONACTL_LLM_MODEL", "a-model")
        yield


def plain(screen: Terminal) -> str:
    """What was shown, without control sequences and carriage returns."""
    return re.sub(r"\x1b(\[[0-9;?]*[a-zA-Z]|[=>])|\r", "", screen.screen)


def messages(run_process: Run) -> list[tuple[str, str]]:
    transcript = json.loads(run_process("session", "transcript", "--format", "json").stdout)
    return [(one["role"], one["text"]) for one in transcript["messages"]]


@pytest.mark.slow
def test_a_line_is_edited_and_comes_back_with_the_arrow_key_also_in_the_next_talk(
    project: Path, home: Path, run_process: Run
) -> None:
    with terminal("talk", "cara") as screen:
        screen.wait_for(READY)
        screen.press(b"hen do you open?" + HOME + b"W\r")
        screen.wait_for(READY, 2)
        screen.press(CTRL_D)
        assert screen.end() == 0
    assert messages(run_process)[1] == ("user", "When do you open?")
    stored = home / "personactl" / "state" / "talk-lines.jsonl"
    assert stored.stat().st_mode & 0o777 == 0o600
    assert stored.read_text() == '"When do you open?"\n'
    with terminal("talk", "cara") as screen:
        screen.wait_for(READY)
        screen.press(UP)
        screen.wait_for("When do you open?")
        screen.press(b"\r")
        screen.wait_for(READY, 2)
        screen.press(CTRL_D)
        assert screen.end() == 0
    assert messages(run_process)[1] == ("user", "When do you open?")


@pytest.mark.slow
@pytest.mark.parametrize(
    "line", [" not for the history", "the key is sk-proj-abT3kQ9vXz81LmNp44RtYuIoP02WsEdCfVgBhNjM"]
)
def test_secrets_and_lines_after_a_space_are_not_stored(
    line: str, project: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with llm(monkeypatch, says("Fine.")), terminal("talk", "cara") as screen:
        screen.wait_for(READY)
        screen.press(line.encode() + b"\r")
        screen.wait_for("Fine.")
        screen.press(CTRL_D)
        assert screen.end() == 0
    assert not (home / "personactl" / "state" / "talk-lines.jsonl").exists()


@pytest.mark.slow
def test_an_answer_breaks_between_words(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pieces = [LONG[at : at + 3] for at in range(0, len(LONG), 3)]
    with llm(monkeypatch, says(*pieces)), terminal("talk", "cara", columns=40) as screen:
        screen.wait_for(READY)
        screen.press(b"When?\r")
        screen.wait_for("harbour.")
        screen.press(CTRL_D)
        assert screen.end() == 0
    shown = plain(screen)
    answer = shown[shown.rindex("Cara: ") :].partition("harbour.")[0] + "harbour."
    lines = answer.split("\n")
    assert " ".join(line.strip() for line in lines) == f"Cara: {LONG}"
    assert max(map(len, lines)) <= 40
    assert len(lines) > 2


class _Held:
    """An answer of which the end waits until the test lets it go."""

    def __init__(self) -> None:
        self.released = threading.Event()

    def answer(self, exchange: Exchange) -> None:
        exchange.head()
        exchange.piece(delta("It is "))
        self.released.wait()
        for piece in ("half ", "past nine."):
            exchange.piece(delta(piece))
        exchange.piece("data: [DONE]\n\n")
        exchange.end()


@pytest.mark.slow
def test_what_is_typed_while_the_persona_speaks_waits_for_the_next_prompt(
    project: Path, run_process: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = _Held()
    with llm(monkeypatch, held.answer, says("Goodbye.")), terminal("talk", "cara") as screen:
        screen.wait_for(READY)
        screen.press(b"What time is it?\r")
        screen.wait_for("Cara: It is")
        screen.press(b"Thank you, bye")
        held.released.set()
        screen.wait_for("half past nine.")
        screen.wait_for("Thank you, bye")
        screen.press(b"!\r")
        screen.wait_for("Goodbye.")
        screen.press(CTRL_D)
        assert screen.end() == 0
    assert "It is half past nine.\n" in plain(screen)
    assert messages(run_process)[3] == ("user", "Thank you, bye!")


@pytest.mark.slow
def test_a_sign_shows_that_the_persona_has_not_begun(
    project: Path, run_process: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with llm(monkeypatch, stalls_after()), terminal("talk", "cara") as screen:
        screen.wait_for(READY)
        screen.press(b"Hello\r")
        screen.wait_for("Cara is about to speak", plain(screen).count("Cara is about to speak") + 2)
        screen.press(CTRL_C)
        screen.wait_for(READY, 2)
        screen.press(CTRL_D)
        assert screen.end() == 0
    assert "\x1b[?25h" in screen.screen[screen.screen.rindex("\x1b[?25l") :], "the cursor is shown again"


@pytest.mark.processes
@pytest.mark.parametrize("term", ["xterm-256color", "dumb"])
def test_ctrl_c_at_the_prompt_ends_the_session_with_its_note(term: str, project: Path, run_process: Run) -> None:
    with terminal("talk", "cara", term=term) as screen:
        screen.wait_for("You:")
        screen.press(b"half a line" + CTRL_C)
        assert screen.end() == 130
    *_, last, rest = plain(screen).split("\n")
    assert last.startswith("the session has ended; 'personactl session transcript ")
    assert rest == "", "the shell's prompt gets a line of its own"
    assert last_session(run_process)["exitStatus"] == "NORMAL_EXIT"


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_session_also_while_the_persona_speaks(
    number: signal.Signals, project: Path, run_process: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with llm(monkeypatch, stalls_after(delta("Well, "))), terminal("talk", "cara") as screen:
        screen.wait_for(READY)
        screen.press(b"Hello\r")
        screen.wait_for("Cara: Well,")
        screen.process.send_signal(number)
        assert screen.end() == -number
    assert "the session has ended" in screen.screen
    assert last_session(run_process)["exitStatus"] == "NORMAL_EXIT"


@pytest.mark.processes
def test_the_terminal_is_left_as_it_was(project: Path) -> None:
    keys, end = pty.openpty()
    before = termios.tcgetattr(end)
    kept = os.dup(end)
    with child_on_terminal(["env", "TERM=xterm", *PERSONACTL, "talk", "cara"], end) as process:
        screen = Terminal(process, keys)
        screen.wait_for(READY)
        screen.press(CTRL_D)
        assert process.wait() == 0
    assert termios.tcgetattr(kept) == before
    os.close(kept)
    os.close(keys)
