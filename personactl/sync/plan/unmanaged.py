"""Unmanaged resources: those on the platform that the lock does not know.

Most belong to somebody else. But the lock records a create before it is sent. If that pending write is still in the
lock, an unmanaged resource with the same name and exactly the same content was created by the interrupted run, and is
not created again.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from personactl.persona.project_resource import Address
from personactl.state.lock import LockBlock, LockEntry, PendingWrite
from personactl.sync.plan.ownership import Ownership
from personactl.sync.values.desired import Desired
from personactl.sync.values.field_paths import fingerprint
from personactl.sync.values.observed import Observed, Row
from personactl.sync.values.three_way import Known, Unverifiable

_NEAR: Final = timedelta(hours=1)
"""How long a request and clocks that differ may take between the lock and a create."""


class UnmanagedResources(Struct, frozen=True):
    """The ids of unmanaged resources, by scope and name, oldest first."""

    by_name: Mapping[tuple[str, str], tuple[str, ...]]

    def named(self, scope: str, name: str) -> tuple[str, ...]:
        """The ids of those with that name, oldest first."""
        return self.by_name.get((scope, name), ())


def unmanaged_resources(locked: LockBlock, listed: Iterable[Row]) -> UnmanagedResources:
    """The unmanaged ones of the `listed` rows. Built-in resources and those without a name are left out."""
    ours = managed_ids(locked)
    by_name: dict[tuple[str, str], list[Row]] = {}
    for row in listed:
        if row.name and row.id not in ours and not row.builtin:
            by_name.setdefault((row.scope, row.name), []).append(row)
    return UnmanagedResources(
        {name: tuple(row.id for row in sorted(rows, key=creation_order)) for name, rows in by_name.items()}
    )


def managed_ids(locked: LockBlock) -> frozenset[str]:
    """All remote ids that the lock knows, including those of older versions."""
    older = (leftover.remote_id for all_older in locked.leftovers.values() for leftover in all_older)
    return frozenset((*(entry.remote_id for entry in locked.resources.values()), *older))


def recovered_creates(
    all_desired: Iterable[Desired],
    locked: LockBlock,
    among: UnmanagedResources,
    read: Mapping[str, Observed | None],
    listed: Iterable[Row],
) -> dict[Address, Observed]:
    """The resources that an interrupted run created, by address. Each remote resource is matched at most once.

    listed: the rows, with the times of creation. Somebody who writes a lock can guess a name; a resource that has
        nothing else must have been created when the lock says.
    """
    created = {row.id: row.created_at for row in listed}
    found: dict[Address, Observed] = {}
    taken: set[str] = set()
    for one in all_desired:
        pending = locked.pending.get(one.address)
        if pending is None:
            continue
        for remote_id in among.named(one.scope, pending.name):
            observed = read.get(remote_id)
            if observed is None or remote_id in taken or not matches_pending(pending, observed):
                continue
            owned = Ownership(one.address.kind)
            at_that_time = _is_near(created.get(remote_id, ""), pending.started_at)
            if owned.is_all_ours(observed, pending.fields) and (at_that_time or owned.marks(observed) > 1):
                found[one.address] = observed
                taken.add(remote_id)
                break
    return found


def _is_near(created_at: str, started_at: str) -> bool:
    try:
        between = datetime.fromisoformat(created_at) - datetime.fromisoformat(started_at)
    except (ValueError, TypeError):  # no time, or one of the two without a zone
        return False
    return abs(between) < _NEAR


def matches_pending(pending: PendingWrite, observed: Observed) -> bool:
    """Whether every field that a read returned has the value that was about to be written."""
    return all(
        not isinstance(side := observed.side(path, sent), Known) or fingerprint(path, side.value) == sent
        for path, sent in pending.fields.items()
    )


def creation_order(row: Row) -> tuple[str, str]:
    """The key that sorts rows, oldest first, in the same order for everybody."""
    return row.created_at, row.id


def after_interruption(entry: LockEntry, pending: PendingWrite, observed: Observed) -> LockEntry:
    """`entry` after an interrupted write, as far as its outcome is known.

    A field that holds what was about to be written counts as pushed. Nothing is known any more about a field that a
    read does not return, if the write was about to change it.
    """
    fields = dict(entry.fields)
    for path, sent in pending.fields.items():
        side = observed.side(path, sent)
        if isinstance(side, Known) and fingerprint(path, side.value) == sent:
            fields[path] = sent
        elif isinstance(side, Unverifiable) and fields.get(path) != sent:
            fields.pop(path, None)
    return replace(entry, fields=fields, updated_at="")
