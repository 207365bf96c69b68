"""The real command, killed with SIGKILL at some moment of a push over a real connection, and run again."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from personactl.state.base_texts.text_store import save_texts
from personactl.state.lock_format.lock_file import read_lock
from tests.matrix.end_state import End, end_of
from tests.matrix.project import SECRET, SECRET_VARIABLE
from tests.matrix.runs import ACCOUNT, KEY, ORIGIN, PROFILE, CaseResult, Start

_KEY_VARIABLE = "ANAM_MATRIX_KEY"
PUSH = (
    *("push", "--yes", "--prune", "--max-delete", "1000", "--no-validate", "--on-conflict", "merge"),
    *("--on-drift", "ours", "--format", "json"),
)


def converge_after_kill(start: Start, scratch: Path, end: End, moment: float) -> CaseResult:
    """Kill the push at `moment`, a share (0 to 1) of the time that an undisturbed push takes on this machine, then push
    again."""
    with _served(start, scratch) as (url, environment):
        project = scratch / "project"
        killed = _killed(project, environment, moment * _undisturbed_s(start, scratch))
        again = _push(project, environment)
        said = killed + again.stdout + again.stderr
        problems = [] if again.returncode == 0 else [f"still fails after the kill: {again.stderr[-400:]}"]
        lock = project / "personactl.lock"
        problems += end_of(scratch / "engine.db", read_lock(lock).block(ACCOUNT, url)).differences(end)
        said += lock.read_text("utf-8")
        problems += [f"{secret} in what was said" for secret in (SECRET, KEY) if secret in said]
        return CaseResult(1, tuple(problems))


def _undisturbed_s(start: Start, scratch: Path) -> float:
    """The time that an undisturbed push takes, measured once for each start."""
    note = start.folder / "undisturbed-seconds"
    if not note.exists():
        with _served(start, scratch.with_name(f"{scratch.name}-undisturbed")) as (_, environment):
            began = time.monotonic()
            done = _push(scratch.with_name(f"{scratch.name}-undisturbed") / "project", environment)
            assert done.returncode == 0, done.stderr
            note.write_text(str(time.monotonic() - began))
    return float(note.read_text())


def _push(project: Path, environment: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "personactl", *PUSH]
    return subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)


def _killed(project: Path, environment: dict[str, str], after_s: float) -> str:
    """Kill the command after `after_s` seconds and return what it had printed."""
    command = [sys.executable, "-m", "personactl", *PUSH]
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(command, cwd=project, env=environment, stdout=said, stderr=said)
        try:
            process.wait(after_s)
        except subprocess.TimeoutExpired:
            pass
        finally:
            process.kill()
            process.wait()
        said.seek(0)
        return said.read()


@contextmanager
def _served(start: Start, scratch: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """The platform of `start` as a server, and a project that is pushed there. Both are removed afterwards."""
    shutil.copytree(start.folder, scratch / "project", ignore=shutil.ignore_patterns("engine.db*", "undisturbed-*"))
    for file in start.folder.glob("engine.db*"):
        shutil.copy(file, scratch)
    save_texts(scratch / "home" / "state" / "texts", start.bases.values())
    environment = {
        **os.environ,
        "PERSONACTL_HOME": str(scratch / "home"),
        "PERSONACTL_ENGINE_KEY": KEY,
        _KEY_VARIABLE: KEY,
        SECRET_VARIABLE: SECRET,
    }
    serve = [sys.executable, "-m", "personactl", "engine", "serve", "--port", "0", "--db", str(scratch / "engine.db")]
    server = subprocess.Popen(serve, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert server.stdout is not None
    try:
        url = server.stdout.readline().strip().partition("=")[2]
        _set_target(scratch / "project", url)
        yield url, {**environment, "PERSONACTL_TRUST_ORIGINS": url}
    finally:
        server.kill()
        server.wait()
        server.stdout.close()
        shutil.rmtree(scratch)


def _set_target(project: Path, url: str) -> None:
    lock = project / "personactl.lock"
    lock.write_text(lock.read_text("utf-8").replace(f'"{ORIGIN}"', f'"{url}"'), encoding="utf-8")
    settings = f"profile: {PROFILE}\nprofiles: {{{PROFILE}: {{apiUrl: '{url}', keyEnv: {_KEY_VARIABLE}}}}}\n"
    (project / "personactl.yaml").write_text(settings, encoding="utf-8")
