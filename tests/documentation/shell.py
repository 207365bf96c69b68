"""Run the commands of a document in one shell, on a machine of its own.

The shell starts in an empty folder, with an empty home and no key in the environment. Four things differ from the
machine of a reader:

- `pipx install` checks that what it would install is there, and installs nothing.
- `make` checks that the Makefile has the target, and does not make it.
- The keyring is a file in the home folder.
- `$CLONE` is this repository; only hidden commands use it.

In the output the home folder reads `/home/you`.
"""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT
from tests.documentation.pages import Command

_LONGEST_S = 300
_MARK = "\036"

_FUNCTIONS = """
pipx() {
  test "$1" = install || return 1
  python - "${2#.}" <<'END'
import os, sys, tomllib, pathlib
project = tomllib.loads(pathlib.Path(os.environ["CLONE"], "pyproject.toml").read_text())["project"]
extras = [name for name in sys.argv[1].strip("[]").split(",") if name]
sys.exit(not set(extras) <= set(project["optional-dependencies"]))
END
}
make() { command make -n -C "$CLONE" "$@" >/dev/null; }
"""


@dataclass(frozen=True, slots=True)
class Ran:
    """The result of a command: its exit status and both streams."""

    status: int
    output: list[str]


def run_all(commands: Sequence[Command], folder: Path) -> list[Ran]:
    """Run `commands` one after the other below `folder`, which is made. Ends all processes that they started."""
    home, work, programs = (folder / name for name in ("home", "work", "bin"))
    for made in (home, work, programs):
        made.mkdir(parents=True)
    for name, call in (("personactl", f'"{sys.executable}" -m personactl'), ("python", f'"{sys.executable}"')):
        (programs / name).write_text(f'#!/bin/sh\nexec {call} "$@"\n')
        (programs / name).chmod(0o755)
    script = _FUNCTIONS + "".join(
        f"{{ :\n{command.text}\n}} 2>&1\nprintf '\\n{_MARK}%d{_MARK}' $?\n" for command in commands
    )
    printed = _bash(script, work, _environment(home, programs))
    parts = printed.replace(str(home), "/home/you").replace(str(work), "/home/you").split(_MARK)
    assert len(parts) == 2 * len(commands) + 1, f"the shell ended early: {printed[-2000:]}"
    return [
        Ran(int(status), output.removesuffix("\n").splitlines())
        for output, status in zip(parts[:-1:2], parts[1::2], strict=True)
    ]


def _bash(script: str, work: Path, env: dict[str, str]) -> str:
    process = subprocess.Popen(
        ["bash", "--noprofile", "--norc", "-c", script],
        cwd=work,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        return process.communicate(timeout=_LONGEST_S)[0]
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _environment(home: Path, programs: Path) -> dict[str, str]:
    return {
        **{name: os.environ[name] for name in ("PYTHONPYCACHEPREFIX", "COVERAGE_PROCESS_START") if name in os.environ},
        "PATH": f"{programs}:{os.environ['PATH']}",
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "CLONE": str(ROOT),
        "COLUMNS": "100",
        "PYTHONUNBUFFERED": "1",
        "PYTHONPATH": str(ROOT),
        "PYTHON_KEYRING_BACKEND": "tests.documentation.file_keyring.FileKeyring",
        "GITHUB_STEP_SUMMARY": str(home / "summary.md"),
    }
