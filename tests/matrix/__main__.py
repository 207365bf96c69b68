"""Runs the whole matrix (`make faults`), and prints its progress and the cases that did not converge.

    python -m tests.matrix [--part single|wired|mixture|kill]... [--every N] [--first N] [--processes N] [--folder DIR]

Cases are divided among processes, each with its own scratch folder (in memory if /dev/shm exists). The exit status is 1
if a case did not converge. On an interrupt (Ctrl-C, SIGTERM) it prints the results so far and how to continue, ends all
processes, and exits with 130.
"""

import argparse
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from itertools import takewhile
from pathlib import Path

from tests.matrix.cases import (
    Case,
    CaseRunner,
    FinishedCase,
    Kill,
    Mixture,
    Single,
    Wired,
    all_cases,
    batches,
    part_of,
)
from tests.matrix.project import WHOLE
from tests.matrix.workers import run_batches

PARTS: dict[str, type[Case]] = {"single": Single, "wired": Wired, "mixture": Mixture, "kill": Kill}
_INTERRUPTED = 130
_MEMORY = Path("/dev/shm")
_SHOWN = 5
_PROGRESS_EVERY = 250


def main() -> int:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    options = _options()
    began = time.monotonic()
    cases: list[Case] = []
    known: list[FinishedCase] = []
    interrupted = False
    try:
        with tempfile.TemporaryDirectory(dir=options.folder) as folder:
            runner = CaseRunner.over(WHOLE, Path(folder))
            parts = tuple(PARTS[name] for name in options.part or PARTS)
            selected = [case for case in all_cases(runner.requests) if isinstance(case, parts)]
            cases += selected[options.first :: options.every]
            _print(f"a push of {WHOLE.resources} resources sends {runner.requests} requests; {len(cases)} cases")
            _gather(
                run_batches(batches(cases, options.processes), runner.run_batch, options.processes), known, len(cases)
            )
    except KeyboardInterrupt:
        interrupted = True
    wrong = _report(known, time.monotonic() - began)
    if interrupted:
        first = options.first + options.every * _count_leading(cases, {case for case, _ in known})
        _print(f"interrupted after {len(known)} of {len(cases)}; go on with --first {first} and the same other options")
    return _INTERRUPTED if interrupted else int(wrong > 0)


def _options() -> argparse.Namespace:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("--part", action="append", choices=PARTS, help="only this part; all by default")
    arguments.add_argument("--every", type=int, default=1, metavar="N", help="only each Nth case")
    arguments.add_argument("--first", type=int, default=0, metavar="N", help="and of those from the Nth on")
    arguments.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="runs at once")
    arguments.add_argument("--folder", type=Path, default=_MEMORY if _MEMORY.is_dir() else None)
    return arguments.parse_args()


def _gather(cases: Iterable[FinishedCase], known: list[FinishedCase], count: int) -> None:
    for case, result in cases:
        known.append((case, result))
        if result.problems:
            _print(f"{case}:", *result.problems[:_SHOWN])
        if len(known) % _PROGRESS_EVERY == 0:
            _print(f"{len(known)} of {count}")


def _count_leading(cases: Sequence[Case], known: Collection[Case]) -> int:
    """The number of cases from the first on whose results are known."""
    return sum(1 for _ in takewhile(known.__contains__, cases))


def _report(known: Iterable[FinishedCase], seconds: float) -> int:
    """Returns the number of cases that did not converge."""
    runs: Counter[str] = Counter()
    reruns: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for case, result in known:
        for part in (part_of(case), "all"):
            runs[part] += 1
            reruns[part] += result.reruns > 0
            wrong[part] += bool(result.problems)
    _print(f"\n{'what':34} {'runs':>6} {'ended at once':>14} {'run again':>10} {'not converged':>14}")
    for part, count in sorted(runs.items(), key=lambda run: run[0] == "all"):
        _print(f"{part:34} {count:6} {count - reruns[part]:14} {reruns[part]:10} {wrong[part]:14}")
    _print(f"{seconds / 60:.1f} minutes")
    return wrong["all"]


def _print(*lines: str) -> None:
    sys.stdout.write("\n  ".join(lines) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
