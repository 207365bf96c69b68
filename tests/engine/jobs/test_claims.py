"""Claims of jobs: one owner at a time, in order, until the lease expires."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from personactl.engine.jobs.claims import Job, claim, enqueue, finish, next_due, postpone
from personactl.engine.store.database import Database
from tests.engine.jobs.recording import DUE, KIND, add_jobs, left

NOW = datetime(2026, 11, 22, 10, 0, 0, tzinfo=UTC)
LEASE = timedelta(seconds=60)


def claimed(database: Database, owner: str = "a", *, after_s: float = 0, kind: str = KIND) -> Job | None:
    with database.write() as connection:
        return claim(connection, {kind}, owner=owner, now=NOW + timedelta(seconds=after_s), lease=LEASE)


def looked_up(database: Database) -> str | None:
    with database.read() as connection:
        return next_due(connection, {KIND})


def test_a_claimed_job_cannot_be_claimed_until_the_lease_expires(database: Database) -> None:
    add_jobs(database, "x")

    first = claimed(database)
    assert first is not None
    assert (first.kind, first.subject, first.due_at, first.attempt, first.owner) == (KIND, "x", DUE, 1, "a")
    assert claimed(database, "b", after_s=59.999) is None
    assert looked_up(database) == "2026-11-22T10:01:00.000Z"
    again = claimed(database, "b", after_s=60)
    assert again is not None
    assert (again.attempt, again.owner) == (2, "b")


@pytest.mark.parametrize("owner", ["a", "b"])
def test_a_job_that_was_claimed_again_is_not_finished_by_its_first_owner(owner: str, database: Database) -> None:
    add_jobs(database, "x")
    first, again = claimed(database), claimed(database, owner, after_s=60)
    assert first is not None
    assert again is not None

    with database.write() as connection:
        assert not finish(connection, first)
        postpone(connection, first, DUE)
    assert looked_up(database) == "2026-11-22T10:02:00.000Z", "the late owner postponed nothing"
    with database.write() as connection:
        assert finish(connection, again)
    assert left(database) == 0


def test_jobs_are_claimed_in_the_order_in_which_they_are_due(database: Database) -> None:
    with database.write() as connection:
        enqueue(connection, KIND, "later", "2026-11-22T10:00:00.001Z")
        enqueue(connection, KIND, "first", DUE)
        enqueue(connection, KIND, "second", DUE)
    found = [claimed(database), claimed(database), claimed(database)]

    assert [job.subject if job else None for job in found] == ["first", "second", None]
    assert looked_up(database) == "2026-11-22T10:00:00.001Z"


def test_a_postponed_job_is_due_later_and_counts_its_attempts(database: Database) -> None:
    add_jobs(database, "x")
    job = claimed(database)
    assert job is not None
    with database.write() as connection:
        postpone(connection, job, "2026-11-22T10:00:02.000Z")

    assert claimed(database, after_s=1.999) is None
    again = claimed(database, after_s=2)
    assert again is not None
    assert again.attempt == 2


def test_a_kind_of_job_that_this_version_does_not_know_is_left_alone(database: Database) -> None:
    add_jobs(database, "x")

    assert claimed(database, kind="other") is None
    assert looked_up(database) == DUE


def test_there_is_one_job_of_a_kind_for_a_subject(database: Database) -> None:
    add_jobs(database, "x")
    with pytest.raises(IntegrityError):
        add_jobs(database, "x")
