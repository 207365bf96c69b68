"""Fuzzing of the platform's answers: whatever a server says, a command ends as documented, in limited time and memory.

    python fuzz/answers.py [SECONDS] [--seed N] [--count N] [--keep] [--replay FILE]

A real server on loopback answers every command that asks a platform with what the embedded engine says, mutated, and
some lock files are mutated too. It needs nothing but the project's own tests. Findings are reduced and, with --keep,
added to `tests/cases/answers/`, which `tests/hostile_platform/test_answers.py` replays.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.hostile_platform.__main__ import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
