"""One item of a plan, written to the platform: look again, keep what was there, write, read back, compare, remember.

Nothing is written over what the plan has not seen, no create is repeated blindly, and a field that the platform
accepted and dropped is a failure that names the field. Whatever happens in between, the lock on disk always says
enough for the next push to find out how far this one came.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from msgspec import structs

from personactl.api.failures import LostAnswerError
from personactl.errors import (
    AuthError,
    ConflictError,
    NotFoundError,
    RejectedError,
    UnavailableError,
    UsageError,
)
from personactl.json_value import JsonValue
from personactl.persona.resource import Address, references_in
from personactl.state.lock import LockBlock, LockEntry, PendingWrite
from personactl.sync.apply.circuit_breaker import CircuitBreaker
from personactl.sync.apply.ledger import Ledger
from personactl.sync.apply.outcome import Deed, Done
from personactl.sync.apply.request_slots import RequestSlots
from personactl.sync.apply.snapshot import Keep, Overwriting, Snapshot
from personactl.sync.kinds.kind import Means, ResourceKind
from personactl.sync.kinds.kinds_table import RESOURCE_KINDS
from personactl.sync.plan.plan import Adopt, Create, Delete, Item, Replace, Update, Write
from personactl.sync.plan.resource_diff import unmet
from personactl.sync.plan.unmanaged import age, is_what_was_sent, known_ids
from personactl.sync.values.desired import SCOPE
from personactl.sync.values.field_paths import nested, top
from personactl.sync.values.observed import Observed, Row
from personactl.sync.values.shapes import SHAPES
from personactl.sync.values.three_way import Known, Unverifiable


class MovedError(ConflictError):
    """Somebody changed the remote between the plan and the write; nothing was written."""


class DroppedError(RejectedError):
    """The platform accepted a write and does not hold what was written; the rest of it is remembered as pushed."""


@dataclass(frozen=True, slots=True)
class Written:
    """Sent and answered, and not read back yet."""

    remote_id: str
    deed: Deed
    write: Write


@dataclass(frozen=True, slots=True)
class Writer:
    """`requests` is the limit of requests under way; nobody holds a place in it while waiting for the lock file.
    `names` lets one create at a time look for a name, so that two files of one name don't see each other as strangers.
    """

    means: Means
    ledger: Ledger
    keep: Keep
    requests: RequestSlots
    brake: CircuitBreaker
    started_at: str
    names: dict[tuple[str, str, str], asyncio.Lock] = field(default_factory=dict)

    async def create(self, item: Item, action: Create | Replace) -> Written:
        """Raises `MovedError` when the name was taken meanwhile, `LostAnswerError` when nobody can say whether the
        resource exists: its pending write stays in the lock then, and the next push looks for it. `StoppedError` when
        the brake was pulled before anything was sent."""
        write = await self._complete(item, action.write)
        older = action.remote_id if isinstance(action, Replace) else None
        async with self.names.setdefault(_named_place(item, write), asyncio.Lock()):
            async with self._withdrawn_on_refusal(item.address), self.requests.turn(begun=False):
                self.brake.check()
                created = await self._create(item, write)
            await self.ledger.record(_known_by_id(item.address, created, write, older))
            if older is None and not _handling(item).unique_names:
                await self._give_way(item, created, write)
        late = {path: value for path, value in write.send.items() if is_update_only(item.address, path)}
        if late:
            async with self.requests.turn(begun=True):
                await _handling(item).update(self.means, created.id, nested(late))
        return Written(created.id, "created" if older is None else "replaced", write)

    async def update(self, item: Item, action: Update | Adopt) -> Written:
        """Raises `MovedError` when the remote is not what the plan saw, `StoppedError` as `create`."""
        write = await self._complete(item, action.write)
        deed: Overwriting = "adopted" if isinstance(action, Adopt) else "updated"
        if write.send or isinstance(action, Adopt):
            async with self._withdrawn_on_refusal(item.address), self.requests.turn(begun=False):
                self.brake.check()
                before = await self._read(item, action.remote_id)
                if before.updated_at != action.seen:
                    raise _moved(item, "somebody changed it since the plan was made")
                if write.send:
                    await self._keep(item, before, deed)
                    await _handling(item).update(self.means, action.remote_id, nested(write.send))
        return Written(action.remote_id, deed, write)

    async def delete(self, item: Item, action: Delete) -> Done:
        """Raises `MovedError` as `update`. What is gone already is done."""
        async with self.requests.turn(begun=False):
            self.brake.check()
            await self._remove(item, action.remote_id, "deleted", seen=action.seen)
        forget = _without_leftover(item.address, action.remote_id)
        await self.ledger.record(lambda block: forget(block.without(item.address)))
        return Done("deleted", action.remote_id)

    async def tidy(self, item: Item) -> None:
        """Delete the older versions of `item`, each of which the lock forgets once it is gone."""
        for remote_id in item.leftovers:
            async with self.requests.turn(begun=True):
                await self._remove(item, remote_id, "replaced")
            await self.ledger.record(_without_leftover(item.address, remote_id))

    async def verified(self, item: Item, written: Written) -> Done:
        """Read back, compare, remember. Raises `DroppedError`."""
        write = written.write
        async with self.requests.turn(begun=True):
            after = await _handling(item).read(self.means.client, written.remote_id)
        dropped = unmet(write, after)
        record = {path: print for path, print in write.record.items() if path not in dropped}
        entry = LockEntry(after.id, record, write.resolved, after.updated_at if write.settled else "")
        await self.ledger.record(lambda block: block.with_entry(item.address, entry))
        if dropped:
            raise _dropped(item, dropped, after)
        unverified = tuple(path for path in write.send if isinstance(after.side(path), Unverifiable))
        return Done(written.deed, after.id, unverified)

    async def withdraw(self, address: Address) -> None:
        """Take back what was announced for `address`: it was certainly not written."""
        if address in self.ledger.block.pending:
            await self.ledger.record(lambda block: block.without_pending(address))

    async def _complete(self, item: Item, write: Write) -> Write:
        """`write` with the ids of what the item had to wait for, announced as such."""
        if not write.later:
            return write
        known = self.ledger.block.resources
        needed = {address for value in write.later.values() for address in references_in(value)}
        whole = write.with_ids({address: known[address].remote_id for address in needed if address in known})
        pending = announced(item, whole, self.started_at)
        await self.ledger.record(lambda block: block.with_pending(item.address, pending))
        return whole

    async def _keep(self, item: Item, before: Observed, deed: Overwriting) -> None:
        fetch = _handling(item).content
        content = await fetch(self.means.client, before.id) if fetch is not None and deed != "updated" else None
        values = nested({**_beside_the_read(item), **before.values})
        snapshot = Snapshot(item.address, before.id, before.name, before.updated_at, values, deed, content)
        await asyncio.to_thread(self.keep, snapshot)

    async def _remove(self, item: Item, remote_id: str, deed: Overwriting, seen: str = "") -> None:
        handling = _handling(item)
        try:
            before = await handling.read(self.means.client, remote_id)
            if seen and before.updated_at != seen:
                raise _moved(item, "somebody changed it since the plan was made")
            await self._keep(item, await self._completed(item, before), deed)
            await handling.delete(self.means.client, remote_id)
        except NotFoundError:
            return

    async def _completed(self, item: Item, before: Observed) -> Observed:
        """With what only a list tells, where there is such a thing."""
        handling = _handling(item)
        if not handling.list_tells:
            return before
        rows = await handling.search(self.means.client, before.name, "")
        return next((row.completing(before) for row in rows if row.id == before.id), before)

    @asynccontextmanager
    async def _withdrawn_on_refusal(self, address: Address) -> AsyncIterator[None]:
        try:
            yield
        except (RejectedError, ConflictError, UsageError, AuthError) as error:
            self.brake.failure(error)  # before the lock is written, which takes time in which others would begin
            if not isinstance(error, AuthError):
                await self.withdraw(address)
            raise

    async def _create(self, item: Item, write: Write) -> Observed:
        body = nested({path: value for path, value in write.send.items() if not is_update_only(item.address, path)})
        try:
            return await _handling(item).create(self.means, body, item.upload)
        except LostAnswerError:
            found = await self._made_after_all(item, write)
            if found is None:
                raise
            return found

    async def _made_after_all(self, item: Item, write: Write) -> Observed | None:
        """The resource of a create whose answer was lost, or None when it can't be seen."""
        pending = self.ledger.block.pending[item.address]
        read = _handling(item).examine or _handling(item).read
        try:
            ours = known_ids(self.ledger.block)
            rows = [row for row in await self._named(item, write) if row.id not in ours]
            seen = [await read(self.means.client, row.id) for row in sorted(rows, key=age)]
        except (UnavailableError, AuthError, RejectedError):
            return None
        return next((observed for observed in seen if is_what_was_sent(pending, observed)), None)

    async def _give_way(self, item: Item, created: Observed, write: Write) -> None:
        """Undo a create when somebody else had made one of that name by then: two who push at once agree that the
        older one stays. Raises `MovedError` then."""
        async with self.requests.turn(begun=True):
            rows = {row.id: row for row in await self._named(item, write)}
            mine = rows.pop(created.id, None)
            ours = known_ids(self.ledger.block) if rows else ()
            older = [row for row in rows.values() if row.id not in ours and mine is not None and age(row) < age(mine)]
            if not older:
                return
            await _handling(item).delete(self.means.client, created.id)
        await self.ledger.record(lambda block: block.without(item.address))
        raise _moved(item, f"another {_handling(item).noun} named {item.name!r} appeared")

    async def _named(self, item: Item, write: Write) -> list[Row]:
        """The remote resources of the item's name, built-in ones left out."""
        _, scope, name = _named_place(item, write)
        rows = await _handling(item).search(self.means.client, name, scope)
        return [row for row in rows if (row.scope, row.name) == (scope, name) and not row.builtin]

    async def _read(self, item: Item, remote_id: str) -> Observed:
        try:
            return await _handling(item).read(self.means.client, remote_id)
        except NotFoundError as error:
            raise _moved(item, "somebody deleted it since the plan was made") from error


def is_update_only(address: Address, path: str) -> bool:
    """Whether a create ignores the field, so that it must follow in an update."""
    return top(path) in SHAPES[address.kind].update_only


def announced(item: Item, write: Write, started_at: str) -> PendingWrite:
    """What the lock says before anything is sent: the whole resource as it will be, but for what a create can't set."""
    late = isinstance(item.action, Create)
    prints = {path: print for path, print in write.record.items() if not (late and is_update_only(item.address, path))}
    replaces = item.action.remote_id if isinstance(item.action, Replace) else ""
    return PendingWrite(item.name, prints, started_at, replaces)


def _handling(item: Item) -> ResourceKind:
    return RESOURCE_KINDS[item.address.kind]


def _named_place(item: Item, write: Write) -> tuple[str, str, str]:
    """Its kind, what its name must be unique in, and the name."""
    return item.address.kind, str(write.send.get(SCOPE, "")), item.name


def _known_by_id(
    address: Address, created: Observed, write: Write, older: str | None
) -> Callable[[LockBlock], LockBlock]:
    """The id is known and nothing is verified yet: only what no read will ever show counts as pushed. What was
    announced stays, because it says what the rest should be. `older` is the id of what it replaces."""
    silent = {
        path: print
        for path, print in write.record.items()
        if isinstance(created.side(path), Unverifiable) and not is_update_only(address, path)
    }
    entry = LockEntry(created.id, silent, write.resolved, "")

    def change(block: LockBlock) -> LockBlock:
        known = structs.replace(block, resources={**block.resources, address: entry})
        return known if older is None else known.with_leftover(address, older)

    return change


def _without_leftover(address: Address, remote_id: str) -> Callable[[LockBlock], LockBlock]:
    return lambda block: block.without_leftover(address, remote_id)


def _moved(item: Item, what: str) -> MovedError:
    return MovedError(what, where=item.place, hint="run the command again: it plans with what is there now")


def _dropped(item: Item, paths: tuple[str, ...], after: Observed) -> DroppedError:
    return DroppedError(
        f"the platform took the write, but does not hold what was sent for {', '.join(paths)}",
        where=f"{item.place}, remote id {after.id}",
        hint="take the field out, or set it to what the platform shows: it does not accept this value here",
    )


def _beside_the_read(item: Item) -> dict[str, JsonValue]:
    """What the plan saw in a list and a read does not return, as far as it is about to change."""
    seen = {change.path: change.remote.value for change in item.changes if isinstance(change.remote, Known)}
    return {path: value for path, value in seen.items() if value is not None}
