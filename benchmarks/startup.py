"""How long `personactl` takes to say its version or its help, beside the least that any Typer program takes.

Each command runs as a process of its own; the rounds are interleaved so that a busy machine slows all rows alike.
The median is reported, and its ratio to `python -c "import typer"` (aim: 1.5 at most).

    python benchmarks/startup.py [ROUNDS]
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BIN = Path(sys.executable).parent
PYTHON = sys.executable
REFERENCE = 'python -c "import typer"'
COMMANDS: dict[str, list[str]] = {
    "python -c pass": [PYTHON, "-c", "pass"],
    REFERENCE: [PYTHON, "-c", "import typer"],
    "personactl --version": [str(BIN / "personactl"), "--version"],
    "personactl --help": [str(BIN / "personactl"), "--help"],
    "personactl push --help": [str(BIN / "personactl"), "push", "--help"],
}


def measure(rounds: int) -> dict[str, list[float]]:
    """Wall time in milliseconds of every command, `rounds` times, after one round that fills the caches."""
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "PERSONACTL_HOME": home}
        for index in range(rounds + 1):
            for name, command in COMMANDS.items():
                start = time.perf_counter()
                subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
                if index:
                    times[name].append((time.perf_counter() - start) * 1000)
    return times


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    times = measure(rounds)
    reference = statistics.median(times[REFERENCE])
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} cores, {rounds} rounds, milliseconds")
    print(f"{'command':28} {'median':>8} {'fastest':>8} {'ratio':>6}")
    for name, values in times.items():
        median = statistics.median(values)
        print(f"{name:28} {median:8.1f} {min(values):8.1f} {median / reference:6.2f}")


if __name__ == "__main__":
    main()
