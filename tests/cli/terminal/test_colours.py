"""Colours: on terminals, with FORCE_COLOR also in pipes, never with NO_COLOR, and never in documents and files."""

import os
import pty
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.child_process import PERSONACTL, child_on_terminal
from tests.conftest import Run

pytestmark = pytest.mark.processes

ANSWERS = (
    ("validate", "personas/bad.yaml"),  # lines of findings, and an error's status
    ("diff", "cara"),  # lines of a plan
    ("rule",),  # a table
    ("push", "no-such-persona"),  # an error
)
DOCUMENTS = (
    ("validate", "personas/bad.yaml", "--format", "json"),
    ("validate", "personas/bad.yaml", "--format", "sarif"),
    ("validate", "personas/bad.yaml", "--format", "github"),
    ("diff", "personas/cara.yaml", "--format", "json"),
    ("diff", "personas/cara.yaml", "--format", "markdown"),
    ("rule", "--format", "json"),
    ("schema",),
    ("completion", "bash"),
    ("version",),
)
FORCED = ({"FORCE_COLOR": "1"}, {"FORCE_COLOR": "true"}, {"FORCE_COLOR": "3", "TERM": "xterm"})
PLAIN: tuple[Mapping[str, str], ...] = (
    {},
    {"FORCE_COLOR": "0"},
    {"FORCE_COLOR": ""},
    {"FORCE_COLOR": "1", "NO_COLOR": "1"},
    {"NO_COLOR": "1"},
)


@pytest.fixture(autouse=True)
def bad(project: Path) -> None:
    (project / "personas" / "bad.yaml").write_text("name: Bad\nkey: 1\n")


def on_terminal(*arguments: str, command: Sequence[str] = ()) -> str:
    keys, end = pty.openpty()
    screen = ""
    with child_on_terminal(command or [*PERSONACTL, *arguments], end) as process:
        while shown := _read(keys):
            screen += shown
        process.wait()
    os.close(keys)
    return screen


def _read(keys: int) -> str:
    try:
        return os.read(keys, 65_536).decode(errors="replace")
    except OSError:  # how Linux reports that the other end of a pseudo-terminal is closed
        return ""


@pytest.mark.slow
@pytest.mark.parametrize("words", ANSWERS)
def test_a_pipe_has_colours_only_where_they_are_forced(run_process: Run, words: tuple[str, ...]) -> None:
    for env in PLAIN:
        done = run_process(*words, env=env)
        assert "\x1b" not in done.stdout + done.stderr, env
    plain = run_process(*words)
    for env in FORCED:
        done = run_process(*words, env=env)
        assert "\x1b[" in done.stdout + done.stderr, env
        assert done.status == plain.status
    assert run_process(*words, env={"TERM": "dumb"}).stdout == plain.stdout


@pytest.mark.slow
@pytest.mark.parametrize("words", DOCUMENTS)
def test_documents_have_no_colours(run_process: Run, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b" not in run_process(*words, env={"FORCE_COLOR": "1", "TERM": "xterm-256color"}).stdout
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("FORCE_COLOR", "1")
    # a spinner on stderr may be in colour
    assert "\x1b" not in on_terminal(command=["sh", "-c", f"{shlex.join([*PERSONACTL, *words])} 2>/dev/null"])


@pytest.mark.slow
@pytest.mark.parametrize("words", ANSWERS)
def test_a_terminal_has_colours_unless_they_are_unwanted(
    words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    assert "\x1b[" in on_terminal(*words)
    monkeypatch.setenv("TERM", "dumb")
    assert "\x1b" not in on_terminal(*words)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("NO_COLOR", "1")
    screen = on_terminal(*words)
    assert not any(f"\x1b[{colour}" in screen for colour in ("3", "1;3", "9"))


def test_a_file_has_no_colours(run_process: Run, project: Path) -> None:
    done = run_process("validate", "personas/bad.yaml", "--output", "out.txt", env={"FORCE_COLOR": "1"})
    assert done.status == 1
    assert "\x1b" not in (project / "out.txt").read_text()


def test_help_is_the_same_text_everywhere(run_process: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = run_process("--help").stdout
    assert run_process("--help", env={"FORCE_COLOR": "1", "TERM": "xterm-256color"}).stdout == plain
    monkeypatch.setenv("TERM", "xterm-256color")
    assert on_terminal("--help").replace("\r\n", "\n") == plain
