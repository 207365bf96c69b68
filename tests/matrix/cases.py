"""What the matrix is made of: one fault at each position, seeded mixtures, kills at seeded moments."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias, assert_never

from tests.faults import Fault
from tests.matrix.end import End
from tests.matrix.kills import converge_after_kill
from tests.matrix.kinds import KINDS
from tests.matrix.runs import Start, Verdict, converge


@dataclass(frozen=True, slots=True)
class Single:
    """One fault of `kind` (of `KINDS`) at request number `at`, one request at a time."""

    kind: str
    at: int

    def __str__(self) -> str:
        return f"{self.kind} at request {self.at}"


@dataclass(frozen=True, slots=True)
class Mixture:
    """Several faults of any kinds, with sixteen requests under way at once."""

    seed: int

    def __str__(self) -> str:
        return f"mixture {self.seed}"

    def faults(self, requests: int) -> dict[int, Fault]:
        """From one fault to one for every fifth request."""
        chance = random.Random(self.seed)
        count = chance.randint(1, requests // 5)
        return {chance.randint(1, requests): KINDS[chance.choice(sorted(KINDS))] for _ in range(count)}


@dataclass(frozen=True, slots=True)
class Killing:
    """SIGKILL at a moment that `seed` draws."""

    seed: int

    def __str__(self) -> str:
        return f"kill {self.seed}"


Case: TypeAlias = Single | Mixture | Killing


def all_cases(requests: int, *, mixtures: int = 1000, kills: int = 200) -> Iterator[Case]:
    """The whole matrix for a push that sends so many `requests`."""
    yield from (Single(kind, at) for at in range(1, requests + 1) for kind in KINDS)
    yield from (Mixture(seed) for seed in range(mixtures))
    yield from (Killing(seed) for seed in range(kills))


def outcome(case: Case, start: Start, scratch: Path, end: End, requests: int) -> Verdict:
    match case:
        case Single(kind, at):
            return converge(start, scratch, end, {at: KINDS[kind]})
        case Mixture():
            return converge(start, scratch, end, case.faults(requests), concurrency=16)
        case Killing(seed):
            return converge_after_kill(start, scratch, end, random.Random(seed).random())
        case _:
            assert_never(case)
