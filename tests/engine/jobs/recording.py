"""Kinds of jobs for tests: each conclusion is a row in `meta`, so that a second one would fail."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, insert, select

from personactl.engine.jobs.claims import Job, enqueue
from personactl.engine.jobs.worker import Conclusion
from personactl.engine.store.database import Database
from personactl.engine.store.tables import jobs, meta

KIND = "test"
DUE = "2026-11-22T10:00:00.000Z"


class Recording:
    """Writes each run to the file `runs` and each conclusion to `meta`. `work` is called by a run, and may fail."""

    def __init__(self, runs: Path, work: Callable[[Job], None] = lambda _: None) -> None:
        self._runs = runs
        self._work = work

    def run(self, database: Database, job: Job) -> Conclusion:
        with self._runs.open("a", encoding="utf-8") as runs:
            runs.write(f"{job.subject}\n")
        self._work(job)
        return lambda connection: _note(connection, job, f"done by {job.owner} in attempt {job.attempt}")

    def give_up(self, connection: Connection, job: Job) -> None:
        _note(connection, job, f"given up in attempt {job.attempt}")


def add_jobs(database: Database, *subjects: str) -> None:
    with database.write() as connection:
        for subject in subjects:
            enqueue(connection, KIND, subject, DUE)


def concluded(database: Database) -> dict[str, str]:
    """Return the conclusions by the subjects of their jobs."""
    with database.read() as connection:
        rows = connection.execute(select(meta).where(meta.c.key.startswith("job "))).all()
    return {row.key.removeprefix("job "): row.value for row in rows}


def left(database: Database) -> int:
    with database.read() as connection:
        return len(connection.execute(select(jobs.c.seq)).all())


def _note(connection: Connection, job: Job, words: str) -> None:
    connection.execute(insert(meta).values(key=f"job {job.subject}", value=words))
