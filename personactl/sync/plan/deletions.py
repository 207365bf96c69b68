"""The deletion of resources that were pushed from this project and no longer have a file. Pure.

A resource that somebody else has changed since is not deleted. The change shows as it does for an update: by the date
of the last change, and by the fingerprints of what was pushed. Deleting a group deletes all documents in it, so a group
that holds a document of somebody else is not deleted either.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from personactl.persona.project_resource import Address, Kind
from personactl.state.lock import LockBlock, LockEntry
from personactl.sync.plan.field_change import FieldChange, Why
from personactl.sync.plan.options import PlanOptions
from personactl.sync.plan.ownership import Ownership, as_not_ours, old_versions
from personactl.sync.plan.plan import Conflict, Delete, Drift, Item
from personactl.sync.plan.planner import PlannedItems
from personactl.sync.plan.remote_reads import ReadRequest, RemoteView
from personactl.sync.plan.unmanaged import managed_ids
from personactl.sync.values.field_paths import fingerprint, is_unset
from personactl.sync.values.observed import Observed, Row
from personactl.sync.values.old_version import OldVersion
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


def _ids(address: Address, locked: LockBlock) -> Iterator[str]:
    entry = locked.resources.get(address)
    if entry is not None:
        yield entry.remote_id
    yield from (one.remote_id for one in locked.leftovers.get(address, ()))


def reads_before_deleting(lost: Iterable[Address], locked: LockBlock, listed: Mapping[str, Row]) -> ReadRequest:
    """The resources of `lost` that the list does not return whole."""
    ids = {remote_id for address in lost for remote_id in _ids(address, locked)}
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
        item.address: held for item in items if (held := view.read.get(_remote_id(item.address, locked))) is not None
    }
    return PlannedItems(items, observed)


def _remote_id(address: Address, locked: LockBlock) -> str:
    return next(_ids(address, locked))


class _Pruner(Struct, frozen=True):
    kind: Kind
    locked: LockBlock
    view: RemoteView
    options: PlanOptions
    documents: Mapping[str, Row]

    def item(self, address: Address) -> Item:
        older, notes = old_versions(self.kind, self.locked.leftovers.get(address, ()), self.view.read)
        entry = self.locked.resources.get(address)
        if entry is None:
            return self._only_older(address, older, notes)
        held = self.view.read.get(entry.remote_id)
        if held is None:
            return Item(address, "", address.key, Delete(entry.remote_id, ""), notes=(GONE, *notes), leftovers=older)
        changes = tuple(self._changes(address, entry, held))
        reasons = tuple(self._reasons(entry, held, changes))
        item = Item(address, "", held.name, Conflict(held.id), remote_name=held.name)
        if self.options.on_conflict == "theirs" and (reasons or changes):
            return replace(item, action=Drift(held.id, None), notes=(KEPT, *notes))
        pending = self.locked.pending.get(address)
        pushed = (entry.fields, entry.others or {}, pending.fields if pending is not None else {})
        if not Ownership(self.kind).is_ours(held, pushed, ""):
            return as_not_ours(item, held)
        if (reasons or changes) and self.options.on_conflict != "ours":
            return replace(item, changes=changes, notes=(*reasons, *notes))
        updated_at = held.updated_at if self.kind in _DATED else ""
        delete = Delete(held.id, updated_at, self._documents_of(held))
        return replace(item, action=delete, notes=(*self._users(held), *notes), leftovers=older)

    def _only_older(self, address: Address, older: tuple[OldVersion, ...], notes: tuple[str, ...]) -> Item:
        """The item of a resource of which only older versions are left."""
        if not older:
            first = self.locked.leftovers[address][0]
            return Item(address, "", address.key, Drift(first.remote_id, None), notes=notes)
        first_old, *rest = older
        notes = notes if first_old.name else (GONE, *notes)
        held = self.view.read.get(first_old.remote_id)
        updated_at = held.updated_at if held is not None and self.kind in _DATED else ""
        name = first_old.name or address.key
        delete = Delete(first_old.remote_id, updated_at)
        return Item(address, "", name, delete, notes=notes, leftovers=tuple(rest), remote_name=first_old.name)

    def _documents_of(self, held: Observed) -> tuple[str, ...]:
        return tuple(sorted(row.id for row in self.documents.values() if row.scope == held.id))

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
