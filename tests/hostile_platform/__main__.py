"""Draws cases from a seed and runs them for a while: `python -m tests.hostile_platform [SECONDS] [options]`.

    --seed N       where to begin, instead of anywhere; the same seed draws the same cases
    --count N      so many cases, however long they take
    --keep         add each new finding to the corpus, reduced to the mutations that it needs
    --replay FILE  run one kept case and print what is wrong

The exit status is 1 if something was found.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import msgspec

from tests.hostile_platform.case import Case, problems
from tests.hostile_platform.commands import COMMANDS
from tests.hostile_platform.hostile_server import Platform, hostile_platform
from tests.hostile_platform.mutations import drawn, drawn_for_file
from tests.hostile_platform.world import build_world

CORPUS: Final = Path(__file__).resolve().parents[1] / "cases" / "answers"
_MEMORY: Final = Path("/dev/shm")
Check = Callable[[Case], list[str]]


def drawn_cases(seed: int) -> Iterator[Case]:
    """Yield cases without end: every command in turn, each with one to three mutations."""
    names = sorted(COMMANDS)
    number = seed
    while True:
        random_ = random.Random(number)
        name = random_.choice(names)
        if random_.random() < 0.15:
            yield Case(name, (), drawn_for_file(random_))
        else:
            yield Case(name, drawn(random_))
        number += 1


def reduced(case: Case, is_wrong: Callable[[Case], bool]) -> Case:
    """Return the case without the mutations that it does not need to be wrong."""
    for mutation in (*case.mutations, *case.lock):
        smaller = Case(
            case.command,
            tuple(one for one in case.mutations if one is not mutation),
            tuple(one for one in case.lock if one is not mutation),
        )
        if is_wrong(smaller):
            case = smaller
    return case


def keep(case: Case, folder: Path = CORPUS) -> Path:
    """Write a case into the corpus, under a name that tells its command and first mutation."""
    folder.mkdir(parents=True, exist_ok=True)
    text = msgspec.json.format(msgspec.json.encode(case), indent=2).decode() + "\n"
    words = "-".join("".join(sign if sign.isalnum() else " " for sign in case.command).split())
    first = (*case.mutations, *case.lock)[0]
    name = f"{words}-{'lock-' if case.lock else ''}{first.kind}-{first.value}"
    path = folder / f"{name}.json"
    path.write_text(text, encoding="utf-8")
    return path


def read_case(path: Path) -> Case:
    return msgspec.json.decode(path.read_bytes(), type=Case)


def main(arguments: list[str] | None = None) -> int:
    options = _options(arguments)
    scratch_root = _MEMORY if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=scratch_root) as folder, hostile_platform() as platform:
        world = build_world(Path(folder), platform)

        def check(case: Case) -> list[str]:
            return problems(case, world, platform)

        if options.replay is not None:
            return _replay(read_case(options.replay), check, platform)
        return _fuzz(options, check)


def _replay(case: Case, check: Check, platform: Platform) -> int:
    found = check(case)
    _say("\n".join([*platform.requests, *found]))
    return 1 if found else 0


def _fuzz(options: argparse.Namespace, check: Check) -> int:
    began, kinds, ran = time.monotonic(), Counter[str](), 0
    for number, case in enumerate(drawn_cases(options.seed)):
        over = number >= options.count if options.count else time.monotonic() - began >= options.seconds
        if over:
            break
        started = time.monotonic()
        found = check(case)
        ran += 1
        if found:
            kind = _kind(found[0])
            kinds[kind] += 1
            if kinds[kind] == 1:
                _report(options, case, found, check)
        if time.monotonic() - started > options.slow:
            _say(f"slow: {time.monotonic() - started:.1f} s: {msgspec.json.encode(case).decode()}")
    _say(f"{ran} cases from seed {options.seed} in {time.monotonic() - began:.0f} s; {sum(kinds.values())} findings")
    for kind, count in kinds.most_common():
        _say(f"{count:6} {kind}")
    return 1 if kinds else 0


def _report(options: argparse.Namespace, case: Case, found: list[str], check: Check) -> None:
    small = reduced(case, lambda smaller: _kind("".join(check(smaller)[:1])) == _kind(found[0]))
    _say(f"\n{msgspec.json.encode(small).decode()}\n" + "\n".join(one[:3000] for one in found))
    if options.keep:
        _say(f"kept as {keep(small)}")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _kind(finding: str) -> str:
    """Return what two findings of the same cause have in common: the last line of a failure, without its values."""
    lines = [line.strip() for line in finding.strip().splitlines()]
    text = next((line for line in lines if line.startswith("where:")), lines[-1] if lines else "")
    return "".join(sign for sign in (lines[0] if lines else "")[:40] + " " + text[:120] if not sign.isdigit())


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.hostile_platform")
    parser.add_argument("seconds", type=float, nargs="?", default=60.0)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**9))
    parser.add_argument("--count", type=int, default=0)
    parser.add_argument("--slow", type=float, default=20.0)
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--replay", type=Path)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
