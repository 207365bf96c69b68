"""Several processes with one table of jobs: each job is done once, even if a process is killed during it."""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from personactl.engine.jobs.worker import LEASE, Worker
from personactl.engine.store.database import Database
from tests.child_process import child_process
from tests.engine.jobs.recording import KIND, Recording, add_jobs, concluded, left
from tests.engine.jobs.working_process import NOW

pytestmark = pytest.mark.processes

MANY = 60


@contextmanager
def process(folder: Path, owner: str, *more: str) -> Iterator["subprocess.Popen[str]"]:
    """A worker process that is killed at the end of the block."""
    command = [
        *(sys.executable, "-m", "tests.engine.jobs.working_process"),
        *(str(folder / "jobs.db"), str(folder / "runs"), owner, *more),
    ]
    root = Path(__file__).resolve().parents[3]
    with child_process(command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        yield running
        running.kill()


def heard(running: "subprocess.Popen[str]", word: str) -> None:
    assert running.stdout is not None
    assert running.stdout.readline() == word + "\n"


def go(running: "subprocess.Popen[str]") -> None:
    assert running.stdin is not None
    running.stdin.write("go\n")
    running.stdin.flush()


def run_here(database: Database, folder: Path, *, after: timedelta) -> None:
    """Run the jobs in this process, as another worker at a later time."""
    worker = Worker(database, {KIND: Recording(folder / "runs")}, now=lambda: NOW + after, new_id=lambda: "here")
    worker.run_due()
    worker.close()


def test_processes_do_each_job_exactly_once(database: Database, tmp_path: Path) -> None:
    subjects = [f"job-{number}" for number in range(MANY)]
    add_jobs(database, *subjects)
    with process(tmp_path, "a") as a, process(tmp_path, "b") as b:
        for running in (a, b):
            heard(running, "ready")
        for running in (a, b):
            go(running)
        assert [running.wait() for running in (a, b)] == [0, 0]

    runs = Counter((tmp_path / "runs").read_text("utf-8").split())
    assert runs == Counter(subjects), "no job ran twice, and none was left out"
    assert concluded(database).keys() == set(subjects)
    assert left(database) == 0


def test_a_job_of_a_killed_process_is_done_by_another_when_the_lease_expires(
    database: Database, tmp_path: Path
) -> None:
    add_jobs(database, "x", "y")
    with process(tmp_path, "a", "stay") as killed:
        heard(killed, "ready")
        go(killed)
        heard(killed, "running")
        killed.kill()
        killed.wait()

    run_here(database, tmp_path, after=timedelta(0))
    assert concluded(database) == {"y": "done by here in attempt 1"}, "the lease of the dead is respected"
    run_here(database, tmp_path, after=LEASE)
    assert concluded(database) == {"x": "done by here in attempt 2", "y": "done by here in attempt 1"}
    assert left(database) == 0


def test_a_restarted_process_does_what_it_left_behind(database: Database, tmp_path: Path) -> None:
    add_jobs(database, "x")
    with process(tmp_path, "a", "stay") as killed:
        heard(killed, "ready")
        go(killed)
        heard(killed, "running")
    add_jobs(database, "y")
    run_here(database, tmp_path, after=LEASE)
    with process(tmp_path, "a") as again:
        heard(again, "ready")
        go(again)
        assert again.wait() == 0

    assert concluded(database).keys() == {"x", "y"}
    assert left(database) == 0
