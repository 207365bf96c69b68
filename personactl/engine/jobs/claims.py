"""The rows of jobs: enqueue, claim, finish, postpone. Moments are stamps (see `clock`)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, select, update

from personactl.engine.clock import stamp
from personactl.engine.store.tables import jobs

_claimable_at: ColumnElement[str] = func.coalesce(jobs.c.leased_until, jobs.c.due_at)


@dataclass(frozen=True, slots=True)
class Job:
    """A job that was claimed.

    `kind`: which work it is.
    `subject`: the id of what it works on.
    `due_at`: when it should run.
    `attempt`: 1 for the first claim. With `owner` it tells this claim from earlier and later ones.
    """

    seq: int
    kind: str
    subject: str
    due_at: str
    attempt: int
    owner: str


def enqueue(connection: Connection, kind: str, subject: str, due_at: str) -> None:
    """Raises `IntegrityError` when there is such a job for `subject` already."""
    connection.execute(insert(jobs).values(kind=kind, subject=subject, due_at=due_at, attempts=0))


def next_due(connection: Connection, kinds: Collection[str]) -> str | None:
    """When the next job of `kinds` can be claimed: when it is due, or when its lease expires. None without jobs."""
    return connection.execute(select(func.min(_claimable_at)).where(jobs.c.kind.in_(kinds))).scalar()


def claim(connection: Connection, kinds: Collection[str], *, owner: str, now: datetime, lease: timedelta) -> Job | None:
    """Claim the job of `kinds` that has been due for longest, until `now` + `lease`; None when none is due.

    The row is compared and set in one statement, so that of several processes exactly one gets it.
    """
    due = (
        select(jobs)
        .where(jobs.c.kind.in_(kinds), _claimable_at <= stamp(now))
        .order_by(jobs.c.due_at, jobs.c.seq)
        .limit(1)
    )
    while (row := connection.execute(due).first()) is not None:
        attempt = row.attempts + 1
        unclaimed = and_(jobs.c.seq == row.seq, jobs.c.attempts == row.attempts)
        claimed = update(jobs).where(unclaimed).values(owner=owner, attempts=attempt, leased_until=stamp(now + lease))
        if connection.execute(claimed).rowcount > 0:
            return Job(row.seq, row.kind, row.subject, row.due_at, attempt, owner)
    return None


def finish(connection: Connection, job: Job) -> bool:
    """Delete the row. False when the job was claimed again meanwhile: then this result must not be stored."""
    return connection.execute(delete(jobs).where(_is_held(job))).rowcount > 0


def postpone(connection: Connection, job: Job, due_at: str) -> None:
    """Give the claim up, to be tried again at `due_at`."""
    connection.execute(update(jobs).where(_is_held(job)).values(owner=None, leased_until=None, due_at=due_at))


def _is_held(job: Job) -> ColumnElement[bool]:
    return and_(jobs.c.seq == job.seq, jobs.c.owner == job.owner, jobs.c.attempts == job.attempt)
