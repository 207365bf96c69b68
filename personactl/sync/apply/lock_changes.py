"""What the lock has to say at each step of a run, so that the next run can find out how far this one came.

Each function returns a change of a block of the lock, which `Ledger.record` writes, or a part of one.
"""

from collections.abc import Callable
from typing import TypeAlias, assert_never

from msgspec.structs import replace

from personactl.persona.project_resource import Address
from personactl.state.lock import Leftover, LockBlock, LockEntry, PendingWrite
from personactl.sync.plan.plan import (
    Adopt,
    Conflict,
    Create,
    Delete,
    Drift,
    DriftRefused,
    Item,
    Missing,
    NameTaken,
    NotOurs,
    Plan,
    Replace,
    Unchanged,
    Update,
    Write,
)
from personactl.sync.plan.renames import with_moved_addresses
from personactl.sync.values.field_paths import field_of
from personactl.sync.values.observed import Observed
from personactl.sync.values.old_version import OldVersion
from personactl.sync.values.shapes import SHAPES
from personactl.sync.values.three_way import Unverifiable

Change: TypeAlias = Callable[[LockBlock], LockBlock]


def plan_announced(plan: Plan, started_at: str) -> Change:
    """All that the lock can know before the first request. A write that waits for the id of another resource is
    announced when that id is known. `started_at` is an ISO 8601 time in UTC."""

    def change(block: LockBlock) -> LockBlock:
        renamed = {item.address: item.formerly for item in plan.items if item.formerly is not None}
        block = with_moved_addresses(block, renamed)
        pending, resources, leftovers = dict(block.pending), dict(block.resources), dict(block.leftovers)
        for item in plan.items:
            if item.learned is not None:
                resources[item.address] = item.learned
                older = tuple(_leftover(one) for one in item.leftovers)
                leftovers |= {item.address: older} if older else {}
            match item.action:
                case Create(write) | Update(write=write) | Adopt(write=write) | Replace(write=write):
                    if not write.references:
                        pending[item.address] = pending_write(item, write, started_at)
                case Unchanged(entry=entry) | Drift(entry=entry):
                    if entry is not None:
                        resources[item.address] = entry
                        pending.pop(item.address, None)
                case Delete() | Conflict() | NameTaken() | Missing() | NotOurs() | DriftRefused():
                    pass
                case _:
                    assert_never(item.action)
        return LockBlock(resources, pending, leftovers)

    return change


def pending_write(item: Item, write: Write, started_at: str) -> PendingWrite:
    """The whole resource as it will be, without the fields that a create cannot set."""
    creates = isinstance(item.action, Create)
    fields = {
        path: print for path, print in write.record.items() if not (creates and is_update_only(item.address, path))
    }
    replaces = item.action.remote_id if isinstance(item.action, Replace) else ""
    return PendingWrite(item.name, fields, started_at, replaces)


def resource_created(address: Address, created: Observed, write: Write, older: OldVersion | None) -> Change:
    """The id is known, and nothing is verified yet: only the fields that no read returns count as pushed.

    The pending write stays, because it says what the other fields should be. `older` is the version that the new one
    replaces.
    """
    unreadable = {
        path: print
        for path, print in write.record.items()
        if isinstance(created.side(path, print), Unverifiable) and not is_update_only(address, path)
    }
    entry = LockEntry(created.id, unreadable, write.resolved, "")

    def change(block: LockBlock) -> LockBlock:
        known = replace(block, resources={**block.resources, address: entry})
        return known if older is None else known.with_leftover(address, _leftover(older))

    return change


def _leftover(version: OldVersion) -> Leftover:
    return Leftover(version.remote_id, version.fields)


def leftover_deleted(address: Address, remote_id: str) -> Change:
    """An older version of the resource no longer exists."""
    return lambda block: block.without_leftover(address, remote_id)


def is_update_only(address: Address, path: str) -> bool:
    """Whether a create ignores the field, so that an update has to follow."""
    return field_of(path) in SHAPES[address.kind].update_only
