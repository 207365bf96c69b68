"""`session tail -f` in its own process, over a real socket, while conversations take place."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.child_process import PERSONACTL, child_process
from tests.conftest import EngineServer, Run


@contextmanager
def following(*arguments: str) -> Iterator["subprocess.Popen[str]"]:
    """A tail that has printed that it follows."""
    command = [*PERSONACTL, "session", "tail", "-f", *arguments]
    with child_process(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if line.startswith("following"):
                break
        yield process


def interrupted(process: "subprocess.Popen[str]") -> tuple[str, str]:
    """Interrupt it with Ctrl-C and return the rest of its output."""
    process.send_signal(signal.SIGINT)
    return process.communicate()


def read_until_ended(process: "subprocess.Popen[str]", sessions: int) -> list[dict[str, Any]]:
    assert process.stdout is not None
    events: list[dict[str, Any]] = []
    while sum(event["event"] == "ended" for event in events) < sessions:
        events.append(json.loads(process.stdout.readline()))
    return events


@pytest.mark.slow
def test_json_lines_come_while_others_talk_and_ctrl_c_is_quiet(
    project: Path, served: EngineServer, run_process: Run
) -> None:
    assert run_process("talk", "cara", "--say", "Before").status == 0
    with following("-n", "0", "--format", "json") as process:
        with ExitStack() as stack:
            talks = [
                stack.enter_context(
                    child_process(
                        [*PERSONACTL, "talk", name, "--say", "Hello", "--say", "Bye"],
                        stdout=subprocess.DEVNULL,
                        stderr=subprocess.DEVNULL,
                    )
                )
                for name in ("cara", "tutor")
            ]
            assert [talk.wait() for talk in talks] == [0, 0]
        seen = read_until_ended(process, 2)
        rest, complaints = interrupted(process)
    assert (process.returncode, rest, complaints) == (0, "", "")
    stored = json.loads(run_process("session", "tail", "-n", "100", "--format", "json").stdout)["events"]
    assert {event.pop("schemaVersion") for event in seen} == {1}
    assert {event.pop("target")["origin"] for event in seen} == {served.url}
    assert sorted(map(json.dumps, seen)) == sorted(map(json.dumps, stored[5:]))
    for session in {event["sessionId"] for event in seen}:
        mine = [event for event in seen if event["sessionId"] == session]
        assert mine == [event for event in stored if event["sessionId"] == session]


def test_text_lines_come_one_to_an_event(project: Path, served: EngineServer, run_process: Run) -> None:
    with following("-n", "5") as process:
        assert run_process("talk", "cara", "--say", "Hello").status == 0
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(5)]
        rest, complaints = interrupted(process)
    assert [line.split()[3] for line in lines] == ["started", "persona", "user", "persona", "ended"]
    assert (process.returncode, rest, complaints) == (0, "", "")


def test_a_closed_pipe_ends_it_quietly_without_another_event(
    project: Path, served: EngineServer, run_process: Run
) -> None:
    assert run_process("talk", "cara", "--say", "Hello").status == 0
    with following("-n", "5") as process:
        assert process.stdout is not None
        assert process.stdout.readline().split()[3] == "started"
        process.stdout.close()
        assert process.stderr is not None
        complaints = process.stderr.read()
        assert process.wait() == 0
    assert complaints == ""


@pytest.mark.slow
def test_a_finite_tail_into_a_closed_pipe_is_quiet_too(project: Path, served: EngineServer, run_process: Run) -> None:
    assert run_process("talk", "cara", "--say", "Hello").status == 0
    shell = f"{sys.executable} -m personactl session tail --quiet | head -1"
    done = subprocess.run(["sh", "-c", shell], capture_output=True, text=True, check=True)
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr == ""


@pytest.mark.slow
def test_an_engine_that_restarts_is_waited_for(
    project: Path, served: EngineServer, run_process: Run, tmp_path: Path
) -> None:
    assert run_process("talk", "cara", "--say", "Before").status == 0
    port = served.url.rpartition(":")[2]
    with following("-n", "0", "--format", "json") as process:
        served.process.terminate()
        served.process.wait()
        command = [*PERSONACTL, "engine", "serve", "--port", port, "--db", str(tmp_path / "e.db")]
        with child_process(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as restarted:
            assert restarted.stdout is not None
            assert restarted.stdout.readline().startswith("ANAM_API_URL=")
            assert run_process("talk", "cara", "--say", "After").status == 0
            seen = read_until_ended(process, 1)
            rest, _ = interrupted(process)
    assert (process.returncode, rest) == (0, "")
    assert [event["event"] for event in seen] == ["started", "message", "message", "message", "ended"]
    assert seen[2]["text"] == "After"
