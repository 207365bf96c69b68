"""Child processes of tests; each one ends with its test at the latest."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TypeAlias

PERSONACTL = (sys.executable, "-m", "personactl")
END_S = 10.0
"""How long a process may take to end on request before it is killed."""

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)

Stream: TypeAlias = int | IO[str] | None

# Becomes a command whose streams and controlling terminal are the terminal of the given descriptor.
_ON_TERMINAL = "import os, sys; os.login_tty(int(sys.argv[1])); os.execvp(sys.argv[2], sys.argv[2:])"


@contextmanager
def child_process(
    command: Sequence[str | Path],
    *,
    stdin: Stream = None,
    stdout: Stream = None,
    stderr: Stream = None,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    pass_fds: Sequence[int] = (),
) -> Iterator["subprocess.Popen[str]"]:
    """Run `command` in its own session, and end its whole process group at the end of the block, also after an error.

    Signals have their default effects in it, also if this process ignores SIGINT or SIGHUP (`nohup make test &`).
    """
    with signals_by_default():
        process = subprocess.Popen(
            command,
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            cwd=cwd,
            env=env,
            pass_fds=pass_fds,
            text=True,
            start_new_session=True,
        )
    with process:
        try:
            yield process
        finally:
            _end(process)


@contextmanager
def child_on_terminal(command: Sequence[str | Path], terminal: int) -> Iterator["subprocess.Popen[str]"]:
    """Run `command` as `child_process` does, with `terminal` as its three streams and its controlling terminal.

    `terminal` is the descriptor of the program's end of a pseudo-terminal. It is closed here.
    """
    with child_process([sys.executable, "-c", _ON_TERMINAL, str(terminal), *command], pass_fds=[terminal]) as process:
        os.close(terminal)
        yield process


@contextmanager
def signals_by_default() -> Iterator[None]:
    """Ctrl-C raises `KeyboardInterrupt` in this process, and signals that end a program end those started meanwhile.

    An ignored signal is what a program inherits from the one that starts it.
    """
    before = {number: signal.getsignal(number) for number in _ENDING}
    for number in _ENDING:
        signal.signal(number, signal.default_int_handler if number is signal.SIGINT else signal.SIG_DFL)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(process: "subprocess.Popen[str]") -> None:
    """End the process and its group, unless it was waited for already: its number may have been reused."""
    if process.returncode is not None:
        return
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(END_S)
    with suppress(ProcessLookupError, PermissionError):  # macOS refuses if only dead processes are left
        os.killpg(process.pid, signal.SIGKILL)
