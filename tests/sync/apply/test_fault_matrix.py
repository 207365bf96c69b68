"""A seeded sample of the fault matrix. `make faults` runs the whole matrix. Pytest's summary shows the counts."""

import random
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.child_process import child_process
from tests.conftest import ROOT
from tests.matrix.cases import CaseRunner, FinishedCase, Kill, Mixture, Single, Wired
from tests.matrix.kinds import KINDS
from tests.matrix.project import WHOLE
from tests.matrix.runs import converge
from tests.matrix.workers import run_batches

_REQUESTS = 560
"""The number of requests of the undisturbed push. A test checks it, so that every position is tested."""
_DRAWN = random.Random(4)
SINGLES = tuple(Single(kind, _DRAWN.randint(1, _REQUESTS)) for kind in KINDS)
OTHERS = (
    *(Wired(case.kind, _DRAWN.randint(1, _REQUESTS)) for case in SINGLES),
    *(Mixture(_DRAWN.randint(0, 999)) for _ in range(4)),
    *(Kill(_DRAWN.randint(0, 199)) for _ in range(2)),
)

Record = Callable[[str, object], None]


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> CaseRunner:
    return CaseRunner.over(WHOLE, tmp_path_factory.mktemp("matrix"))


@pytest.mark.slow
def test_the_sample_covers_the_whole_push(runner: CaseRunner) -> None:
    assert runner.requests == _REQUESTS


@pytest.mark.slow
@pytest.mark.processes
@pytest.mark.parametrize("cases", [SINGLES[::2], SINGLES[1::2]], ids=["these kinds", "the others"])
def test_a_push_of_200_resources_converges_after_one_fault(
    cases: tuple[Single, ...], runner: CaseRunner, record_property: Record
) -> None:
    finished = list(run_batches([cases], runner.run_batch, 1))
    assert {case for case, result in finished if not result.problems} == {*cases}, finished
    _record(finished, record_property)


@pytest.mark.slow
@pytest.mark.processes
@pytest.mark.parametrize("case", SINGLES[2::8], ids=str)
def test_a_push_with_threads_ends_as_the_fork_of_one_without(case: Single, runner: CaseRunner, tmp_path: Path) -> None:
    ((_, forked),) = run_batches([(case,)], runner.run_batch, 1)
    threaded = converge(runner.start, tmp_path / "run", runner.end, {case.at: KINDS[case.kind]})
    # Not how often each was run again: with threads another request may have that number.
    assert (threaded.problems, forked.problems) == ((), ())


@pytest.mark.slow
@pytest.mark.processes
@pytest.mark.parametrize("case", OTHERS, ids=str)
def test_a_push_of_200_resources_converges(
    case: Wired | Mixture | Kill, runner: CaseRunner, record_property: Record
) -> None:
    finished: list[FinishedCase] = []
    runner.run_batch((case,), finished.append)
    ((_, result),) = finished
    assert result.problems == ()
    _record(finished, record_property)


@pytest.mark.slow
@pytest.mark.processes
def test_an_interrupted_matrix_reports_its_progress_and_leaves_nothing_running(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.matrix", "--part", "single", "--processes", "2", "--folder", str(tmp_path)]
    with child_process(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        assert process.stdout is not None
        assert process.stdout.readline().endswith(f"{_REQUESTS * len(KINDS)} cases\n")
        process.send_signal(signal.SIGTERM)
        said = process.stdout.read()  # to its end: no process is left that could write
        process.wait()
    assert process.returncode == 130
    assert "not converged" in said
    assert said.endswith("go on with --first 0 and the same other options\n")
    assert not [entry for entry in tmp_path.iterdir() if entry.name != "home"]


def _record(finished: list[FinishedCase], record_property: Record) -> None:
    for case, result in finished:
        ended = "run again" if result.reruns else "ended at once"
        record_property("faults", f"{type(case).__name__.lower()}: {ended}")
