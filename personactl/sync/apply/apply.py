"""Carries out a plan: announces it in the lock, writes the items under a limit, and reports one outcome for each item.

The first write goes to the lock and not to the platform, so that a full disk or a read-only folder stops the run before
anything is sent. An item starts as soon as the items that it needs are done, whatever its kind. A failed item only
takes along the items that need it; only a failure that would hit every item stops the rest.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import assert_never

from msgspec import Struct, field

from personactl.api.client import Client
from personactl.api.concurrent_requests import concurrently
from personactl.command_hint import run_hint
from personactl.errors import (
    AuthError,
    ConflictError,
    PersonactlError,
    RejectedError,
    StorageError,
    UnavailableError,
    UsageError,
)
from personactl.persona.project_resource import Address, SecretSource
from personactl.secret import Secret
from personactl.sync.apply.circuit_breaker import CircuitBreaker, StoppedError
from personactl.sync.apply.ledger import Ledger
from personactl.sync.apply.lock_changes import plan_announced
from personactl.sync.apply.outcome import Done, Failed, Outcome, Result, Skipped
from personactl.sync.apply.poll_policy import DEFAULT_POLL_POLICY, PollPolicy, wait_until_processed
from personactl.sync.apply.request_slots import RequestSlots
from personactl.sync.apply.snapshot import SaveSnapshot, Snapshot
from personactl.sync.apply.write_item import Writer, Written
from personactl.sync.kinds.kind import RESOURCE_KINDS
from personactl.sync.plan.options import CONCURRENCY
from personactl.sync.plan.plan import Adopt, Create, Delete, Drift, Item, Plan, Replace, Unchanged, Update
from personactl.sync.values.observed import Observed
from personactl.sync.values.secret_field import ReadSecret

_READY = 0.25
"""Additional requests that are prepared, as a fraction of those under way. The client sends each as soon as a
connection is free."""

_ITEMS_PER_REQUEST = 16
"""Items under way for each request under way. Most of these items wait for the lock file to be written."""


def refuse_secrets(source: SecretSource) -> Secret:
    """For a caller without access to secrets. Always raises `UsageError`."""
    raise UsageError(
        f"this command cannot read the secret {source.name}",
        where=f"{source.place} {source.name}",
        hint=f"use '{run_hint('push')}', which can",
    )


def discard_snapshot(snapshot: Snapshot) -> None:
    """For a target whose old state is never needed again."""


async def apply(
    plan: Plan,
    client: Client,
    ledger: Ledger,
    *,
    now: Callable[[], datetime],
    save_snapshot: SaveSnapshot = discard_snapshot,
    read_secret: ReadSecret = refuse_secrets,
    on_outcome: Callable[[Outcome], None] = lambda outcome: None,
    concurrency: int = CONCURRENCY,
    fail_fast: bool = False,
    poll_policy: PollPolicy = DEFAULT_POLL_POLICY,
) -> tuple[Outcome, ...]:
    """Carry out `plan`. The outcomes are those of `Plan.shown`, in its order, without older versions that stay.

    Raises `StorageError` if the lock cannot be written before the first request; nothing was sent then.

    plan: the plan; it must not contain a refusal (see `safety`).
    client: the connection to the target, with as many connections as `concurrency`.
    ledger: the lock.
    now: the clock; it returns aware UTC times.
    save_snapshot: gets what is about to be overwritten or deleted.
    read_secret: returns the secrets of LLMs that are sent.
    on_outcome: gets each outcome as soon as it is known.
    concurrency: the number of requests under way at once.
    fail_fast: whether the first failure keeps all items from starting that have not started.
    poll_policy: how to wait for documents to be processed.
    """
    started_at = now().isoformat(timespec="seconds").replace("+00:00", "Z")
    announce = plan_announced(plan, started_at)
    if announce(ledger.block) != ledger.block:
        await ledger.record(announce)
    circuit_breaker = CircuitBreaker(fail_fast=fail_fast)
    requests = RequestSlots(concurrency + int(_READY * concurrency))
    writer = Writer(client, read_secret, ledger, save_snapshot, requests, circuit_breaker, started_at)
    item_slots = asyncio.Semaphore(concurrency * _ITEMS_PER_REQUEST)
    return await _Run(writer, circuit_breaker, poll_policy, item_slots, on_outcome).run(plan.items)


class _Run(Struct, frozen=True):
    """One run.

    writer: writes the items.
    circuit_breaker: stops the run.
    poll_policy: how to wait for documents to be processed.
    item_slots: the limit of items under way.
    on_outcome: gets each outcome as soon as it is known.
    written: the results of the items, which other items wait for; older versions are deleted after that.
    dependants: the items that need an item.
    deleted: the outcomes of the older versions of an item, which the plan lists beside it.
    """

    writer: Writer
    circuit_breaker: CircuitBreaker
    poll_policy: PollPolicy
    item_slots: asyncio.Semaphore
    on_outcome: Callable[[Outcome], None]
    written: dict[Address, "asyncio.Future[Result]"] = field(default_factory=dict)
    dependants: dict[Address, list[Address]] = field(default_factory=dict)
    deleted: dict[Address, list[Outcome]] = field(default_factory=dict)

    async def run(self, items: Sequence[Item]) -> tuple[Outcome, ...]:
        loop = asyncio.get_running_loop()
        writing = [item for item in items if item.writes]
        for item in writing:
            self.written[item.address] = loop.create_future()
            for needed in item.needs:
                self.dependants.setdefault(needed, []).append(item.address)
        results = {item.address: _result_without_write(item) for item in items if not item.writes}
        for item in items:
            if (result := results.get(item.address)) is not None:
                self.on_outcome(Outcome(item.address, item.path, item.name, result))

        async def one(item: Item) -> Result:
            result = await self._finish(item)
            self.on_outcome(Outcome(item.address, item.path, item.name, result))
            return result

        done = await concurrently(writing, one, limit=max(1, len(writing)))
        results |= {item.address: result for item, result in zip(writing, done, strict=True)}
        return tuple(
            outcome
            for item in items
            for outcome in (
                Outcome(item.address, item.path, item.name, results[item.address]),
                *self.deleted.get(item.address, ()),
            )
        )

    async def _finish(self, item: Item) -> Result:
        """Wait for what the item needs, write it, and delete its older versions."""
        obstacle = await self._obstacle(item.needs)
        if obstacle is not None:
            with suppress(StorageError):
                await self.writer.withdraw(item.address)
            result: Result = Skipped(obstacle)
        else:
            result = await self._attempt(item)
        self.written[item.address].set_result(result)
        if item.leftovers and isinstance(result, Done):
            return await self._delete_leftovers(item, result)
        return result

    async def _obstacle(self, needed: Iterable[Address]) -> str | None:
        """Wait for the results of all items in `needed`. Return why one of them was not written, or None."""
        for address in needed:
            result = await self.written[address]
            match result:
                case Failed():
                    return f"{address} failed"
                case Skipped(reason):
                    return f"{address} was skipped: {reason}"
                case Done():
                    pass
                case _:
                    assert_never(result)
        return None

    async def _delete_leftovers(self, item: Item, done: Done) -> Result:
        """Delete the older versions, unless an item that refers to them has failed: the next push deletes them then."""
        if await self._obstacle(self.dependants.get(item.address, ())) is not None:
            return done
        try:
            await self.writer.delete_leftovers(item)
        except _FAILURES as error:
            self.circuit_breaker.failure(error)
            return Failed(error)
        for one in item.deletions:
            deleted = Outcome(one.address, one.path, one.name, Done("deleted", _deleted_id(one)))
            self.deleted.setdefault(item.address, []).append(deleted)
            self.on_outcome(deleted)
        return done

    async def _attempt(self, item: Item) -> Result:
        """Write the item, and turn errors into a result."""
        try:
            done = await self._write_and_verify(item)
        except StoppedError as stopped:
            with suppress(StorageError):
                await self.writer.withdraw(item.address)
            return Skipped(str(stopped))
        except _FAILURES as error:
            self.circuit_breaker.failure(error)
            return Failed(error)
        self.circuit_breaker.success()
        return done

    async def _write_and_verify(self, item: Item) -> Done:
        """A document that is being processed does not hold up other items."""
        async with self.item_slots:
            if isinstance(item.action, Delete):
                return await self.writer.delete(item, item.action)
            written = await self._write(item)
            if item.address.kind != "document":
                return await self.writer.verify(item, written)

        async def read() -> Observed:
            async with self.writer.requests.slot(begun=True):
                return await RESOURCE_KINDS[item.address.kind].read(self.writer.client, written.remote_id)

        await wait_until_processed(item.address, read, self.poll_policy)
        return await self.writer.verify(item, written)

    async def _write(self, item: Item) -> Written:
        match item.action:
            case Create() | Replace():
                return await self.writer.create(item, item.action)
            case Update() | Adopt():
                return await self.writer.update(item, item.action)
            case _:
                raise AssertionError(f"{type(item.action).__name__} does not write")


_FAILURES: tuple[type[PersonactlError], ...] = (
    UsageError,
    AuthError,
    RejectedError,
    UnavailableError,
    ConflictError,
)


def _deleted_id(item: Item) -> str:
    assert isinstance(item.action, Delete)
    return item.action.remote_id


def _result_without_write(item: Item) -> Result:
    match item.action:
        case Unchanged(remote_id):
            return Done("unchanged", remote_id)
        case Drift(remote_id):
            return Done("left", remote_id)
        case _:
            return Skipped("refused by the plan")
