"""The whole main job over a real socket: `engine serve` in one process, every command in another."""

import json
import re
import subprocess
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.child_process import PERSONACTL, child_process
from tests.conftest import EngineServer, Result, Run
from tests.example_project import PERSONAS

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


@pytest.mark.slow
def test_the_main_job_runs_from_lint_to_transcript(project: Path, served: EngineServer, run_process: Run) -> None:
    validated = run_process("validate")
    assert (validated.status, validated.stdout) == (0, "")

    before = run_process("diff", "--exit-code", "--format", "json")
    assert before.status == 1
    assert served.url in before.stderr

    pushed = run_process("push", "--yes")
    assert pushed.status == 0, pushed.stderr
    lock = json.loads((project / "personactl.lock").read_text())
    assert served.key not in json.dumps(lock)

    after = run_process("diff", "--exit-code")
    assert after.status == 0, after.stdout

    token = run_process("token", "cara")
    assert token.status == 0
    assert re.fullmatch(r"[\w-]+\.[\w-]+\.[\w-]+\n", token.stdout)
    assert "stateful" in token.stderr

    said = ("Hello, who are you?", "What can you do for me?")
    talked = run_process("talk", "cara", "--say", said[0], "--say", said[1])
    assert talked.status == 0, talked.stderr
    assert "Cara" in talked.stdout

    listed = _told_again(run_process, said)
    shown = "".join(result.stdout + result.stderr for result in (validated, before, pushed, after, talked, listed))
    assert served.key not in shown


def _told_again(run_process: Run, said: Sequence[str]) -> Result:
    """Return the conversation as list, tail and transcript show it afterwards."""
    listed = run_process("session", "list", "--format", "json")
    assert listed.status == 0
    (session,) = json.loads(listed.stdout)["sessions"]
    assert UUID.fullmatch(session["sessionId"])
    assert session["endedAt"] is not None

    tailed = run_process("session", "tail", "-n", "20")
    assert tailed.status == 0
    assert [tailed.stdout.count(text) for text in said] == [1, 1]

    transcript = run_process("session", "transcript")
    assert transcript.status == 0
    assert transcript.stdout.index(said[0]) < transcript.stdout.index(said[1])
    return listed


def test_a_second_push_finds_nothing_to_do(project: Path, served: EngineServer, run_process: Run) -> None:
    assert run_process("push", "--yes").status == 0
    lock = (project / "personactl.lock").read_bytes()
    again = run_process("push", "--yes", "--format", "json")
    assert again.status == 0
    assert (project / "personactl.lock").read_bytes() == lock


@pytest.mark.slow
def test_two_pushes_at_once_end_as_one(project: Path, served: EngineServer, run_process: Run) -> None:
    command, pipe = [*PERSONACTL, "push", "--yes"], subprocess.PIPE
    with ExitStack() as stack:
        both = [stack.enter_context(child_process(command, stdout=pipe, stderr=pipe)) for _ in range(2)]
        ends = [process.communicate() for process in both]
    assert [process.returncode for process in both] == [0, 0], ends
    locked = json.loads((project / "personactl.lock").read_text())
    assert locked
    after = run_process("diff", "--exit-code", "--refresh")
    assert after.status == 0, after.stdout
    assert _persona_count(served) == len(PERSONAS)


def _persona_count(engine: EngineServer) -> int:
    import httpx

    answer = httpx.get(f"{engine.url}/v1/personas", headers={"Authorization": f"Bearer {engine.key}"})
    total = answer.json()["meta"]["total"]
    assert isinstance(total, int)
    return total
