"""The pager, on a real terminal: what goes to it, and that nothing is lost where it fails."""

import fcntl
import os
import pty
import shlex
import struct
import sys
import termios
from pathlib import Path

import pytest

from personactl.cli.terminal.pager import is_paged
from tests.child_process import PERSONACTL, child_on_terminal
from tests.conftest import Result, Run

pytestmark = pytest.mark.processes

_SHOWN = "<<shown by the pager>>"
_KEEPS = f"sh -c 'cat; echo \"{_SHOWN}\"'"


@pytest.fixture(autouse=True)
def many(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with more findings than a terminal has lines; the pager marks what it shows."""
    for name in ("LINES", "COLUMNS"):  # the library of line editors sets them where Python does not see it
        os.unsetenv(name)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("PERSONACTL_PAGER", _KEEPS)
    (project / "personas" / "bad.yaml").write_text("name: Bad\n" + "".join(f"key{n}: 1\n" for n in range(60)))
    return project


def on_terminal(
    *arguments: str, lines: int = 24, at: str = "", keys: str = "", command: tuple[str, ...] = ()
) -> Result:
    """Run a command on a terminal of `lines` lines, and press `keys` when `at` is shown."""
    controller, end = pty.openpty()
    fcntl.ioctl(end, termios.TIOCSWINSZ, struct.pack("HHHH", lines, 80, 0, 0))
    screen = ""
    with child_on_terminal(command or [*PERSONACTL, *arguments], end) as process:
        while shown := _read(controller):
            screen += shown
            if at and at in screen:
                os.write(controller, keys.encode())
                at = ""
        status = process.wait()
    os.close(controller)
    return Result(status, screen.replace("\r\n", "\n"), "")


def _read(keys: int) -> str:
    try:
        return os.read(keys, 65_536).decode(errors="replace")
    except OSError:  # how Linux reports that the other end of a pseudo-terminal is closed
        return ""


def test_a_pager_gets_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ANAM_API_KEY", "PERSONACTL_ENGINE_KEY", "ORDERS_TOKEN", "DB_PASSWORD", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "hush")
    monkeypatch.setenv("LESSKEYIN", "kept")
    monkeypatch.setenv("PERSONACTL_PAGER", f"sh -c 'cat >/dev/null; env; echo \"{_SHOWN}\"'")
    shown = on_terminal("validate").stdout
    assert _SHOWN in shown
    assert "LESSKEYIN=kept" in shown
    assert "hush" not in shown


def test_a_long_answer_goes_to_the_pager_and_keeps_colours_status_and_notes() -> None:
    done = on_terminal("validate", "personas/bad.yaml")
    answer, _, after = done.stdout.partition(_SHOWN)
    assert done.status == 1
    assert "key59" in answer
    assert "\x1b[" in answer
    assert "error" in after, "the summary follows the answer"
    assert "key" not in after


def test_a_short_answer_does_not() -> None:
    done = on_terminal("validate", "personas/bad.yaml", lines=2_000)
    assert done.status == 1
    assert "key59" in done.stdout
    assert _SHOWN not in done.stdout


@pytest.mark.parametrize("words", [("rule",), ("--help",), ("help", "push"), ("push", "-h"), ("diff", "--help"), ()])
def test_lists_and_help_go_to_the_pager(words: tuple[str, ...]) -> None:
    done = on_terminal(*words)
    assert done.status == 0
    assert done.stdout.count(_SHOWN) == 1
    assert _SHOWN not in on_terminal(*words, lines=2_000).stdout


@pytest.mark.parametrize(
    "pager", ["", "cat", "false", "no-such-pager", "'unbalanced", "sh -c 'exit 127'", "sh -c 'exec <&-; exit 3'"]
)
def test_without_a_pager_that_works_the_answer_is_printed(monkeypatch: pytest.MonkeyPatch, pager: str) -> None:
    monkeypatch.setenv("PERSONACTL_PAGER", pager)
    done = on_terminal("rule")
    assert done.status == 0
    assert "Y001" in done.stdout
    assert "Y012" in done.stdout
    assert "Traceback" not in done.stdout


def test_the_pager_may_end_early(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERSONACTL_PAGER", "head -3")
    done = on_terminal("validate", "personas/bad.yaml")
    assert done.status == 1
    assert "key59" not in done.stdout
    assert "Traceback" not in done.stdout
    assert "BrokenPipe" not in done.stdout


def test_the_choice_is_personactl_pager_then_pager_then_less(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PAGER", "sh -c 'cat >&-; echo other'")
    assert _SHOWN in on_terminal("rule").stdout
    monkeypatch.delenv("PERSONACTL_PAGER")
    assert "other" in on_terminal("rule").stdout
    monkeypatch.delenv("PAGER")
    less = tmp_path / "bin" / "less"
    less.parent.mkdir()
    less.write_text('#!/bin/sh\necho "less with $LESS"; cat >/dev/null\n')
    less.chmod(0o755)
    monkeypatch.setenv("PATH", f"{less.parent}{os.pathsep}{os.environ['PATH']}")
    assert "less with FRX" in on_terminal("rule").stdout
    monkeypatch.setenv("LESS", "S")
    assert "less with S" in on_terminal("rule").stdout


def test_less_shows_a_screen_and_leaves_with_q(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PERSONACTL_PAGER")
    done = on_terminal("rule", at="\n:", keys="q")
    assert done.status == 0
    assert "CODE" in done.stdout
    assert "Y001" not in done.stdout, "it is far below the first screen"


def test_ctrl_c_is_a_key_of_the_pager(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(
        "PERSONACTL_PAGER", "sh -c 'trap \"echo got it; exit 2\" INT; echo ready; while :; do sleep 0.1; done'"
    )
    done = on_terminal("rule", at="ready", keys="\x03")
    assert done.status == 0
    assert "got it" in done.stdout
    assert "Y001" not in done.stdout, "the user has ended the pager"


def test_an_error_is_printed_after_what_was_answered() -> None:
    done = on_terminal("rule", "no-such-rule")
    assert done.status == 4 or done.status == 2
    assert "error[" in done.stdout
    assert _SHOWN not in done.stdout


def test_documents_fixes_and_pipes_have_no_pager(run_process: Run) -> None:
    for words in (
        ("validate", "personas/bad.yaml", "--format", "json"),
        ("validate", "personas/bad.yaml", "--format=sarif"),
        ("validate", "personas/bad.yaml", "--fix"),
        ("rule", "--format", "json"),
        ("schema",),
    ):
        assert _SHOWN not in on_terminal(*words).stdout, words
    assert _SHOWN not in run_process("validate", "personas/bad.yaml").stdout
    piped = on_terminal(command=("sh", "-c", shlex.join([*PERSONACTL, "rule"]) + " | tail -1"))
    assert _SHOWN not in piped.stdout


def test_a_dumb_terminal_has_no_pager(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    done = on_terminal("validate", "personas/bad.yaml")
    assert _SHOWN not in done.stdout
    assert "\x1b[" not in done.stdout


def test_validate_at_a_terminal_does_not_load_the_parser_of_command_lines() -> None:
    code = (
        "import sys; from personactl.cli.main import main; main(['validate', 'personas/bad.yaml']);"
        "print('loaded:', 'typer' in sys.modules)"
    )
    assert "loaded: False" in on_terminal(command=(sys.executable, "-c", code)).stdout


def test_the_folder_may_stand_between_a_group_and_its_command() -> None:
    assert is_paged(["session", "-C", "agents", "list"])
    assert not is_paged(["session", "-C", "agents", "tail"])
    assert not is_paged(["session", "list", "--format", "json"])
