"""A plan, carried out: announced in the lock, written under a limit, one outcome per item.

The first write goes to the lock, not to the platform: a disk that is full or a folder that is read-only stops the
push before anything was sent. An item begins as soon as what it needs is done, whatever its kind. Items fail one by
one, and take along only what needs them; only what would fail for all of them stops the rest.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import assert_never

from personactl.api.client import Client
from personactl.api.concurrent_requests import concurrently
from personactl.errors import (
    AuthError,
    ConflictError,
    PersonactlError,
    RejectedError,
    StorageError,
    UnavailableError,
    UsageError,
)
from personactl.persona.resource import Address, SecretSource
from personactl.secret import Secret
from personactl.state.lock import LockBlock
from personactl.sync.apply.circuit_breaker import CircuitBreaker, StoppedError
from personactl.sync.apply.ledger import Ledger
from personactl.sync.apply.outcome import Done, Failed, Outcome, Result, Skipped
from personactl.sync.apply.poll_policy import PATIENCE, PollPolicy, processed
from personactl.sync.apply.request_slots import RequestSlots
from personactl.sync.apply.snapshot import Keep, Snapshot
from personactl.sync.apply.write_item import Writer, Written, announced
from personactl.sync.kinds.kind import Means, ReadSecret
from personactl.sync.kinds.kinds_table import RESOURCE_KINDS
from personactl.sync.plan.plan import (
    Adopt,
    Conflict,
    Create,
    Delete,
    Drift,
    Item,
    Missing,
    NameTaken,
    Plan,
    Replace,
    Unchanged,
    Update,
)
from personactl.sync.plan.renames import moved
from personactl.sync.values.observed import Observed

CONCURRENCY = 16
"""Requests under way at once. The platform states no limit; sixteen keep a slow line busy and stay polite.

Source: docs/platform.md#limits-and-repeats.
"""

_READY = 0.25
"""How many more, in parts of those under way, are made ready: the client sends each as soon as a connection is free."""

_ITEMS_PER_REQUEST = 16
"""Items under way for each request under way: most of them wait for the lock file to be written."""


def no_secrets(source: SecretSource) -> Secret:
    raise UsageError(
        f"nothing here can read the secret {source.name}",
        where=f"{source.place} {source.name}",
        hint="push from a command that can",
    )


def keep_nothing(snapshot: Snapshot) -> None:
    """For a remote that nobody will want back."""


async def apply(
    plan: Plan,
    client: Client,
    ledger: Ledger,
    *,
    now: Callable[[], datetime],
    keep: Keep = keep_nothing,
    read_secret: ReadSecret = no_secrets,
    on_outcome: Callable[[Outcome], None] = lambda outcome: None,
    concurrency: int = CONCURRENCY,
    fail_fast: bool = False,
    patience: PollPolicy = PATIENCE,
) -> tuple[Outcome, ...]:
    """Carry out `plan`, which must not hold a refusal (see `safety`). Outcomes are in the plan's order; `on_outcome`
    hears each as it comes. `keep` gets what is about to be overwritten or deleted, and `read_secret` finds the secrets
    of LLMs that are sent. `concurrency` is how many requests are under way at once; `client` should have as many
    connections. With `fail_fast` the first failure keeps everything from beginning that has not begun.

    Raises `StorageError` when the lock can't be written before the first request; nothing was sent then.
    """
    started_at = now().isoformat(timespec="seconds")
    await _announce(plan, ledger, started_at)
    brake = CircuitBreaker(fail_fast=fail_fast)
    requests = RequestSlots(concurrency + int(_READY * concurrency))
    writer = Writer(Means(client, read_secret), ledger, keep, requests, brake, started_at)
    run = _Run(writer, brake, patience, asyncio.Semaphore(concurrency * _ITEMS_PER_REQUEST), on_outcome)
    return await run.all(plan.items)


async def _announce(plan: Plan, ledger: Ledger, started_at: str) -> None:
    """Everything the lock can know before the first request, in one write; none when there is nothing to tell.

    What has to wait for the ids of others is announced when they are known."""

    def change(block: LockBlock) -> LockBlock:
        block = moved(block, {item.address: item.formerly for item in plan.items if item.formerly is not None})
        pending, resources = dict(block.pending), dict(block.resources)
        leftovers = dict(block.leftovers)
        for item in plan.items:
            if item.learned is not None:
                resources[item.address] = item.learned
                leftovers |= {item.address: item.leftovers} if item.leftovers else {}
            match item.action:
                case Create(write) | Update(write=write) | Adopt(write=write) | Replace(write=write):
                    if not write.later:
                        pending[item.address] = announced(item, write, started_at)
                case Unchanged(entry=entry) | Drift(entry=entry):
                    if entry is not None:
                        resources[item.address] = entry
                        pending.pop(item.address, None)
                case Delete() | Conflict() | NameTaken() | Missing():
                    pass
                case _:
                    assert_never(item.action)
        return LockBlock(resources, pending, leftovers)

    if change(ledger.block) != ledger.block:
        await ledger.record(change)


@dataclass(frozen=True, slots=True)
class _Run:
    """`written` are the results of the items that others wait for, before older versions are tidied away."""

    writer: Writer
    brake: CircuitBreaker
    patience: PollPolicy
    slots: asyncio.Semaphore
    on_outcome: Callable[[Outcome], None]
    written: dict[Address, "asyncio.Future[Result]"] = field(default_factory=dict)
    dependants: dict[Address, list[Address]] = field(default_factory=dict)

    async def all(self, items: Sequence[Item]) -> tuple[Outcome, ...]:
        loop = asyncio.get_running_loop()
        writing = [item for item in items if item.writes]
        for item in writing:
            self.written[item.address] = loop.create_future()
            for needed in item.needs:
                self.dependants.setdefault(needed, []).append(item.address)
        results = {item.address: _without_writing(item) for item in items if not item.writes}
        for item in items:
            if (result := results.get(item.address)) is not None:
                self.on_outcome(Outcome(item.address, item.path, item.name, result))

        async def one(item: Item) -> Result:
            result = await self._finished(item)
            self.on_outcome(Outcome(item.address, item.path, item.name, result))
            return result

        done = await concurrently(writing, one, limit=max(1, len(writing)))
        results |= {item.address: result for item, result in zip(writing, done, strict=True)}
        return tuple(Outcome(item.address, item.path, item.name, results[item.address]) for item in items)

    async def _finished(self, item: Item) -> Result:
        obstacle = await self._obstacle(item.needs)
        if obstacle is not None:
            with suppress(StorageError):
                await self.writer.withdraw(item.address)
            result: Result = Skipped(obstacle)
        else:
            result = await self._guarded(item)
        self.written[item.address].set_result(result)
        if item.leftovers and isinstance(result, Done):
            return await self._tidied(item, result)
        return result

    async def _obstacle(self, needed: Iterable[Address]) -> str | None:
        """Why what was needed is not there, once all of it is decided."""
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

    async def _tidied(self, item: Item, done: Done) -> Result:
        """What still points to the older version keeps it alive: the next push deletes it."""
        if await self._obstacle(self.dependants.get(item.address, ())) is not None:
            return done
        try:
            await self.writer.tidy(item)
        except _FAILURES as error:
            self.brake.failure(error)
            return Failed(error)
        return done

    async def _guarded(self, item: Item) -> Result:
        try:
            done = await self._carried_out(item)
        except StoppedError as stopped:
            with suppress(StorageError):
                await self.writer.withdraw(item.address)
            return Skipped(str(stopped))
        except _FAILURES as error:
            self.brake.failure(error)
            return Failed(error)
        self.brake.success()
        return done

    async def _carried_out(self, item: Item) -> Done:
        """A document that is being processed holds nobody up."""
        async with self.slots:
            if isinstance(item.action, Delete):
                return await self.writer.delete(item, item.action)
            written = await self._write(item)
            if item.address.kind != "document":
                return await self.writer.verified(item, written)

        async def look() -> Observed:
            async with self.writer.requests.turn(begun=True):
                return await RESOURCE_KINDS[item.address.kind].read(self.writer.means.client, written.remote_id)

        await processed(item.address, look, self.patience)
        return await self.writer.verified(item, written)

    async def _write(self, item: Item) -> Written:
        match item.action:
            case Create() | Replace():
                return await self.writer.create(item, item.action)
            case Update() | Adopt():
                return await self.writer.update(item, item.action)
            case _:
                raise AssertionError(f"{type(item.action).__name__} writes nothing")


_FAILURES: tuple[type[PersonactlError], ...] = (
    UsageError,
    AuthError,
    RejectedError,
    UnavailableError,
    ConflictError,
)


def _without_writing(item: Item) -> Result:
    match item.action:
        case Unchanged(remote_id):
            return Done("unchanged", remote_id)
        case Drift(remote_id):
            return Done("left", remote_id)
        case _:
            return Skipped("refused by the plan")
