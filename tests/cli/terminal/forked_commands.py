"""Runs command lines in forked processes whose standard streams are closed, full or captured.

`python -m tests.cli.terminal.forked_commands` reads a JSON list of cases on stdin and prints the list of their results.
A fork has all modules loaded, so a case takes a fraction of what a new process does.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import BinaryIO, Literal, TypeAlias

Stream: TypeAlias = Literal["open", "closed", "full"]


@dataclass(frozen=True, slots=True)
class Case:
    """A command line and its streams. An open stdin is empty."""

    arguments: tuple[str, ...]
    stdin: Stream = "open"
    stdout: Stream = "open"
    stderr: Stream = "open"


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of a case; a stream that was not open is empty."""

    status: int
    stdout: str
    stderr: str


def ended(cases: Sequence[Case]) -> list[Ended]:
    """Run cases in the current folder, one after the other."""
    done = subprocess.run(
        [sys.executable, "-m", __name__],
        input=json.dumps([asdict(case) for case in cases]),
        capture_output=True,
        text=True,
        check=True,
    )
    return [Ended(*result) for result in json.loads(done.stdout)]


def _run(case: Case) -> Ended:
    with tempfile.TemporaryFile() as stdout, tempfile.TemporaryFile() as stderr:
        child = os.fork()
        if child == 0:
            _become(case, stdout, stderr)
        _, status = os.waitpid(child, 0)
        return Ended(os.waitstatus_to_exitcode(status), _text(stdout), _text(stderr))


def _become(case: Case, stdout: BinaryIO, stderr: BinaryIO) -> None:
    """Run the case as a new process would, and end this one."""
    import signal

    signal.alarm(100)
    null = os.open(os.devnull, os.O_RDONLY)
    for number, stream, file in (
        (0, case.stdin, null),
        (1, case.stdout, stdout.fileno()),
        (2, case.stderr, stderr.fileno()),
    ):
        if stream == "closed":
            os.close(number)
        else:
            os.dup2(file if stream == "open" else os.open("/dev/full", os.O_WRONLY), number)
    os.closerange(3, 100)
    names = ("stdin", "stdout", "stderr")
    for number, name in enumerate(names):  # as the interpreter does when it starts
        is_closed = getattr(case, name) == "closed"
        setattr(sys, name, None if is_closed else open(number, "w" if number else "r", closefd=False))  # noqa: SIM115
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


def _text(file: BinaryIO) -> str:
    file.seek(0)
    return file.read().decode()


def main() -> None:
    import personactl.cli.command_tree
    import personactl.cli.main  # noqa: F401 - loaded once, before the forks

    cases = [Case(**{**case, "arguments": tuple(case["arguments"])}) for case in json.load(sys.stdin)]
    results = [_run(case) for case in cases]
    sys.stdout.write(json.dumps([[result.status, result.stdout, result.stderr] for result in results]))


if __name__ == "__main__":
    main()
