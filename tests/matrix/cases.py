"""The cases of the matrix: single faults at each request, in process and over TCP, mixtures of faults, and kills."""

import os
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from pathlib import Path
from typing import TypeAlias, assert_never

from tests.faults import Fault
from tests.matrix.end_state import End
from tests.matrix.forking import converge_each
from tests.matrix.kills import converge_after_kill
from tests.matrix.kinds import KINDS
from tests.matrix.project import Sizes
from tests.matrix.relay import wire_for
from tests.matrix.runs import CaseResult, Start, converge


@dataclass(frozen=True, slots=True)
class Single:
    """One fault of `kind` (of `KINDS`) at request number `at`, one request at a time."""

    kind: str
    at: int

    def __str__(self) -> str:
        return f"{self.kind} at request {self.at}"


@dataclass(frozen=True, slots=True)
class Wired:
    """Like `Single`, over TCP connections that really break."""

    kind: str
    at: int

    def __str__(self) -> str:
        return f"{self.kind} over TCP at request {self.at}"


@dataclass(frozen=True, slots=True)
class Mixture:
    """Several faults of any kinds, with sixteen requests under way at once."""

    seed: int

    def __str__(self) -> str:
        return f"mixture {self.seed}"

    def faults(self, requests: int) -> dict[int, Fault]:
        """One fault, up to one for every fifth request."""
        chance = random.Random(self.seed)
        count = chance.randint(1, requests // 5)
        return {chance.randint(1, requests): KINDS[chance.choice(sorted(KINDS))] for _ in range(count)}


@dataclass(frozen=True, slots=True)
class Kill:
    """SIGKILL at a random moment; `seed` seeds the random numbers."""

    seed: int

    def __str__(self) -> str:
        return f"kill {self.seed}"


Case: TypeAlias = Single | Wired | Mixture | Kill
Batch: TypeAlias = tuple[Case, ...]
FinishedCase: TypeAlias = tuple[Case, CaseResult]

_SINGLES_TOGETHER = 10 * len(KINDS)


def part_of(case: Case) -> str:
    """The part of the matrix that the case belongs to."""
    return case.kind if isinstance(case, Single) else type(case).__name__.lower()


def all_cases(requests: int, *, wired: int = 20, mixtures: int = 1000, kills: int = 200) -> Iterator[Case]:
    """Yield the whole matrix for a push that sends `requests` requests. Over TCP, each kind of fault is tried at
    `wired` of them."""
    yield from (Single(kind, at) for at in range(1, requests + 1) for kind in KINDS)
    chance = random.Random(requests)
    yield from (Wired(kind, at) for kind in KINDS for at in sorted(chance.sample(range(1, requests + 1), wired)))
    yield from (Mixture(seed) for seed in range(mixtures))
    yield from (Kill(seed) for seed in range(kills))


def batches(cases: Sequence[Case], processes: int) -> Iterator[Batch]:
    """The cases in their order, in batches that run together. Single faults share a push; their batches are
    small enough to keep each of `processes` busy until the end. Every other case is a batch of its own."""
    together = max(1, min(_SINGLES_TOGETHER, len(cases) // (2 * processes)))
    for part, same in groupby(cases, type):
        while batch := tuple(islice(same, together if part is Single else 1)):
            yield batch


@dataclass(frozen=True, slots=True)
class CaseRunner:
    """Runs cases.

    start: the state that each case begins with.
    end: the state in which an undisturbed push ends.
    requests: the number of requests that an undisturbed push sends.
    folder: the folder for all files.
    """

    start: Start
    end: End
    requests: int
    folder: Path

    @classmethod
    def over(cls, sizes: Sizes, folder: Path) -> "CaseRunner":
        start = Start.make(folder / "start", sizes)
        with start.copied(folder / "undisturbed") as place:
            requests = place.push(start.resources)
            return cls(start, place.end(), requests, folder)

    def run_batch(self, batch: Batch, report: Callable[[FinishedCase], None]) -> None:
        """Run the cases and report each result immediately. For single faults, this process must have one thread."""
        scratch = self.folder / f"run-{os.getpid()}"
        kinds: dict[int, list[str]] = {}
        for case in batch:
            match case:
                case Single(kind, at):
                    kinds.setdefault(at, []).append(kind)
                case Wired(kind, at):
                    fault = KINDS[kind]
                    report((case, converge(self.start, scratch, self.end, {at: fault}, line=wire_for(fault))))
                case Mixture():
                    faults = case.faults(self.requests)
                    report((case, converge(self.start, scratch, self.end, faults, concurrency=16)))
                case Kill(seed):
                    moment = random.Random(seed).random()
                    report((case, converge_after_kill(self.start, scratch, self.end, moment)))
                case _:
                    assert_never(case)
        if kinds:
            converge_each(
                self.start, scratch, self.end, kinds, lambda kind, at, result: report((Single(kind, at), result))
            )
