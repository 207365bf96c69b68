"""A worker: failures, jobs that kill their process, and background work while the engine is served."""

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from personactl.engine.jobs.claims import Job, claim
from personactl.engine.jobs.worker import LEASE, MOST_ATTEMPTS, Worker
from personactl.engine.store.database import Database
from tests.engine.conftest import Clock
from tests.engine.jobs.recording import KIND, Recording, add_jobs, concluded, left


def worker(database: Database, clock: Clock, runs: Path, work: Callable[[Job], None] = lambda _: None) -> Worker:
    return Worker(database, {KIND: Recording(runs, work)}, now=clock, new_id=lambda: "w1")


def fail(_job: Job) -> None:
    raise ArithmeticError("it does not add up")


def fail_at_first(job: Job) -> None:
    if job.attempt == 1:
        fail(job)


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    path = tmp_path / "runs"
    path.touch()
    return path


def test_all_that_is_due_is_run_once(database: Database, clock: Clock, runs: Path) -> None:
    add_jobs(database, "x", "y")
    one = worker(database, clock, runs)
    one.run_due()
    one.run_due()
    one.close()

    assert concluded(database) == {"x": "done by w1 in attempt 1", "y": "done by w1 in attempt 1"}
    assert (runs.read_text("utf-8"), left(database)) == ("x\ny\n", 0)


def test_a_job_that_failed_is_tried_again_after_a_while(
    database: Database, clock: Clock, runs: Path, caplog: pytest.LogCaptureFixture
) -> None:
    add_jobs(database, "x")
    one = worker(database, clock, runs, fail_at_first)

    assert one.run_due() == 2.0
    assert concluded(database) == {}
    clock.move(2)
    one.run_due()
    one.close()
    assert concluded(database) == {"x": "done by w1 in attempt 2"}
    assert "attempt 1 of test for x failed" in caplog.text
    assert "it does not add up" in caplog.text


def test_a_job_that_always_fails_is_given_up_after_ever_longer_waits(
    database: Database, clock: Clock, runs: Path
) -> None:
    add_jobs(database, "x")
    one = worker(database, clock, runs, fail)
    for wait_s in (2, 4, 8, 16):
        one.run_due()
        clock.move(wait_s - 0.001)
        one.run_due()
        assert concluded(database) == {}
        clock.move(0.001)
    one.run_due()
    one.close()

    assert concluded(database) == {"x": f"given up in attempt {MOST_ATTEMPTS}"}
    assert (runs.read_text("utf-8"), left(database)) == ("x\n" * MOST_ATTEMPTS, 0)


def test_a_job_whose_process_dies_each_time_is_given_up_without_another_run(
    database: Database, clock: Clock, runs: Path
) -> None:
    add_jobs(database, "x")
    for _ in range(MOST_ATTEMPTS):
        with database.write() as connection:
            assert claim(connection, {KIND}, owner="dead", now=clock(), lease=LEASE) is not None
        clock.move(LEASE.total_seconds())
    one = worker(database, clock, runs)
    one.run_due()
    one.close()

    assert concluded(database) == {"x": f"given up in attempt {MOST_ATTEMPTS + 1}"}
    assert runs.read_text("utf-8") == ""


def test_the_result_of_a_worker_whose_lease_expired_is_not_stored(database: Database, clock: Clock, runs: Path) -> None:
    add_jobs(database, "x")
    other = Worker(database, {KIND: Recording(runs)}, now=clock, new_id=lambda: "w2")

    def overtaken(_job: Job) -> None:
        clock.move(LEASE.total_seconds())
        other.run_due()

    slow = worker(database, clock, runs, overtaken)
    slow.run_due()
    slow.close()
    other.close()

    assert concluded(database) == {"x": "done by w2 in attempt 2"}
    assert runs.read_text("utf-8") == "x\nx\n"


def test_closing_waits_for_the_job_that_runs_and_begins_no_other(database: Database, clock: Clock, runs: Path) -> None:
    add_jobs(database, "x", "y")
    begun = threading.Event()

    def stop_midway(_job: Job) -> None:
        one.stop()
        begun.set()

    one = worker(database, clock, runs, stop_midway)

    async def begin() -> None:
        settling = asyncio.create_task(one.settle())
        await asyncio.to_thread(begun.wait)
        one.close()
        assert concluded(database) == {"x": "done by w1 in attempt 1"}
        await settling

    asyncio.run(begin())
    assert left(database) == 1


def test_while_it_watches_jobs_are_run_in_another_thread_without_anybody_asking(
    database: Database, clock: Clock, runs: Path
) -> None:
    ran_in: list[str] = []
    one = worker(database, clock, runs, lambda _: ran_in.append(threading.current_thread().name))

    async def watch() -> None:
        async with one.watching():
            add_jobs(database, "x")
            one.wake()
            while "x" not in concluded(database):
                await asyncio.sleep(0.01)
            add_jobs(database, "of another process")
            while left(database):
                await asyncio.sleep(0.01)

    asyncio.run(watch())
    one.close()
    assert [name.rpartition("_")[0] for name in ran_in] == ["engine-jobs", "engine-jobs"]


def test_the_watch_survives_a_database_that_refuses(
    database: Database, clock: Clock, runs: Path, caplog: pytest.LogCaptureFixture
) -> None:
    one = worker(database, clock, runs)

    def cut_off() -> None:
        with database.write() as connection:
            connection.exec_driver_sql("ALTER TABLE jobs RENAME TO lost_jobs")

    def restore() -> None:
        with database.write() as connection:
            connection.exec_driver_sql("ALTER TABLE lost_jobs RENAME TO jobs")

    async def watch() -> None:
        cut_off()
        async with one.watching():
            one.wake()
            while "jobs cannot be run" not in caplog.text:
                await asyncio.sleep(0.01)
            restore()
            add_jobs(database, "x")
            one.wake()
            while left(database):
                await asyncio.sleep(0.01)

    asyncio.run(watch())
    one.close()
    assert concluded(database) == {"x": "done by w1 in attempt 1"}
