"""A plan, carried out: announced in the lock, written under a limit, one outcome per item.

The first write goes to the lock, not to the platform: a disk that is full or a folder that is read-only stops the
push before anything was sent. Items fail one by one; only what would fail for all of them stops the rest.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from personactl.api.client import Client
from personactl.api.concurrently import concurrently
from personactl.errors import (
    AuthError,
    ConflictError,
    RejectedError,
    StorageError,
    UnavailableError,
    UsageError,
)
from personactl.state.lock import LockBlock
from personactl.sync.brake import Brake, StoppedError
from personactl.sync.ledger import Ledger
from personactl.sync.outcome import Done, Failed, Outcome, Result, Skipped
from personactl.sync.plan import (
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
    Writing,
)
from personactl.sync.renaming import moved
from personactl.sync.writing import Writer, announced

CONCURRENCY = 8
"""Requests under way at once. The platform states no limit; eight keep a slow line busy and stay polite."""

_ITEMS_PER_REQUEST = 8
"""Items under way for each request under way: most of them wait for the lock file to be written."""


async def apply(
    plan: Plan,
    client: Client,
    ledger: Ledger,
    *,
    now: Callable[[], datetime],
    on_outcome: Callable[[Outcome], None] = lambda outcome: None,
    concurrency: int = CONCURRENCY,
) -> tuple[Outcome, ...]:
    """Carry out `plan`, which must not hold a refusal (see `safety`). Outcomes are in the plan's order; `on_outcome`
    hears each as it comes. At most `concurrency` requests are under way at once.

    Raises `StorageError` when the lock can't be written before the first request; nothing was sent then.
    """
    await _announce(plan, ledger, now().isoformat(timespec="seconds"))
    brake = Brake()
    run = _Run(Writer(client, ledger, asyncio.Semaphore(concurrency), brake), brake)

    async def one(item: Item) -> Outcome:
        outcome = Outcome(item.address, item.path, item.name, await run.result(item))
        on_outcome(outcome)
        return outcome

    return tuple(await concurrently(plan.items, one, limit=concurrency * _ITEMS_PER_REQUEST))


async def _announce(plan: Plan, ledger: Ledger, started_at: str) -> None:
    """Everything the lock can know before the first request, in one write; none when there is nothing to tell."""

    def change(block: LockBlock) -> LockBlock:
        block = moved(block, {item.address: item.formerly for item in plan.items if item.formerly is not None})
        pending = dict(block.pending)
        resources = dict(block.resources)
        for item in plan.items:
            if item.learned is not None:
                resources[item.address] = item.learned
            match item.action:
                case Create(write) | Update(write=write) | Adopt(write=write) | Replace(write=write):
                    pending[item.address] = announced(item, write, started_at)
                case Unchanged(entry=entry) | Drift(entry=entry):
                    if entry is not None:
                        resources[item.address] = entry
                        pending.pop(item.address, None)
                case Delete():
                    pass
                case Conflict() | NameTaken() | Missing():
                    pass
                case _:
                    assert_never(item.action)
        return replace(block, resources=resources, pending=pending)

    if change(ledger.block) != ledger.block:
        await ledger.record(change)


@dataclass(frozen=True, slots=True)
class _Run:
    writer: Writer
    brake: Brake

    async def result(self, item: Item) -> Result:
        action = item.action
        match action:
            case Unchanged(remote_id):
                return Done("unchanged", remote_id)
            case Drift(remote_id):
                return Done("left", remote_id)
            case Create() | Update() | Adopt() | Replace() | Delete():
                return await self._written(item, action)
            case Conflict() | NameTaken() | Missing():
                return Skipped("refused by the plan")
            case _:
                assert_never(action)

    async def _written(self, item: Item, action: Writing) -> Result:
        try:
            done = await self._write(item, action)
        except StoppedError as stopped:
            with suppress(StorageError):
                await self.writer.withdraw(item.address)
            return Skipped(str(stopped))
        except (UsageError, AuthError, RejectedError, UnavailableError, ConflictError) as error:
            self.brake.failure(error)
            return Failed(error)
        self.brake.success()
        return done

    async def _write(self, item: Item, action: Writing) -> Done:
        match action:
            case Create():
                return await self.writer.create(item, action)
            case Update() | Adopt():
                return await self.writer.update(item, action)
            case Replace() | Delete():
                raise NotImplementedError
            case _:
                assert_never(action)
