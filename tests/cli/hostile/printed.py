"""Runs command lines in forked processes, in a pipe or on a pseudo-terminal, and returns what they print.

`python -m tests.cli.hostile.printed` reads a JSON list of cases on stdin and prints the list of their results.
"""

import json
import os
import pty
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Case:
    """A command line, and whether all of its streams are a terminal."""

    arguments: tuple[str, ...]
    terminal: bool = False


@dataclass(frozen=True, slots=True)
class Printed:
    """What a case printed, as bytes in Latin-1; on a terminal all of it is stdout."""

    status: int
    stdout: str
    stderr: str

    @property
    def texts(self) -> tuple[str, str]:
        return self.stdout.encode("latin-1").decode(), self.stderr.encode("latin-1").decode()


def printed(cases: Sequence[Case]) -> list[Printed]:
    """Run cases in the current folder, one after the other."""
    done = subprocess.run(
        [sys.executable, "-m", __name__],
        input=json.dumps([asdict(case) for case in cases]),
        capture_output=True,
        text=True,
        check=True,
    )
    return [Printed(*result) for result in json.loads(done.stdout)]


def _in_pipe(case: Case) -> Printed:
    with tempfile.TemporaryFile() as stdout, tempfile.TemporaryFile() as stderr:
        child = os.fork()
        if child == 0:
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(stdout.fileno(), 1)
            os.dup2(stderr.fileno(), 2)
            _become(case)
        _, status = os.waitpid(child, 0)
        stdout.seek(0)
        stderr.seek(0)
        outputs = stdout.read().decode("latin-1"), stderr.read().decode("latin-1")
        return Printed(os.waitstatus_to_exitcode(status), *outputs)


def _on_terminal(case: Case) -> Printed:
    child, controller = pty.fork()
    if child == 0:
        _become(case)
    shown = b""
    try:
        while data := os.read(controller, 65_536):
            shown += data
    except OSError:  # how Linux reports that the other end of a pseudo-terminal is closed
        pass
    os.close(controller)
    _, status = os.waitpid(child, 0)
    return Printed(os.waitstatus_to_exitcode(status), shown.replace(b"\r\n", b"\n").decode("latin-1"), "")


def _become(case: Case) -> None:
    """Run the case as a new process would, and end this one."""
    import signal

    signal.alarm(200)
    for number, name in enumerate(("stdin", "stdout", "stderr")):  # as the interpreter does when it starts
        setattr(sys, name, open(number, "w" if number else "r", encoding="utf-8", closefd=False))  # noqa: SIM115
    status = 1
    try:
        from personactl.cli.main import entry_point

        sys.argv = ["personactl", *case.arguments]
        entry_point()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
        sys.stdout.flush()
    except BaseException:  # noqa: BLE001 - the test shows it
        import traceback

        os.write(2, traceback.format_exc().encode())
    finally:
        os._exit(status)


def main() -> None:
    import personactl.cli.command_tree
    import personactl.cli.main  # noqa: F401 - loaded once, before the forks

    cases = [Case(tuple(case["arguments"]), case["terminal"]) for case in json.load(sys.stdin)]
    results = [_on_terminal(case) if case.terminal else _in_pipe(case) for case in cases]
    sys.stdout.write(json.dumps([[result.status, result.stdout, result.stderr] for result in results]))


if __name__ == "__main__":
    main()
