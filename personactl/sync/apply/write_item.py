"""One item of a plan, written to the platform: read again, save what is there, write, read back, compare, remember.

A write never overwrites what the plan has not seen. A create is never repeated blindly. A field that the platform
accepted and dropped is a failure that names the field. Whatever happens in between, the lock on disk always says enough
for the next push to find out how far this one came.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from msgspec import Struct, field

from personactl.api.client import Client
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
from personactl.persona.project_resource import Address, references_in
from personactl.state.lock import LockEntry
from personactl.state.lock_format.lock_checks import is_id
from personactl.sync.apply.circuit_breaker import CircuitBreaker
from personactl.sync.apply.ledger import Ledger
from personactl.sync.apply.lock_changes import is_update_only, leftover_deleted, pending_write, resource_created
from personactl.sync.apply.outcome import Done, WriteStatus
from personactl.sync.apply.request_slots import RequestSlots
from personactl.sync.apply.snapshot import Overwrite, SaveSnapshot, Snapshot, without_header_secrets, written_values
from personactl.sync.apply.write_errors import dropped, odd_id, remote_changed
from personactl.sync.kinds.kind import RESOURCE_KINDS, ResourceKind
from personactl.sync.plan.field_change import Why
from personactl.sync.plan.ownership import still_holds
from personactl.sync.plan.plan import Adopt, Create, Delete, Item, Replace, Update, Write
from personactl.sync.plan.resource_diff import remembered_others, unmet
from personactl.sync.plan.unmanaged import creation_order, managed_ids, matches_pending
from personactl.sync.values.desired import SCOPE
from personactl.sync.values.field_paths import fingerprint, nested
from personactl.sync.values.observed import Observed, Row
from personactl.sync.values.old_version import OldVersion
from personactl.sync.values.secret_field import ReadSecret
from personactl.sync.values.shapes import SHAPES, Shape
from personactl.sync.values.three_way import Known, Unverifiable


class Written(Struct, frozen=True):
    """A write that was answered and is not verified yet."""

    remote_id: str
    status: WriteStatus
    write: Write


class Writer(Struct, frozen=True):
    """Writes items.

    client: the connection to the target.
    read_secret: returns the secrets of LLMs.
    ledger: the lock.
    save_snapshot: saves what is about to be overwritten.
    requests: the limit of requests under way. No slot is held while waiting for the lock file.
    circuit_breaker: stops the run.
    started_at: the start of the run, an ISO 8601 time in UTC.
    name_locks: lets one create at a time look for a name, so that two files of the same name do not take each other's
        resource for an unmanaged one.
    """

    client: Client
    read_secret: ReadSecret
    ledger: Ledger
    save_snapshot: SaveSnapshot
    requests: RequestSlots
    circuit_breaker: CircuitBreaker
    started_at: str
    name_locks: dict[tuple[str, str, str], asyncio.Lock] = field(default_factory=dict)

    async def create(self, item: Item, action: Create | Replace) -> Written:
        """Create the resource.

        Raises `RemoteChangedError` if the name has been taken since the plan was made, `StoppedError` if the run has
        stopped before anything was sent, and `LostAnswerError` if it is unknown whether the resource exists: its
        pending write stays in the lock then, and the next push looks for it.
        """
        write = await self._complete(item, action.write)
        older = _replaced(item, action)
        async with self.name_locks.setdefault(_name_in_scope(item, write), asyncio.Lock()):
            async with self._withdrawn_on_refusal(item.address), self.requests.slot(begun=False):
                self.circuit_breaker.check()
                created = await self._create(item, write)
            if not is_id(created.id):
                raise odd_id(item)
            await self.ledger.record(resource_created(item.address, created, write, older))
            if older is None and not _kind(item).unique_names:
                await self._yield_to_older(item, created, write)
        late = {path: value for path, value in write.send.items() if is_update_only(item.address, path)}
        if late:
            async with self.requests.slot(begun=True):
                await _kind(item).update(self.client, created.id, nested(late), self.read_secret)
        return Written(created.id, "created" if older is None else "replaced", write)

    async def update(self, item: Item, action: Update | Adopt) -> Written:
        """Update the resource. Raises `RemoteChangedError` if the remote has changed since the plan was made, and
        `StoppedError` as `create` does."""
        write = await self._complete(item, action.write)
        status: Overwrite = "adopted" if isinstance(action, Adopt) else "updated"
        if write.send or isinstance(action, Adopt):
            async with self._withdrawn_on_refusal(item.address), self.requests.slot(begun=False):
                self.circuit_breaker.check()
                before = await self._read(item, action.remote_id)
                if before.updated_at != action.updated_at:
                    raise remote_changed(item, "somebody changed it since the plan was made")
                if write.send:
                    await self._save_snapshot(item, before, status)
                    await _kind(item).update(self.client, action.remote_id, nested(write.send), self.read_secret)
        return Written(action.remote_id, status, write)

    async def delete(self, item: Item, action: Delete) -> Done:
        """Delete the resource, if it still exists. Raises `RemoteChangedError` as `update` does."""
        async with self.requests.slot(begun=False):
            self.circuit_breaker.check()
            await self._refuse_new_documents(item, action)
            version = OldVersion(action.remote_id, item.remote_name)
            await self._remove(item, version, "deleted", updated_at=action.updated_at)
        forget = leftover_deleted(item.address, action.remote_id)
        await self.ledger.record(lambda block: forget(block.without(item.address)))
        return Done("deleted", action.remote_id)

    async def delete_leftovers(self, item: Item) -> None:
        """Delete the older versions of `item`. The lock forgets each as soon as it is deleted."""
        for version in item.leftovers:
            async with self.requests.slot(begun=True):
                await self._remove(item, version, "replaced")
            await self.ledger.record(leftover_deleted(item.address, version.remote_id))

    async def verify(self, item: Item, written: Written) -> Done:
        """Read back, compare, remember. Raises `DroppedError`."""
        write = written.write
        async with self.requests.slot(begun=True):
            after = await _kind(item).read(self.client, written.remote_id)
        missing = unmet(write, after)
        record = {path: print for path, print in write.record.items() if path not in missing}
        shape = SHAPES[item.address.kind]
        others = {**_left_list_only(item, shape), **remembered_others(after, write, shape)}
        entry = LockEntry(written.remote_id, record, write.resolved, after.updated_at if write.settled else "", others)
        await self.ledger.record(lambda block: block.with_entry(item.address, entry))
        if missing:
            raise dropped(item, missing, after)
        unverified = tuple(path for path in write.send if isinstance(after.side(path), Unverifiable))
        return Done(written.status, after.id, unverified)

    async def withdraw(self, address: Address) -> None:
        """Remove the pending write of `address` from the lock, because it was certainly not written."""
        if address in self.ledger.block.pending:
            await self.ledger.record(lambda block: block.without_pending(address))

    async def _complete(self, item: Item, write: Write) -> Write:
        """`write` with the ids that the item had to wait for. The complete write is announced in the lock."""
        if not write.references:
            return write
        known = self.ledger.block.resources
        needed = {address for value in write.references.values() for address in references_in(value)}
        complete = write.with_ids({address: known[address].remote_id for address in needed if address in known})
        pending = pending_write(item, complete, self.started_at)
        await self.ledger.record(lambda block: block.with_pending(item.address, pending))
        return complete

    async def _save_snapshot(self, item: Item, before: Observed, status: Overwrite) -> None:
        fetch = _kind(item).content
        content = await fetch(self.client, before.id) if fetch is not None and status != "updated" else None
        pushed = self.ledger.block.resources.get(item.address)
        read = {**_list_only_values(item), **before.values}
        known = pushed.fields if pushed is not None else {}
        written = written_values(read, item) if status != "deleted" else None
        after = None if written is None else nested(without_header_secrets(written, item, known))
        values = nested(without_header_secrets(read, item, known))
        snapshot = Snapshot(item.address, before.id, before.name, before.updated_at, values, status, content, after)
        await asyncio.to_thread(self.save_snapshot, snapshot)

    async def _remove(self, item: Item, version: OldVersion, status: Overwrite, updated_at: str = "") -> None:
        """Delete a resource if it is what the plan says, by its date, its name and what it holds."""
        kind = _kind(item)
        try:
            before = await kind.read(self.client, version.remote_id)
            dated = updated_at and before.updated_at != updated_at
            if dated or before.name != version.name or not still_holds(before, version.fields):
                raise remote_changed(item, "somebody changed it since the plan was made")
            await self._save_snapshot(item, await self._with_list_only_fields(item, before), status)
            await kind.delete(self.client, version.remote_id)
        except NotFoundError:
            return

    async def _refuse_new_documents(self, item: Item, action: Delete) -> None:
        """Raise `RemoteChangedError` if a group holds documents that the plan has not seen: they would go with it."""
        if item.address.kind != "knowledge":
            return
        rows = await RESOURCE_KINDS["document"].search(self.client, "", action.remote_id)
        new = sorted(row.name for row in rows if row.id not in action.holds)
        if new:
            raise remote_changed(item, f"somebody added {', '.join(new)} since the plan was made")

    async def _with_list_only_fields(self, item: Item, before: Observed) -> Observed:
        kind = _kind(item)
        if not kind.has_list_only_fields:
            return before
        rows = await kind.search(self.client, before.name, "")
        return next((row.complete(before) for row in rows if row.id == before.id), before)

    @asynccontextmanager
    async def _withdrawn_on_refusal(self, address: Address) -> AsyncIterator[None]:
        try:
            yield
        except (RejectedError, ConflictError, UsageError, AuthError) as error:
            # Reported before the lock is written, which takes time in which other items would start.
            self.circuit_breaker.failure(error)
            if not isinstance(error, AuthError):
                await self.withdraw(address)
            raise

    async def _create(self, item: Item, write: Write) -> Observed:
        body = nested({path: value for path, value in write.send.items() if not is_update_only(item.address, path)})
        try:
            return await _kind(item).create(self.client, body, item.upload, self.read_secret)
        except LostAnswerError:
            found = await self._find_created(item, write)
            if found is None:
                raise
            return found

    async def _find_created(self, item: Item, write: Write) -> Observed | None:
        """The resource of a create whose answer was lost, or None if it cannot be found."""
        pending = self.ledger.block.pending[item.address]
        read = _kind(item).examine or _kind(item).read
        try:
            ours = managed_ids(self.ledger.block)
            rows = [row for row in await self._same_name(item, write) if row.id not in ours]
            found = [await read(self.client, row.id) for row in sorted(rows, key=creation_order)]
        except (UnavailableError, AuthError, RejectedError):
            return None
        return next((observed for observed in found if matches_pending(pending, observed)), None)

    async def _yield_to_older(self, item: Item, created: Observed, write: Write) -> None:
        """Undo a create if somebody else created a resource of the same name first. Two people who push at the same
        time so agree that the older one stays. Raises `RemoteChangedError` if the create was undone."""
        async with self.requests.slot(begun=True):
            rows = {row.id: row for row in await self._same_name(item, write)}
            own = rows.pop(created.id, None)
            ours = managed_ids(self.ledger.block) if rows else ()
            others = [row for row in rows.values() if row.id not in ours]
            if own is None or not any(creation_order(row) < creation_order(own) for row in others):
                return
            await _kind(item).delete(self.client, created.id)
        await self.ledger.record(lambda block: block.without(item.address))
        raise remote_changed(item, f"another {_kind(item).noun} named {item.name!r} appeared")

    async def _same_name(self, item: Item, write: Write) -> list[Row]:
        """The remote resources with the item's name, without built-in ones."""
        _, scope, name = _name_in_scope(item, write)
        rows = await _kind(item).search(self.client, name, scope)
        return [row for row in rows if (row.scope, row.name) == (scope, name) and not row.builtin]

    async def _read(self, item: Item, remote_id: str) -> Observed:
        try:
            return await _kind(item).read(self.client, remote_id)
        except NotFoundError as error:
            raise remote_changed(item, "somebody deleted it since the plan was made") from error


def _kind(item: Item) -> ResourceKind:
    return RESOURCE_KINDS[item.address.kind]


def _replaced(item: Item, action: Create | Replace) -> OldVersion | None:
    """The version that `item` replaces, or None if it replaces none."""
    if not isinstance(action, Replace):
        return None
    return next(one for one in item.leftovers if one.remote_id == action.remote_id)


def _name_in_scope(item: Item, write: Write) -> tuple[str, str, str]:
    """The kind, the scope within which the name must be unique, and the name."""
    return item.address.kind, str(write.send.get(SCOPE, "")), item.name


def _left_list_only(item: Item, shape: Shape) -> dict[str, str]:
    """The fingerprints of fields that the file no longer sets, that stay, and that the read after a write lacks."""
    left = ((one.path, one.remote) for one in item.changes if one.why is Why.left and one.path in shape.list_only)
    return {path: fingerprint(path, remote.value) for path, remote in left if isinstance(remote, Known)}


def _list_only_values(item: Item) -> dict[str, JsonValue]:
    """The values that the plan saw in a list and that a read does not return, as far as the write changes them."""
    values = {change.path: change.remote.value for change in item.changes if isinstance(change.remote, Known)}
    return {path: value for path, value in values.items() if value is not None}
