"""A real Secret Service for one test: gnome-keyring on its own session bus, unlocked or locked."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.child_process import child_process

_PROGRAMS = ("dbus-run-session", "gnome-keyring-daemon")

# The daemon returns to the shell when it is ready; it ends by itself when its bus does.
_UNLOCKED = "printf pw | gnome-keyring-daemon --unlock --components=secrets"
_LOCKED = "gnome-keyring-daemon --start --components=secrets"


def needed_programs() -> None:
    """Skip the test, with the reason, if the programs are not installed."""
    missing = [name for name in _PROGRAMS if shutil.which(name) is None]
    if missing:
        pytest.skip(f"needs {' and '.join(missing)}: install the packages gnome-keyring and dbus")


@contextmanager
def secret_service(home: Path, *, unlocked: bool = True) -> Iterator[str]:
    """Yield the address of the session bus. The keyring's files are below `home`; a locked one must have been unlocked
    before."""
    needed_programs()
    runtime = home / "run"
    runtime.mkdir(mode=0o700, exist_ok=True)
    start = _UNLOCKED if unlocked else _LOCKED
    script = f'{start} >/dev/null && echo "$DBUS_SESSION_BUS_ADDRESS" && read -r _'
    env = {**os.environ, "HOME": str(home), "XDG_RUNTIME_DIR": str(runtime)}
    with (home / "bus.log").open("a") as log:
        command, pipe = ["dbus-run-session", "--", "sh", "-c", script], subprocess.PIPE
        with child_process(command, stdin=pipe, stdout=pipe, stderr=log, env=env) as process:
            assert process.stdout is not None
            address = process.stdout.readline().strip()
            assert address, (home / "bus.log").read_text()
            try:
                yield address
            finally:
                process.communicate("done\n")
