"""Runs due jobs, one at a time, in its own thread, separate from the event loop and from the thread of writes.

A served engine watches for jobs all the time, including those that another process left unfinished. An engine inside
one command does not live long enough for that, so a request about unfinished work runs the due jobs first.
"""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from functools import cached_property, partial
from typing import Protocol, TypeAlias

from sqlalchemy import Connection

from personactl.engine.clock import moment, stamp
from personactl.engine.jobs.claims import Job, claim, finish, next_due, postpone
from personactl.engine.store.database import Database

Conclusion: TypeAlias = Callable[[Connection], None]
"""Stores the result of a job, in the transaction that deletes the job."""

LEASE = timedelta(seconds=60)
"""Much longer than any job runs. A job whose process died waits for as long."""

MOST_ATTEMPTS = 5
_BACKOFF_S = 2.0
_IDLE_S = 2.0
_SHORTEST_WAIT_S = 0.02

_log = logging.getLogger(__name__)


class JobKind(Protocol):
    """One kind of work. It may be run more than once, but only one run is concluded."""

    def run(self, database: Database, job: Job) -> Conclusion:
        """Do the work. Any exception is a failed attempt, which is repeated later."""

    def give_up(self, connection: Connection, job: Job) -> None:
        """Store that the job failed for good: `MOST_ATTEMPTS` attempts failed, or were cut short."""


class Worker:
    """One per engine.

    `now`: the engine's clock, by which jobs are due and leases expire.
    `new_id`: makes the name under which this worker claims jobs.
    """

    def __init__(
        self,
        database: Database,
        kinds: Mapping[str, JobKind],
        *,
        now: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self._database = database
        self._kinds = kinds
        self._now = now
        self._new_id = new_id
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="engine-jobs")
        self._stopped = threading.Event()
        self._woken: asyncio.Event | None = None

    async def settle(self) -> float:
        """Run what is due; see `run_due`. Raises `StorageError`."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self.run_due)

    def run_due(self) -> float:
        """Run, in this thread, all jobs that are due and that no other worker has claimed.

        Returns how many seconds to wait before looking again. Raises `StorageError`.
        """
        while not self._stopped.is_set():
            with self._database.read() as connection:
                due = next_due(connection, self._kinds.keys())
            if due is None:
                return _IDLE_S
            if due > stamp(now := self._now()):
                return min(max((moment(due) - now).total_seconds(), _SHORTEST_WAIT_S), _IDLE_S)
            self._run_one(now)
        return _IDLE_S

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        """Run jobs as they become due, in the background, for as long as the context lasts."""
        self._woken = asyncio.Event()
        watch = asyncio.create_task(self._watch(self._woken))
        try:
            yield
        finally:
            self._woken = None
            watch.cancel()
            await asyncio.wait({watch})

    def wake(self) -> None:
        """Have the watch look again, because there is a new job. Called on the event loop."""
        if self._woken is not None:
            self._woken.set()

    def stop(self) -> None:
        """Begin no more jobs."""
        self._stopped.set()

    def close(self) -> None:
        """Begin no more jobs, and wait for the one that is running."""
        self.stop()
        self._thread.shutdown()

    async def _watch(self, woken: asyncio.Event) -> None:
        wait_s = _IDLE_S
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(woken.wait(), wait_s)
            if self._stopped.is_set():
                return
            woken.clear()
            try:
                wait_s = await self.settle()
            except Exception:  # noqa: BLE001 - the watch goes on: a database that refuses now may work later
                _log.exception("jobs cannot be run")
                wait_s = _IDLE_S

    @cached_property
    def _owner(self) -> str:
        return self._new_id()

    def _run_one(self, now: datetime) -> None:
        with self._database.write() as connection:
            job = claim(connection, self._kinds.keys(), owner=self._owner, now=now, lease=LEASE)
        if job is None:
            return
        conclusion = self._conclusion(job)
        with self._database.write() as connection:
            if conclusion is None:
                postpone(connection, job, stamp(self._now() + timedelta(seconds=_BACKOFF_S**job.attempt)))
            elif finish(connection, job):
                conclusion(connection)

    def _conclusion(self, job: Job) -> Conclusion | None:
        """Run `job`; None when it must be tried again."""
        kind = self._kinds[job.kind]
        if job.attempt <= MOST_ATTEMPTS:
            try:
                return kind.run(self._database, job)
            except Exception:  # noqa: BLE001 - whatever failed, the job is neither lost nor repeated for ever
                _log.exception("attempt %d of %s for %s failed", job.attempt, job.kind, job.subject)
                if job.attempt < MOST_ATTEMPTS:
                    return None
        return partial(_give_up, kind, job)


def _give_up(kind: JobKind, job: Job, connection: Connection) -> None:
    _log.error("gave up %s for %s after %d attempts", job.kind, job.subject, MOST_ATTEMPTS)
    kind.give_up(connection, job)
