"""`diff` and `push` at a terminal of 80 columns: what they show, and what they do if the user declines."""

import fcntl
import os
import pty
import re
import struct
import termios
from pathlib import Path

import pytest

from tests.child_process import PERSONACTL, child_on_terminal
from tests.cli.web_app import WebApp
from tests.conftest import Result
from tests.example_project import PERSONAS, RESOURCES

pytestmark = pytest.mark.processes

_CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def _on_a_terminal(*arguments: str, answer: str = "") -> Result:
    """Run a command on its own terminal, and type `answer` when it asks.

    `stdout` is everything that was shown, without colours.
    """
    keys, end = pty.openpty()
    fcntl.ioctl(end, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 80, 0, 0))
    screen = ""
    with child_on_terminal([*PERSONACTL, *arguments], end) as process:
        while shown := _read(keys):
            screen += shown
            if answer and "[y/N] " in screen:
                os.write(keys, f"{answer}\n".encode())
                answer = ""
        status = process.wait()
    os.close(keys)
    shown = _CONTROL.sub("", screen).replace("\r\n", "\n").replace("\r", "\n")  # a redrawn line counts as another line
    return Result(status, shown, screen)


def _read(keys: int) -> str:
    try:
        return os.read(keys, 65_536).decode(errors="replace")
    except OSError:  # how Linux reports that the other end of a pseudo-terminal is closed
        return ""


@pytest.fixture
def app(home: Path, monkeypatch: pytest.MonkeyPatch) -> WebApp:
    monkeypatch.setenv("TERM", "xterm-256color")
    return WebApp(home)


def test_a_push_shows_asks_counts_and_tells(project: Path, app: WebApp) -> None:
    done = _on_a_terminal("push", "--only", "receptionist", answer="y")
    count = len(RESOURCES) - len(PERSONAS) + 1  # the receptionist uses all other resources
    assert done.status == 0
    assert f"local: {count} to create. Push? [y/N] y" in done.stdout
    assert f"{count}/{count} {count} created" in done.stdout
    assert done.stdout.endswith(f"push: {count} created\n")
    assert "\x1b[?25h" in done.stderr.rpartition("\x1b[?25l")[2]  # the cursor is visible again
    assert app.names() == ["Julia"]


def test_no_means_that_nothing_is_sent(project: Path, app: WebApp) -> None:
    done = _on_a_terminal("push", "--only", "cara", answer="n")
    assert (done.status, app.names()) == (1, [])
    assert done.stdout.endswith("nothing was sent\n")


def test_a_diff_fits_and_is_coloured(project: Path, app: WebApp) -> None:
    assert _on_a_terminal("push", "--yes", "--only", "cara").status == 0
    path = project / "personas" / "cara.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("closed on Sundays", "open on Sundays"), encoding="utf-8")
    shown = _on_a_terminal("diff", "--only", "cara")
    assert all(len(line) <= 80 for line in shown.stdout.splitlines() if "target:" not in line)
    assert "[-closed-]{+open+}" in shown.stdout
    assert re.search(r"\x1b\[[0-9;]*32m\{\+open\+\}", shown.stderr)
