"""Pushes as real processes against a real server: two at once, killed, with a full disk, and at a terminal."""

import asyncio
import json
import os
import pty
import resource
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from personactl.engine.app import open_engine
from personactl.engine.settings import EngineSettings
from tests.api import live
from tests.child_process import PERSONACTL, child_process
from tests.conftest import EngineServer, Run

MANY = 12
PUSH = [*PERSONACTL, "push"]


@pytest.mark.slow
def test_two_pushes_at_once_create_nothing_twice(many: Path, served: EngineServer, run_process: Run) -> None:
    pipe = subprocess.PIPE
    with ExitStack() as stack:
        both = [stack.enter_context(child_process([*PUSH, "--yes"], stdout=pipe, stderr=pipe)) for _ in range(2)]
        ends = [process.communicate() for process in both]
    assert [process.returncode for process in both] == [0, 0], ends
    assert _names(served) == sorted(f"Persona {number}" for number in range(MANY))
    said = "".join(stderr for _, stderr in ends)
    assert "push: 12 created" in said
    assert "push: 12 in sync" in said
    assert run_process("diff", "--exit-code", "--refresh").status == 0


@pytest.mark.slow
@pytest.mark.parametrize("created", [0, 1, 8])
def test_a_push_killed_by_the_system_is_finished_by_the_next(
    many: Path, served: EngineServer, run_process: Run, created: int
) -> None:
    with child_process([*PUSH, "--yes"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while len(_names(served)) < created and process.poll() is None:
            time.sleep(0.01)
        process.kill()
        process.wait()
    result = run_process("push", "--yes")
    assert result.status == 0, result.stderr
    assert _names(served) == sorted(f"Persona {number}" for number in range(MANY))
    assert not _pending(many)
    assert run_process("diff", "--exit-code", "--refresh").status == 0


@pytest.mark.slow
def test_a_full_disk_loses_and_doubles_nothing(few: Path, served: EngineServer, run_process: Run) -> None:
    """The lock cannot exceed a limit that rises from run to run, so that each run stops at another place."""
    ends: list[tuple[int, bool]] = []
    for limit in (0, 1000, 1600, 1680):
        stopped = _push_with_file_limit(limit)
        names = _names(served)
        ends.append((stopped.returncode, bool(names)))
        assert len(set(names)) == len(names)
        assert stopped.returncode == 0 or "cannot write personactl.lock" in stopped.stderr
        assert "Traceback" not in stopped.stderr
    assert ends[0] == (2, False), "the announcement did not fit, so nothing was sent"
    assert (2, True) in ends, "no run was stopped half-way: choose other limits"
    assert run_process("push", "--yes").status == 0
    assert _names(served) == ["Persona 0", "Persona 1", "Persona 2"]
    assert not _pending(few)


def test_a_read_only_lock_is_noticed_before_anything_is_sent(few: Path, served: EngineServer, run_process: Run) -> None:
    (few / "personactl.lock").mkdir()
    result = run_process("push", "--yes")
    assert result.status == 2
    assert "personactl.lock" in result.stderr
    assert _names(served) == []


@pytest.mark.parametrize(("answer", "status", "count"), [("y\n", 0, 3), ("n\n", 1, 0), ("\n", 1, 0)])
def test_a_terminal_is_asked_for_consent(few: Path, served: EngineServer, answer: str, status: int, count: int) -> None:
    with _at_a_terminal() as (process, terminal):
        shown = _read_until(terminal, "Push? [y/N] ")
        assert "env: 3 to create. Push? [y/N] " in shown
        assert _names(served) == []
        os.write(terminal, answer.encode())
        stdout, _ = process.communicate()
        assert process.returncode == status
    assert stdout.startswith("+ persona-0  personas/persona-0.yaml  create\n")
    assert len(_names(served)) == count


def test_an_interrupt_at_the_question_ends_quietly(few: Path, served: EngineServer, run_process: Run) -> None:
    with _at_a_terminal() as (process, terminal):
        _read_until(terminal, "Push? [y/N] ")
        process.send_signal(signal.SIGINT)
        process.communicate()
        assert process.returncode == 130
    assert _names(served) == []
    assert run_process("push", "--yes").status == 0


@pytest.mark.processes
def test_an_interrupt_while_it_writes_says_how_to_go_on(few: Path, tmp_path: Path) -> None:
    engine = open_engine(EngineSettings(f"sqlite:///{tmp_path / 'engine.db'}", key="key-of-a-test"))
    writing = threading.Event()

    async def never_creates(scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get("method") == "POST":
            writing.set()
            await asyncio.Event().wait()
        await engine.app(scope, receive, send)

    with live.served(never_creates) as url:
        environment = {**os.environ, "ANAM_API_URL": url, "ANAM_API_KEY": "key-of-a-test"}
        command, pipe = [*PUSH, "--yes"], subprocess.PIPE
        with child_process(command, env=environment, stderr=pipe, stdout=subprocess.DEVNULL) as process:
            while not writing.is_set() and process.poll() is None:
                time.sleep(0.01)
            process.send_signal(signal.SIGINT)
            _, said = process.communicate()
    engine.close()
    assert process.returncode == 130
    assert said.endswith("interrupted: finished changes stay; repeat the command to apply the rest\n")


def test_a_dead_server_is_unavailable(few: Path, run_process: Run) -> None:
    away = {"ANAM_API_URL": "http://127.0.0.1:9", "ANAM_API_KEY": "a2V5"}
    result = run_process("push", "--yes", env=away)
    assert (result.status, result.stdout) == (5, "")
    assert "error[unavailable]" in result.stderr
    assert "a2V5" not in result.stderr


@pytest.fixture
def many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return _project(tmp_path, monkeypatch, MANY)


@pytest.fixture
def few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return _project(tmp_path, monkeypatch, 3)


def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int) -> Path:
    folder = tmp_path / "project"
    (folder / "personas").mkdir(parents=True)
    for number in range(count):
        (folder / "personas" / f"persona-{number}.yaml").write_text(
            f"name: Persona {number}\n"
            "avatarId: 30fa96d0-26c4-4e55-94a0-517025942e18\n"
            "voiceId: 6bfbe25a-979d-40f3-a92b-5394170af54b\n"
            f"initialMessage: Hello from {number}.\n"
            "systemPrompt: You are brief.\n",
            encoding="utf-8",
        )
    monkeypatch.chdir(folder)
    return folder


def _names(engine: EngineServer) -> list[str]:
    headers = {"Authorization": f"Bearer {engine.key}"}
    answer = httpx.get(f"{engine.url}/v1/personas", params={"perPage": 100}, headers=headers)
    return sorted(row["name"] for row in answer.json()["data"])


def _pending(project: Path) -> list[str]:
    platforms = json.loads((project / "personactl.lock").read_text(encoding="utf-8"))["platforms"]
    return [key for accounts in platforms.values() for block in accounts.values() for key in block.get("pending", {})]


def _push_with_file_limit(limit: int) -> "subprocess.CompletedProcess[str]":
    """Bytecode is not cached: Python would leave a truncated file, on which the next run would fail."""
    return subprocess.run(
        [*PUSH, "--yes"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )


@contextmanager
def _at_a_terminal() -> "Iterator[tuple[subprocess.Popen[str], int]]":
    """A push whose stdin and stderr are a terminal, and the other end of that terminal."""
    ours, theirs = pty.openpty()
    try:
        with child_process(PUSH, stdin=theirs, stderr=theirs, stdout=subprocess.PIPE) as process:
            os.close(theirs)
            yield process, ours
    finally:
        os.close(ours)


def _read_until(terminal: int, text: str) -> str:
    shown = ""
    with suppress(OSError):  # how a terminal reports that its other end is closed
        while text not in shown:
            shown += os.read(terminal, 1000).decode()
    return shown
