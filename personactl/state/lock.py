"""The lock as a value: what this project last pushed, to which accounts, and under which ids.

An *account* is an organization on one platform (see `lock_format.account`). There is one block for each account, with
one entry for each resource. An entry contains no value, only a fingerprint of every pushed field and the platform's own
date, so that the file can be shared. A *pending write* is recorded before a create or an update is sent. If the run is
interrupted, the next run finds it, looks for the resource before it creates another one, and knows which values the
interrupted run may have written. Blocks of other accounts are not changed. `lock_format.lock_file` reads and writes the
file.
"""

from collections.abc import Mapping
from typing import TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from personactl.persona.project_resource import Address, Kind

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class LockEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """A resource that was pushed.

    remote_id: its id on the platform.
    fields: leaf path → fingerprint.
    resolved: name → id, such as `avatarId: Cara` → id.
    updated_at: the platform's `updatedAt` as it wrote it, to be compared and never parsed as a time; empty if no date
        can be trusted.
    others: leaf path → fingerprint, for the leaves that the platform held though the push did not set them; None if
        nobody looked.
    """

    remote_id: str = field(name="id")
    fields: Mapping[str, str]
    resolved: Mapping[str, str]
    updated_at: str = field(name="updatedAt")
    others: Mapping[str, str] | None = None


class PendingWrite(Struct, frozen=True, forbid_unknown_fields=True):
    """A create or an update that was about to be sent.

    name, fields: the whole resource as it was to be, by which it can be found; `fields` as in `LockEntry`.
    started_at: an ISO 8601 time in UTC, by this machine's clock.
    replaces: the id of the resource that it replaces; empty if there is none.
    """

    name: str
    fields: Mapping[str, str]
    started_at: str = field(name="startedAt")
    replaces: str = ""


class Leftover(Struct, frozen=True, forbid_unknown_fields=True):
    """A replaced version of a resource, which may still exist because it is deleted last.

    remote_id: its id on the platform.
    fields: leaf path → fingerprint of what it held: only a resource that holds it is deleted.
    """

    remote_id: str = field(name="id")
    fields: Mapping[str, str] = field(default_factory=dict)


class LockBlock(Struct, frozen=True):
    """What was pushed to one account.

    resources: the pushed resources.
    pending: the pending writes.
    leftovers: the replaced versions of a resource.
    """

    resources: Mapping[Address, LockEntry] = field(default_factory=dict)
    pending: Mapping[Address, PendingWrite] = field(default_factory=dict)
    leftovers: Mapping[Address, tuple[Leftover, ...]] = field(default_factory=dict)

    def with_entry(self, address: Address, entry: LockEntry) -> "LockBlock":
        """Return the block after `address` was pushed: the entry replaces an older one and a pending write."""
        resources = {**self.resources, address: entry}
        return replace(self, resources=resources, pending=_without(self.pending, address))

    def with_pending(self, address: Address, pending: PendingWrite) -> "LockBlock":
        return replace(self, pending={**self.pending, address: pending})

    def without_pending(self, address: Address) -> "LockBlock":
        return replace(self, pending=_without(self.pending, address))

    def without(self, address: Address) -> "LockBlock":
        """Return the block as if `address` had never been pushed."""
        return replace(self, resources=_without(self.resources, address), pending=_without(self.pending, address))

    def with_leftover(self, address: Address, leftover: Leftover) -> "LockBlock":
        others = (one for one in self.leftovers.get(address, ()) if one.remote_id != leftover.remote_id)
        return replace(self, leftovers={**self.leftovers, address: (*others, leftover)})

    def without_leftover(self, address: Address, remote_id: str) -> "LockBlock":
        """Return the block without `remote_id`, which no longer exists on the platform."""
        others = tuple(known for known in self.leftovers.get(address, ()) if known.remote_id != remote_id)
        rest = _without(self.leftovers, address)
        return replace(self, leftovers={**rest, address: others} if others else rest)

    def of_kind(self, kind: Kind) -> "dict[str, LockEntry]":
        """Return the entries of one kind by their keys."""
        return {address.key: entry for address, entry in self.resources.items() if address.kind == kind}


class Lock(Struct, frozen=True):
    """All blocks: origin → account → block.

    An account at another origin has another block, because ids of one platform mean nothing on another.
    """

    blocks: Mapping[str, Mapping[str, LockBlock]] = field(default_factory=dict)

    def accounts(self, origin: str) -> Mapping[str, LockBlock]:
        """Return the blocks at `origin`, by account, sorted."""
        found = self.blocks.get(origin, {})
        return {account: found[account] for account in sorted(found)}

    def block(self, account: str, origin: str) -> LockBlock:
        """Return the block; it is empty if nothing was pushed yet."""
        return self.blocks.get(origin, {}).get(account, LockBlock())

    def with_block(self, account: str, origin: str, block: LockBlock) -> "Lock":
        """Return the lock with this block; an empty block is removed."""
        accounts = {**self.blocks.get(origin, {}), account: block}
        if block == LockBlock():
            del accounts[account]
        return Lock({**self.blocks, origin: accounts} if accounts else _without(self.blocks, origin))

    def renamed(self, old: str, new: str, origin: str) -> "Lock":
        """Return the lock with the block of account `old` under the account `new`."""
        if old == new:
            return self
        block = self.block(old, origin)
        return self.with_block(old, origin, LockBlock()).with_block(new, origin, block)


def _without(mapping: Mapping[_Key, _Value], key: _Key) -> Mapping[_Key, _Value]:
    return {one: value for one, value in mapping.items() if one != key}
