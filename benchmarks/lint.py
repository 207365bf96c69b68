"""Compares `personactl validate` on many files with two YAML linters on the same files in the same run.

    python benchmarks/lint.py [FILES]... [--rounds N]        1000 and 10000 files, one round, by default

"cold" starts without a cache, "warm" directly after it. check-jsonschema gets the schema that `personactl schema
persona` prints. Rounds are interleaved, and the fastest counts. `CPU` is the time of all processes of a command, which
varies less than `wall` on a busy machine; `peak` is the highest peak memory of any of them. The `benchmark` extra
installs the other linters.

What profiling found, and what was done about it:
- Each read of a file requested a buffer of two megabytes, which Python allocates: half of a warm run, and a quarter of
  a cold one. The buffer now has the size of the file.
- Most patterns are not needed for most texts. A sentence is searched for orders ("use markdown") only if it names a
  format. Invisible characters are searched for only if some character has no glyph, and secrets only in lines with a
  long run of the characters that secrets consist of. Such a run is found by translating the text to two letters and
  searching for one of them sixteen times in a row.
- Common words identify a language after four thousand characters as well as after twenty thousand.
- Lines are found by splitting. Positions of YAML nodes are tuples, and are only built for what becomes a node.
- Compiling the 140 patterns of the rules took longer than checking a file. Each is now compiled on first use.
- A dataclass adds half a millisecond to every start, and the first one five more for importing `inspect`. The check of
  one file loads named tuples instead of forty-eight dataclasses.
- A warm run loads no rule and no parser. The findings of the whole project are cached beside those of each file. A file
  is not read if its size, times and inode are unchanged; after a checkout, its content decides.
- `validate` with nothing but paths does not load the library that parses options. Loading it takes two thirds of
  `import typer, yaml`, and longer than going through a thousand unchanged files.
- Typer 0.29 needs pydantic to parse any option, so 0.28 is used.
- For one new file, three quarters of the time is loading the rules' modules and the parser; the check takes two
  milliseconds. The modules that compare names, and the online rules' knowledge of resources, are loaded by the first
  file that needs them. This took the ratio to the reference from 1.76 to 1.31.
- Memory grows by two and a half KiB a file. Half of it is the facts for rules about the whole project. A path is
  stored once, however many facts name it, and the facts of all files are hashed without being joined.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from projects import make_project

BIN = Path(sys.executable).parent
COLD, WARM = "personactl validate, cold", "personactl validate, warm"
NEW, KNOWN, REFERENCE = "validate ONE_FILE, cold", "validate ONE_FILE, warm", 'python -c "import typer, yaml"'
YAMLLINT, CHECK_JSONSCHEMA = "yamllint", "check-jsonschema"
SINGLE = (NEW, KNOWN, REFERENCE)
SETTLED_S = 2.1
"""Wait before measuring: the cache does not trust the times of files that were just written."""


@dataclass(frozen=True, slots=True)
class Measured:
    """`wall` and `cpu` are in seconds; `cpu` is user and system time of all processes."""

    wall: float
    cpu: float
    peak_mib: float

    def least(self, other: "Measured") -> "Measured":
        return Measured(min(self.wall, other.wall), min(self.cpu, other.cpu), min(self.peak_mib, other.peak_mib))


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("files", nargs="*", type=int, default=[1000, 10000])
    arguments.add_argument("--rounds", type=int, default=1)
    options = arguments.parse_args()
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} cores, rounds: {options.rounds}")
    for count in options.files:
        with tempfile.TemporaryDirectory() as folder:
            _report(count, _measure(Path(folder), count, options.rounds))


def _measure(root: Path, count: int, rounds: int) -> dict[str, Measured]:
    folder = make_project(root, count)
    home, schema = root / "home", root / "schema.json"
    with schema.open("wb") as written:
        _run(["personactl", "schema", "persona"], home, written.fileno())
    files = [str(path) for path in sorted(folder.iterdir())]
    relaxed = "{extends: relaxed, rules: {line-length: disable}}"
    commands: dict[str, list[str]] = {
        COLD: ["personactl", "validate", str(folder)],
        WARM: ["personactl", "validate", str(folder)],
        YAMLLINT: ["yamllint", "-d", relaxed, str(folder)],
        CHECK_JSONSCHEMA: ["check-jsonschema", "--schemafile", str(schema), *files],
        REFERENCE: ["python", "-c", "import typer, yaml"],
        NEW: ["personactl", "validate", files[0]],
        KNOWN: ["personactl", "validate", files[0]],
    }
    time.sleep(SETTLED_S)
    best: dict[str, Measured] = {}
    for _ in range(rounds):
        for name, command in commands.items():
            forget = home if name in {COLD, NEW} else None
            measured = _best_of(10 if name in SINGLE else 1, lambda c=command, f=forget: _timed(c, home, f))  # type: ignore[misc]
            best[name] = measured.least(best.get(name, measured))
    return best


def _best_of(times: int, run: Callable[[], Measured]) -> Measured:
    best = run()
    for _ in range(times - 1):
        best = best.least(run())
    return best


def _timed(command: list[str], home: Path, forget: Path | None) -> Measured:
    if forget is not None:
        shutil.rmtree(forget, ignore_errors=True)
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - not a path that a user names
        return _run(command, home, nowhere.fileno())


def _run(command: list[str], home: Path, stdout: int) -> Measured:
    """Run a process that must succeed. Its children count towards its CPU time and peak memory."""
    environment = {**os.environ, "PERSONACTL_HOME": str(home)}
    start = time.perf_counter()
    program = str(BIN / command[0])
    actions = [(os.POSIX_SPAWN_DUP2, stdout, 1)]
    process = os.posix_spawn(program, [program, *command[1:]], environment, file_actions=actions)
    _, status, usage = os.wait4(process, 0)
    wall = time.perf_counter() - start
    if status != 0:
        raise SystemExit(f"{command[0]} failed with status {os.waitstatus_to_exitcode(status)}")
    return Measured(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def _report(count: int, best: dict[str, Measured]) -> None:
    print(f"\n{count:,} files\n{'command':32} {'wall s':>8} {'CPU s':>8} {'CPU ms/file':>12} {'peak MiB':>9}")
    for name, one in best.items():
        each = "" if name in SINGLE else f"{one.cpu / count * 1000:.2f}"
        print(f"{name:32} {one.wall:8.2f} {one.cpu:8.2f} {each:>12} {one.peak_mib:9.0f}")
    print(f"{'':44} {'wall':>6} {'CPU':>6}   aim")
    for slower, faster, said, aim in (
        (YAMLLINT, COLD, "cold against yamllint", "5 at least"),
        (CHECK_JSONSCHEMA, COLD, "cold against check-jsonschema", "3 at least"),
        (COLD, WARM, "warm against cold", "10 at least"),
        (KNOWN, REFERENCE, "one file, warm, against the reference", "1.6 at most"),
        (NEW, REFERENCE, "one file, cold, against the reference", "1.6 at most"),
    ):
        slow, fast = best[slower], best[faster]
        print(f"{said:44} {slow.wall / fast.wall:6.2f} {slow.cpu / fast.cpu:6.2f}   {aim}")


if __name__ == "__main__":
    main()
