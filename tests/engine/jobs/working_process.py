"""A process that runs jobs: `python -m tests.engine.jobs.working_process DB RUNS OWNER [stay]`.

It prints "ready" and waits for a line, so that several processes begin together, and ends when no job is left. With
"stay" its first job never ends: it prints "running" and waits to be killed.
"""

import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

from personactl.engine.jobs.claims import Job
from personactl.engine.jobs.worker import Worker
from personactl.engine.store.database import open_database
from tests.engine.jobs.recording import KIND, Recording, left

NOW = datetime(2026, 11, 22, 10, 0, 0, tzinfo=UTC)


def say(word: str) -> None:
    sys.stdout.write(word + "\n")
    sys.stdout.flush()


def never_end(_job: Job) -> None:
    say("running")
    threading.Event().wait()


def main(path: str, runs: str, owner: str, *, stay: bool) -> None:
    database = open_database(path)
    kind = Recording(Path(runs), never_end) if stay else Recording(Path(runs))
    worker = Worker(database, {KIND: kind}, now=lambda: NOW, new_id=lambda: owner)
    say("ready")
    sys.stdin.readline()
    while left(database):
        worker.run_due()
    worker.close()
    database.close()


if __name__ == "__main__":
    main(*sys.argv[1:4], stay="stay" in sys.argv[4:])
