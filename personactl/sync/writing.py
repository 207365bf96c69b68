"""One item of a plan, written to the platform: look again, write, read back, compare, remember.

Nothing is written over what the plan has not seen, no create is repeated blindly, and a field that the platform
accepted and dropped is a failure that names the field. Whatever happens in between, the lock on disk always says
enough for the next push to find out how far this one came.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

from personactl.api.client import Client
from personactl.api.failures import LostAnswerError
from personactl.api.personas import create_persona, get_persona, list_personas, update_persona
from personactl.errors import (
    AuthError,
    ConflictError,
    NotFoundError,
    RejectedError,
    UnavailableError,
    UsageError,
)
from personactl.persona.fields import FIELDS
from personactl.persona.resource import Address
from personactl.state.lock import LockBlock, LockEntry, PendingWrite
from personactl.sync.brake import Brake
from personactl.sync.judging import unmet
from personactl.sync.leaves import nested, top
from personactl.sync.ledger import Ledger
from personactl.sync.observed import Observed, observe
from personactl.sync.outcome import Deed, Done
from personactl.sync.plan import Adopt, Create, Item, Update, Write
from personactl.sync.strangers import is_what_was_sent
from personactl.sync.three_way import Unverifiable


class MovedError(ConflictError):
    """Somebody changed the remote between the plan and the write; nothing was written."""


class DroppedError(RejectedError):
    """The platform accepted a write and does not hold what was written; the rest of it is remembered as pushed."""


@dataclass(frozen=True, slots=True)
class Writer:
    """`requests` is the limit of requests under way; nobody holds a place in it while waiting for the lock file.
    `names` lets one create at a time look for a name, so that two files of one name don't see each other as strangers.
    """

    client: Client
    ledger: Ledger
    requests: asyncio.Semaphore
    brake: Brake
    names: dict[str, asyncio.Lock] = field(default_factory=dict)

    async def create(self, item: Item, action: Create) -> Done:
        """Raises `MovedError` when the name was taken meanwhile, `LostAnswerError` when nobody can say whether the
        persona exists: its pending write stays in the lock then, and the next push looks for it. `StoppedError` when
        the brake was pulled before anything was sent."""
        async with self.names.setdefault(item.name, asyncio.Lock()):
            async with self._withdrawn_on_refusal(item.address), self.requests:
                self.brake.check()
                if await self._named(item.name):
                    raise _moved(item, f"another persona named {item.name!r} appeared")
                created = await self._create(item, action.write)
            await self.ledger.record(_known_by_id(item.address, created, action.write))
        late = {path: value for path, value in action.write.send.items() if is_update_only(path)}
        if late:
            async with self.requests:
                await update_persona(self.client, created.id, nested(late))
        return await self._verified(item, "created", created.id, action.write)

    async def update(self, item: Item, action: Update | Adopt) -> Done:
        """Raises `MovedError` when the remote is not what the plan saw, `StoppedError` as `create`."""
        async with self._withdrawn_on_refusal(item.address), self.requests:
            self.brake.check()
            before = await self._read(item, action.remote_id)
            if before.updated_at != action.seen:
                raise _moved(item, "somebody changed it since the plan was made")
            if action.write.send:
                await update_persona(self.client, action.remote_id, nested(action.write.send))
        deed: Deed = "adopted" if isinstance(action, Adopt) else "updated"
        return await self._verified(item, deed, action.remote_id, action.write)

    async def withdraw(self, address: Address) -> None:
        """Take back what was announced for `address`: it was certainly not written."""
        await self.ledger.record(lambda block: block.without_pending(address))

    @asynccontextmanager
    async def _withdrawn_on_refusal(self, address: Address) -> AsyncIterator[None]:
        try:
            yield
        except (RejectedError, ConflictError, UsageError):
            await self.withdraw(address)
            raise

    async def _create(self, item: Item, write: Write) -> Observed:
        body = nested({path: value for path, value in write.send.items() if not is_update_only(path)})
        try:
            return observe(await create_persona(self.client, body))
        except LostAnswerError:
            found = await self._made_after_all(item)
            if found is None:
                raise
            return found

    async def _made_after_all(self, item: Item) -> Observed | None:
        """The persona of a create whose answer was lost, or None when it can't be seen."""
        pending = self.ledger.block.pending[item.address]
        try:
            seen = [observe(await get_persona(self.client, remote_id)) for remote_id in await self._named(item.name)]
        except (UnavailableError, AuthError, RejectedError):
            return None
        return next((observed for observed in seen if is_what_was_sent(pending, observed)), None)

    async def _named(self, name: str) -> list[str]:
        """The ids of the remote personas of that name which are not ours."""
        ours = {entry.remote_id for entry in self.ledger.block.resources.values()}
        rows = [row async for row in list_personas(self.client, search=name)]
        return [row.id for row in rows if row.name == name and row.id not in ours and not row.is_default_persona]

    async def _read(self, item: Item, remote_id: str) -> Observed:
        try:
            return observe(await get_persona(self.client, remote_id))
        except NotFoundError as error:
            raise _moved(item, "somebody deleted it since the plan was made") from error

    async def _verified(self, item: Item, deed: Deed, remote_id: str, write: Write) -> Done:
        async with self.requests:
            after = observe(await get_persona(self.client, remote_id))
        dropped = unmet(write.expect, after)
        record = {path: print for path, print in write.record.items() if path not in dropped}
        date = after.updated_at if write.settled else ""
        entry = LockEntry(after.id, record, write.resolved, date)
        await self.ledger.record(lambda block: block.with_entry(item.address, entry))
        if dropped:
            raise _dropped(item, dropped, after)
        unverified = tuple(path for path in write.send if isinstance(after.side(path), Unverifiable))
        return Done(deed, after.id, unverified)


def is_update_only(path: str) -> bool:
    """Whether a create ignores the field, so that it must follow in an update."""
    return FIELDS[top(path)].update_only


def announced(item: Item, write: Write, started_at: str) -> PendingWrite:
    """What the lock says before anything is sent: the whole persona as it will be, but for what a create can't set."""
    late = isinstance(item.action, Create)
    prints = {path: print for path, print in write.record.items() if not (late and is_update_only(path))}
    return PendingWrite(item.name, prints, started_at)


def _known_by_id(address: Address, created: Observed, write: Write) -> Callable[[LockBlock], LockBlock]:
    """The id is known and nothing is verified yet: only what no read will ever show counts as pushed. What was
    announced stays, because it says what the rest should be."""
    silent = {
        path: print
        for path, print in write.record.items()
        if isinstance(created.side(path), Unverifiable) and not is_update_only(path)
    }
    entry = LockEntry(created.id, silent, write.resolved, "")
    return lambda block: replace(block, resources={**block.resources, address: entry})


def _moved(item: Item, what: str) -> MovedError:
    return MovedError(
        what, where=f"{item.address} ({item.path})", hint="run push again: it plans with what is there now"
    )


def _dropped(item: Item, paths: tuple[str, ...], after: Observed) -> DroppedError:
    return DroppedError(
        f"the platform took the write, but does not hold what was sent for {', '.join(paths)}",
        where=f"{item.address} ({item.path}), remote id {after.id}",
        hint="take the field out, or set it to what the platform shows: it does not accept this value here",
    )
