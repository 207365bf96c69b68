"""Measures how long commands take to start, compared with the minimum for any Typer program.

    python benchmarks/startup.py [ROUNDS] [--beside BIN]        30 rounds by default

The rows with `__complete` are what a shell starts when Tab is pressed. The last four rows send requests to a platform:
the embedded engine on loopback, with four pushed personas. Each command runs in its own process. The rounds are
interleaved, so that a busy machine slows all rows alike. `wall` and `cpu` (user and system time of the command alone)
are medians in milliseconds. `ratio` is wall time divided by that of `python -c "import typer"`. `--beside` names the
folder with the commands of another installation (BIN/personactl), which is measured in the same rounds.
"""

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

BIN = Path(sys.executable).parent
PROJECT = Path(__file__).resolve().parent.parent
REFERENCE = 'python -c "import typer"'
OFFLINE = (["--version"], ["--help"], ["push", "--help"], ["validate", "personas/cara.yaml"])
COMPLETION = (
    ["__complete", "bash", "personactl "],
    ["__complete", "bash", "personactl -C with-settings talk "],
    ["__complete", "bash", "personactl -C with-settings push --profile "],
)
ONLINE = (["diff"], ["status"], ["token", "cara"], ["session", "list"])


def commands(beside: Path | None) -> dict[str, list[str]]:
    """Return the command line of each row, by the row's name."""
    rows = {"python -c pass": [sys.executable, "-c", "pass"], REFERENCE: [sys.executable, "-c", "import typer"]}
    for prefix, folder in (("", BIN), ("beside: ", beside)):
        if folder is not None:
            for words in (*OFFLINE, *COMPLETION, *ONLINE):
                rows[f"{prefix}personactl {' '.join(words)}"] = [str(folder / "personactl"), *words]
    return rows


@contextmanager
def served_engine(home: Path) -> Iterator[Mapping[str, str]]:
    """Serve a new engine on loopback inside the block, and yield the environment variables that name it."""
    command = [str(BIN / "personactl"), "engine", "serve", "--port", "0", "--db", str(home / "engine.db"), "--quiet"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        ready = (process.stdout.readline().strip().partition("=") for _ in range(2))
        yield {name: value for name, _, value in ready}
    finally:
        process.terminate()
        process.wait()


def measure(
    rows: Mapping[str, list[str]], rounds: int, cwd: Path, env: Mapping[str, str]
) -> dict[str, list[list[float]]]:
    """Return wall and CPU time of every row in milliseconds, `rounds` times, after one round that fills the caches."""
    times: dict[str, list[list[float]]] = {name: [] for name in rows}
    for index in range(rounds + 1):
        for name, command in rows.items():
            before, start = _cpu_s(), time.perf_counter()
            subprocess.run(command, check=True, cwd=cwd, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            if index:
                times[name].append([(time.perf_counter() - start) * 1000, (_cpu_s() - before) * 1000])
    return times


def _cpu_s() -> float:
    """User and system time of all children that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("rounds", nargs="?", type=int, default=30)
    parser.add_argument("--beside", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, served_engine(Path(folder)) as variables:
        project = Path(folder) / "project"
        for part in ("personas", "tools", "knowledge"):
            shutil.copytree(PROJECT / part, project / part)
        shutil.copytree(PROJECT / "personas", project / "with-settings" / "personas")
        settings = project / "with-settings" / "personactl.yaml"
        settings.write_text("profiles: {production: {keyEnv: ANAM_API_KEY}}\n")
        env = {**os.environ, **variables, "PERSONACTL_HOME": str(Path(folder) / "home")}
        push = [str(BIN / "personactl"), "push", "--yes", "--quiet"]
        subprocess.run(push, check=True, cwd=project, env=env, stdout=subprocess.DEVNULL)
        times = measure(commands(options.beside), options.rounds, project, env)
    medians = {name: [statistics.median(column) for column in zip(*rows, strict=True)] for name, rows in times.items()}
    reference = medians[REFERENCE][0]
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} cores, {options.rounds} rounds, milliseconds")
    print(f"{'command':48} {'wall':>8} {'fastest':>8} {'cpu':>8} {'ratio':>6}")
    for name, (wall, cpu) in medians.items():
        fastest = min(row[0] for row in times[name])
        print(f"{name:48} {wall:8.1f} {fastest:8.1f} {cpu:8.1f} {wall / reference:6.2f}")


if __name__ == "__main__":
    main()
