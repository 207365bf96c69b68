"""The deletion of resources that were pushed from this project and no longer have a file. Pure.

A resource that somebody else has changed since is not deleted. The change shows as it does for an update: by the date
of the last change, and by the fingerprints of what was pushed. Deleting a group deletes all documents in it, so a group
that holds a document of somebody else is not deleted either.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping

from msgspec import Struct

from personactl.persona.project_resource import Address, Kind
from personactl.state.lock import LockBlock, LockEntry
from personactl.sync.plan.options import PlanOptions
from personactl.sync.plan.plan import Conflict, Delete, Drift, FieldChange, Item, Why
from personactl.sync.plan.planner import PlannedItems
from personactl.sync.plan.remote_reads import ReadRequest, RemoteView
from personactl.sync.plan.unmanaged import managed_ids
from personactl.sync.values.field_paths import fingerprint, is_unset
from personactl.sync.values.observed import Observed, Row
from personactl.sync.values.shapes import SHAPES
from personactl.sync.values.three_way import ABSENT, Known

GONE = "it is already gone from the platform: only the lock forgets it"
CHANGED = "it was changed on the platform after it was pushed, in fields that the file never set"
KEPT = "it was changed on the platform after it was pushed, and is kept"

_DATED: Collection[Kind] = ("llm", "tool", "persona")
"""Kinds whose date of the last change only changes when the resource itself does."""


def orphans(locked: LockBlock, addresses: Collection[Address]) -> tuple[Address, ...]:
    """The resources that the lock knows and that are not in `addresses`, those of all the project's files. Sorted."""
    return tuple(sorted({*locked.resources, *locked.leftovers} - set(addresses)))


def reads_before_deleting(lost: Iterable[Address], locked: LockBlock, listed: Mapping[str, Row]) -> ReadRequest:
    """The resources of `lost` that the list does not return whole."""
    ids = {remote_id for address in lost if (remote_id := _remote_id(address, locked)) is not None}
    return ReadRequest({known for known in ids if (row := listed.get(known)) is None or row.observed is None}, ())


def plan_deletions(
    kind: Kind,
    lost: Iterable[Address],
    locked: LockBlock,
    view: RemoteView,
    options: PlanOptions,
    documents: Mapping[str, Row],
) -> PlannedItems:
    """One item for each resource of `lost`.

    kind: the kind of all of them.
    lost: the resources without a file.
    locked: what was pushed.
    view: what the remote holds of that kind.
    options: the options of the plan.
    documents: the rows of the documents of all groups in `lost`, by id.
    """
    pruner = _Pruner(kind, locked, view, options, documents)
    items = tuple(pruner.item(address) for address in sorted(lost))
    observed = {
        item.address: held
        for item in items
        if (remote_id := _remote_id(item.address, locked)) and (held := view.read.get(remote_id)) is not None
    }
    return PlannedItems(items, observed)


def _remote_id(address: Address, locked: LockBlock) -> str | None:
    entry = locked.resources.get(address)
    return entry.remote_id if entry is not None else next(iter(locked.leftovers.get(address, ())), None)


class _Pruner(Struct, frozen=True):
    kind: Kind
    locked: LockBlock
    view: RemoteView
    options: PlanOptions
    documents: Mapping[str, Row]

    def item(self, address: Address) -> Item:
        remote_id = _remote_id(address, self.locked) or ""
        held = self.view.read.get(remote_id)
        older = tuple(known for known in self.locked.leftovers.get(address, ()) if known != remote_id)
        if held is None:
            return Item(address, "", address.key, Delete(remote_id, ""), notes=(GONE,), leftovers=older)
        entry = self.locked.resources.get(address)
        changes = () if entry is None else tuple(self._changes(address, entry, held))
        reasons = () if entry is None else tuple(self._reasons(entry, held, changes))
        updated_at = held.updated_at if self.kind in _DATED else ""
        delete = Item(address, "", held.name, Delete(held.id, updated_at), notes=self._users(held), leftovers=older)
        if (not reasons and not changes) or self.options.on_conflict == "ours":
            return delete
        if self.options.on_conflict == "theirs":
            return Item(address, "", held.name, Drift(held.id, None), notes=(KEPT,))
        return Item(address, "", held.name, Conflict(held.id), changes, reasons)

    def _changes(self, address: Address, entry: LockEntry, held: Observed) -> Iterator[FieldChange]:
        pending = self.locked.pending.get(address)
        sent = pending.fields if pending is not None else {}
        for path, pushed in entry.fields.items():
            side = held.side(path, pushed)
            if not isinstance(side, Known) or is_unset(path, side.value, SHAPES[self.kind]):
                continue
            if fingerprint(path, side.value) not in (pushed, sent.get(path)):
                yield FieldChange(path, Why.conflict, ABSENT, side, ABSENT)

    def _reasons(self, entry: LockEntry, held: Observed, changes: tuple[FieldChange, ...]) -> Iterator[str]:
        dated = self.kind in _DATED and entry.updated_at not in ("", held.updated_at)
        if dated and not changes:
            yield CHANGED
        ours = managed_ids(self.locked)
        foreign = sorted(row.name for row in self.documents.values() if row.scope == held.id and row.id not in ours)
        if self.kind == "knowledge" and foreign:
            yield f"it holds documents that were not pushed from here: {', '.join(foreign)}"

    def _users(self, held: Observed) -> tuple[str, ...]:
        row = self.view.listed.get(held.id)
        users = row.used_by if row is not None else 0
        return (f"used by {users} persona{'s' if users != 1 else ''} now",) if users else ()
