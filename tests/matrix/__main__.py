"""The whole matrix: `make faults`. Prints what it did and what did not converge; ends with 1 if anything did not.

    python -m tests.matrix [--part single|mixture|kill]... [--every N] [--first N] [--processes N] [--folder DIR]

Runs are spread over processes, each with a scratch folder of its own (in memory where /dev/shm is there).
"""

import argparse
import multiprocessing
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.matrix.cases import Case, Killing, Mixture, Single, all_cases, outcome
from tests.matrix.end import End
from tests.matrix.project import WHOLE
from tests.matrix.runs import Start, Verdict

PARTS: dict[str, type[Case]] = {"single": Single, "mixture": Mixture, "kill": Killing}
_MEMORY = Path("/dev/shm")
_SHOWN = 5
_A_WORD_EVERY = 250


def main() -> int:
    options = _options()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        start = Start.make(Path(folder) / "start", WHOLE)
        with start.copied(Path(folder) / "undisturbed") as place:
            requests, end = place.push(start.resources), place.end()
        parts = tuple(PARTS[name] for name in options.part or PARTS)
        cases = [case for case in all_cases(requests) if isinstance(case, parts)][options.first :: options.every]
        _say(f"a push of {WHOLE.resources} resources sends {requests} requests; {len(cases)} cases")
        began = time.monotonic()
        judged = list(_said(_judged(cases, start, Path(folder), end, requests, options.processes), len(cases)))
        return _report(judged, time.monotonic() - began)


def _options() -> argparse.Namespace:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("--part", action="append", choices=PARTS, help="only this part; all by default")
    arguments.add_argument("--every", type=int, default=1, metavar="N", help="only each Nth case")
    arguments.add_argument("--first", type=int, default=0, metavar="N", help="and of those from the Nth on")
    arguments.add_argument("--processes", type=int, default=2 * (os.cpu_count() or 1), help="runs at once")
    arguments.add_argument("--folder", type=Path, default=_MEMORY if _MEMORY.is_dir() else None)
    return arguments.parse_args()


def _judged(
    cases: list[Case], start: Start, folder: Path, end: End, requests: int, processes: int
) -> Iterator[tuple[Case, Verdict]]:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        running = [
            pool.submit(outcome, case, start, folder / f"run-{n}", end, requests) for n, case in enumerate(cases)
        ]
        yield from ((case, future.result()) for case, future in zip(cases, running, strict=True))


def _said(judged: Iterator[tuple[Case, Verdict]], count: int) -> Iterator[tuple[Case, Verdict]]:
    for number, (case, verdict) in enumerate(judged, 1):
        if verdict.problems:
            _say(f"{case}:", *verdict.problems[:_SHOWN])
        if number % _A_WORD_EVERY == 0:
            _say(f"{number} of {count}")
        yield case, verdict


def _report(judged: list[tuple[Case, Verdict]], seconds: float) -> int:
    runs: Counter[str] = Counter()
    reruns: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for case, verdict in judged:
        part = case.kind if isinstance(case, Single) else type(case).__name__.lower()
        runs[part] += 1
        reruns[part] += verdict.reruns > 0
        wrong[part] += bool(verdict.problems)
    _say(f"\n{'what':34} {'runs':>6} {'ended at once':>14} {'run again':>10} {'not converged':>14}")
    for part, count in [*runs.items(), ("all", runs.total())]:
        again, bad = (reruns.total(), wrong.total()) if part == "all" else (reruns[part], wrong[part])
        _say(f"{part:34} {count:6} {count - again:14} {again:10} {bad:14}")
    _say(f"{seconds / 60:.1f} minutes")
    return int(wrong.total() > 0)


def _say(*lines: str) -> None:
    sys.stdout.write("\n  ".join(lines) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
