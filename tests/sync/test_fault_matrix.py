"""A seeded sample of the fault matrix; `make faults` runs the whole of it. The counts stand in pytest's summary."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.matrix.cases import Case, Killing, Mixture, Single, outcome
from tests.matrix.end import End
from tests.matrix.kinds import KINDS
from tests.matrix.project import WHOLE
from tests.matrix.runs import Start

_REQUESTS = 536
"""What the undisturbed push sends. Checked below, so that no position goes untested."""
_DRAWN = random.Random(4)
SAMPLE: tuple[Case, ...] = (
    *(Single(kind, _DRAWN.randint(1, _REQUESTS)) for kind in KINDS),
    *(Mixture(_DRAWN.randint(0, 999)) for _ in range(4)),
    *(Killing(_DRAWN.randint(0, 199)) for _ in range(2)),
)


@dataclass(frozen=True, slots=True)
class Undisturbed:
    start: Start
    end: End
    requests: int


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Undisturbed]:
    folder = tmp_path_factory.mktemp("matrix")
    start = Start.make(folder / "start", WHOLE)
    with start.copied(folder / "undisturbed") as place:
        requests = place.push(start.resources)
        yield Undisturbed(start, place.end(), requests)


def test_the_sample_covers_the_whole_push(undisturbed: Undisturbed) -> None:
    assert undisturbed.requests == _REQUESTS


@pytest.mark.parametrize("case", SAMPLE, ids=str)
def test_a_push_of_200_resources_converges(
    case: Case, undisturbed: Undisturbed, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    verdict = outcome(case, undisturbed.start, tmp_path / "run", undisturbed.end, _REQUESTS)
    record_property("faults", f"{type(case).__name__.lower()}: {'run again' if verdict.reruns else 'ended at once'}")
    assert verdict.problems == ()
