"""How long `personactl validate` takes over many files, beside two linters for YAML on the same files in the same run.

    python benchmarks/lint.py [FILES]... [--rounds N]        1000 and 10000 files, one round, by default

Cold starts with no cache, warm right after it. Rounds are interleaved, so that a busy machine slows all rows alike;
the fastest round counts. `peak` is the most memory that any one process of the command held.
The peers come with the `benchmark` extra.

What profiling found, and what became of it:
- Parsing was a fifth of the time. Half went into patterns that looked for orders ("use markdown") in many sentences, in
  four languages: now a sentence is looked at only if it names a format, found as plain text, and only in the language
  of the prompt.
- Each word of a prompt was compared with the common words of seven languages; they are counted once instead.
- Compiling the 140 patterns of the rules took longer than checking a file: each is compiled when it is first used.
- Every command loaded those of all others (asyncio, pydantic, ssl); only the one that is meant is loaded, and reading
  `personactl.yaml` no longer brings along what reads stored logins. Typer 0.29 needs pydantic to read any option: 0.28.
- Warm, what is left is the start of the program, a read and a digest of each file, and one look-up for 400 of them.
- One file: most of what is above the reference is creating the rules' modules and dataclasses, not the checking.
"""

import argparse
import json
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
ONE, REFERENCE = "personactl validate ONE_FILE", 'python -c "import typer, yaml"'
YAMLLINT, CHECK_JSONSCHEMA = "yamllint", "check-jsonschema"

SCHEMA = {
    "type": "object",
    "required": ["name", "avatarId", "voiceId"],
    "properties": {
        **{key: {"type": "string"} for key in ("name", "avatarId", "voiceId", "llmId", "systemPrompt")},
        "voiceDetectionOptions": {"type": "object", "additionalProperties": {"type": "number"}},
    },
}


@dataclass(frozen=True, slots=True)
class Measured:
    seconds: float
    peak_mib: float


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
    schema = root / "schema.json"
    schema.write_text(json.dumps(SCHEMA), encoding="utf-8")
    home = root / "home"
    files = [str(path) for path in sorted(folder.iterdir())]
    relaxed = "{extends: relaxed, rules: {line-length: disable}}"
    commands: dict[str, list[str]] = {
        COLD: ["personactl", "validate", str(folder)],
        WARM: ["personactl", "validate", str(folder)],
        YAMLLINT: ["yamllint", "-d", relaxed, str(folder)],
        CHECK_JSONSCHEMA: ["check-jsonschema", "--schemafile", str(schema), *files],
        REFERENCE: ["python", "-c", "import typer, yaml"],
        ONE: ["personactl", "validate", files[0]],
    }
    best: dict[str, Measured] = {}
    for _ in range(rounds):
        for name, command in commands.items():
            if name == COLD:
                shutil.rmtree(home, ignore_errors=True)
            measured = _best_of(10 if name in {REFERENCE, ONE} else 1, lambda c=command: _run(c, home))  # type: ignore[misc]
            best[name] = min(best.get(name, measured), measured, key=lambda one: one.seconds)
    return best


def _best_of(times: int, run: Callable[[], Measured]) -> Measured:
    return min((run() for _ in range(times)), key=lambda one: one.seconds)


def _run(command: list[str], home: Path) -> Measured:
    """A process of its own; whatever it starts counts towards its peak. It must succeed: all files are good."""
    environment = {**os.environ, "PERSONACTL_HOME": str(home)}
    nowhere = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    start = time.perf_counter()
    program = str(BIN / command[0])
    process = os.posix_spawn(program, [program, *command[1:]], environment, file_actions=nowhere)
    _, status, usage = os.wait4(process, 0)
    seconds = time.perf_counter() - start
    if status != 0:
        raise SystemExit(f"{command[0]} failed with status {os.waitstatus_to_exitcode(status)}")
    return Measured(seconds, usage.ru_maxrss / 1024)


def _report(count: int, best: dict[str, Measured]) -> None:
    cold, warm = best[COLD].seconds, best[WARM].seconds
    print(f"\n{count:,} files\n{'command':32} {'seconds':>9} {'ms/file':>8} {'peak MiB':>9}")
    for name, one in best.items():
        each = "" if name in {ONE, REFERENCE} else f"{one.seconds / count * 1000:.2f}"
        print(f"{name:32} {one.seconds:9.2f} {each:>8} {one.peak_mib:9.0f}")
    print(f"cold is {best[YAMLLINT].seconds / cold:.1f} times as fast as yamllint (aim: 5)")
    print(f"cold is {best[CHECK_JSONSCHEMA].seconds / cold:.1f} times as fast as check-jsonschema (aim: 3)")
    print(f"warm is {cold / warm:.1f} times as fast as cold (aim: 10)")
    print(f"one file takes {best[ONE].seconds / best[REFERENCE].seconds:.2f} times the reference (aim: under 1.6)")


if __name__ == "__main__":
    main()
