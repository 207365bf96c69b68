"""Real shells on a terminal, in which lines are typed and completed, and what commands they then start."""

import os
import pty
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from tests.child_process import child_on_terminal

TAB, ENTER, BACK = "\t", "\r", "\x02"

# Answers as personactl does while a shell completes, and writes down the words of every other command line.
_PROGRAM: Final = """#!/bin/sh
case $1 in __complete|completion) exec "$REAL_PYTHON" -m personactl "$@";; esac
printf '%s\\0' "$@" > "$RECORD"
echo "recorded"": $#."
"""
_START: Final = {
    "bash": (
        ["bash", "--norc", "--noprofile", "-i"],
        "bind 'set enable-bracketed-paste off'; PS1='% '; eval \"$(personactl completion bash)\"",
    ),
    "zsh": (
        ["zsh", "-f", "-i"],
        "PS1='%% '; autoload -Uz compinit; compinit -D -u; eval \"$(personactl completion zsh)\"",
    ),
    "fish": (["fish", "--no-config", "-i"], "personactl completion fish | source"),
}
SHELLS: Final = tuple(_START)


class Shell:
    """A shell on its own terminal; `screen` is everything that it has shown since the last line."""

    def __init__(self, keys: int, record: Path) -> None:
        self.screen = ""
        self._keys = keys
        self._record = record

    def type(self, keys: str) -> None:
        os.write(self._keys, keys.encode())

    def words(self, keys: str) -> list[str]:
        """Type `keys`, which end with a whole command line, and return the words that the program gets."""
        self.screen = ""
        self._record.unlink(missing_ok=True)
        self.type(keys + ENTER)
        self.wait_for("recorded: ")
        return self._record.read_text(encoding="utf-8").split("\0")[:-1]

    def wait_for(self, text: str) -> None:
        while text not in self.screen:
            try:
                shown = os.read(self._keys, 65_536)
            except OSError:  # how Linux reports that the other end of a pseudo-terminal is closed
                shown = b""
            assert shown, f"the shell ended without {text!r}: {self.screen}"
            self.screen += shown.decode(errors="replace")


@contextmanager
def shell(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shell]:
    """Start a shell that completes `personactl`; skip the test if the shell is not installed.

    folder: takes the program's stand-in.
    """
    command, start = _START[name]
    if shutil.which(command[0]) is None:
        pytest.skip(f"{name} is not installed")
    bin_folder = folder / "bin"
    bin_folder.mkdir()
    program = bin_folder / "personactl"
    program.write_text(_PROGRAM)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{bin_folder}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("REAL_PYTHON", sys.executable)
    monkeypatch.setenv("RECORD", str(folder / "record"))
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    keys, end = pty.openpty()
    with child_on_terminal(command, end):
        try:
            started = Shell(keys, folder / "record")
            started.type(f"{start}{ENTER}")
            started.type(f"personactl is ready{ENTER}")
            started.wait_for("recorded: 2")
            yield started
        finally:
            os.close(keys)  # a shell at a prompt ends with its terminal, and not with SIGTERM
