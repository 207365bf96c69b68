"""A seeded sample of the fault matrix; `make faults` runs the whole of it. The counts stand in pytest's summary."""

import random
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.child_process import child_process
from tests.conftest import ROOT
from tests.matrix.cases import Court, Judged, Killing, Mixture, Single, Wired
from tests.matrix.kinds import KINDS
from tests.matrix.project import WHOLE
from tests.matrix.runs import converge
from tests.matrix.workers import judged

_REQUESTS = 536
"""What the undisturbed push sends. Checked below, so that no position goes untested."""
_DRAWN = random.Random(4)
SINGLES = tuple(Single(kind, _DRAWN.randint(1, _REQUESTS)) for kind in KINDS)
OTHERS = (
    *(Wired(case.kind, _DRAWN.randint(1, _REQUESTS)) for case in SINGLES),
    *(Mixture(_DRAWN.randint(0, 999)) for _ in range(4)),
    *(Killing(_DRAWN.randint(0, 199)) for _ in range(2)),
)

Record = Callable[[str, object], None]


@pytest.fixture(scope="module")
def court(tmp_path_factory: pytest.TempPathFactory) -> Court:
    return Court.over(WHOLE, tmp_path_factory.mktemp("matrix"))


@pytest.mark.slow
def test_the_sample_covers_the_whole_push(court: Court) -> None:
    assert court.requests == _REQUESTS


@pytest.mark.slow
@pytest.mark.processes
@pytest.mark.parametrize("cases", [SINGLES[::2], SINGLES[1::2]], ids=["these kinds", "the others"])
def test_a_push_of_200_resources_converges_after_one_fault(
    cases: tuple[Single, ...], court: Court, record_property: Record
) -> None:
    told = list(judged([cases], court.judge, 1))
    assert {case for case, verdict in told if not verdict.problems} == {*cases}, told
    _record(told, record_property)


@pytest.mark.slow
@pytest.mark.processes
@pytest.mark.parametrize("case", SINGLES[2::8], ids=str)
def test_a_push_with_threads_ends_as_the_fork_of_one_without(case: Single, court: Court, tmp_path: Path) -> None:
    ((_, forked),) = judged([(case,)], court.judge, 1)
    threaded = converge(court.start, tmp_path / "run", court.end, {case.at: KINDS[case.kind]})
    # Not how often each was run again: with threads another request may have that number.
    assert (threaded.problems, forked.problems) == ((), ())


@pytest.mark.slow
@pytest.mark.processes
@pytest.mark.parametrize("case", OTHERS, ids=str)
def test_a_push_of_200_resources_converges(
    case: Wired | Mixture | Killing, court: Court, record_property: Record
) -> None:
    told: list[Judged] = []
    court.judge((case,), told.append)
    ((_, verdict),) = told
    assert verdict.problems == ()
    _record(told, record_property)


@pytest.mark.slow
@pytest.mark.processes
def test_the_matrix_tells_when_interrupted_what_it_did_and_leaves_nothing_running(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.matrix", "--part", "single", "--processes", "2", "--folder", str(tmp_path)]
    with child_process(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        assert process.stdout is not None
        assert process.stdout.readline().endswith(f"{_REQUESTS * len(KINDS)} cases\n")
        process.send_signal(signal.SIGTERM)
        said = process.stdout.read()  # to its end: nobody is left who could write there
        process.wait()
    assert process.returncode == 130
    assert "not converged" in said
    assert said.endswith("go on with --first 0 and the same other options\n")
    assert not [entry for entry in tmp_path.iterdir() if entry.name != "home"]


def _record(told: list[Judged], record_property: Record) -> None:
    for case, verdict in told:
        ended = "run again" if verdict.reruns else "ended at once"
        record_property("faults", f"{type(case).__name__.lower()}: {ended}")
