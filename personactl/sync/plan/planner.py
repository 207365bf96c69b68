"""From files, lock and remote to the items of a plan: what exists, what is ours, and what each one needs. Pure.

A resource is ours when the lock has its id. One that is not in the lock but bears the name of a new file's is somebody
else's until `adopt` says otherwise, unless `strangers` recognises it as what an interrupted push made.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from msgspec import structs

from personactl.persona.resource import Address, Kind, references_in
from personactl.state.lock import LockBlock, LockEntry, PendingWrite
from personactl.sync.kinds.kinds_table import RESOURCE_KINDS
from personactl.sync.plan.options import PlanOptions
from personactl.sync.plan.plan import (
    Action,
    Adopt,
    Conflict,
    Create,
    Drift,
    FieldChange,
    Item,
    Missing,
    NameTaken,
    Replace,
    Unchanged,
    Update,
    Why,
    Write,
)
from personactl.sync.plan.remote_reads import Reads, Seen
from personactl.sync.plan.renames import Renamed
from personactl.sync.plan.resource_diff import ResourceDiff, Sides, diff_resource
from personactl.sync.plan.unmanaged import UnmanagedResources, found_again, unmanaged_resources
from personactl.sync.values.desired import Desired
from personactl.sync.values.field_paths import fingerprint
from personactl.sync.values.observed import Observed, Row
from personactl.sync.values.shapes import SHAPES
from personactl.sync.values.three_way import Known, Unverifiable

RECOVERED = "an interrupted push wrote it; found again by name and content"
PERHAPS_OURS = "an interrupted push may have created it, but it does not hold what was sent"
RECREATED = "it was deleted on the platform, and is created again under a new id"
STAYS_DELETED = "it was deleted on the platform, and stays deleted"
UNFINISHED = "the platform was still processing it when the last push ended"
SUPERSEDED = "an older version of it is still there, and is deleted"
UNPROCESSED = "the platform could not process it, and gets it again"


@dataclass(frozen=True, slots=True)
class Planned:
    """The items of one kind, by key, and what was seen of those that were looked at."""

    items: tuple[Item, ...]
    observed: Mapping[Address, Observed]


def unchanged(one: Desired, entry: LockEntry, updated_at: str | None) -> bool:
    """Whether what was pushed is what the file wants and what the platform still holds, by its date `updated_at`."""
    same_date = bool(entry.updated_at) and entry.updated_at == updated_at
    return same_date and entry.fields == one.prints and entry.resolved == one.resolved


def reads_for(wanted: Sequence[Desired], locked: LockBlock, listed: Mapping[str, Row], choices: PlanOptions) -> Reads:
    """What the list does not say enough about, for resources of one kind."""
    among = unmanaged_resources(locked, listed.values())
    plain: set[str] = set()
    examined: set[str] = set()
    for one in wanted:
        if not choices.refresh and _settled(one, locked, listed, choices):
            continue
        entry = locked.resources.get(one.address)
        if entry is not None and not _whole(listed.get(entry.remote_id)):
            plain.add(entry.remote_id)
        for remote_id in _perhaps(one, locked, listed, among, choices):
            if RESOURCE_KINDS[one.address.kind].examine is not None:
                examined.add(remote_id)
            elif not _whole(listed.get(remote_id)):
                plain.add(remote_id)
    return Reads(plain, examined)


def plan_kind(kind: Kind, wanted: Sequence[Desired], renamed: Renamed, seen: Seen, choices: PlanOptions) -> Planned:
    """One item for each of `wanted`, all of one kind."""
    locked = renamed.locked
    ordered = sorted(wanted, key=lambda one: one.address)
    among = unmanaged_resources(locked, seen.listed.values())
    planner = _Planner(
        kind=kind,
        locked=locked,
        seen=seen,
        choices=choices,
        unmanaged_resources=among,
        found_again=found_again(ordered, locked, among, seen.read),
        files_by_name=Counter((one.scope, one.name) for one in ordered),
    )
    items = tuple(_with_former_key(planner.item(one), renamed) for one in ordered)
    return Planned(items, planner.observed)


def _whole(row: Row | None) -> bool:
    return row is not None and row.observed is not None


def _settled(one: Desired, locked: LockBlock, listed: Mapping[str, Row], choices: PlanOptions) -> bool:
    """Whether file, lock and the list's date agree that there is nothing to look at."""
    entry = locked.resources.get(one.address)
    row = listed.get(entry.remote_id) if entry is not None else None
    if entry is None or row is None or one.address in locked.pending or one.address in locked.leftovers:
        return False
    if choices.resend_secrets and one.address.kind == "llm":
        return False
    ready = row.observed is None or row.observed.state == "ready"
    return ready and unchanged(one, entry, row.updated_at)


def _perhaps(
    one: Desired, locked: LockBlock, listed: Mapping[str, Row], among: UnmanagedResources, choices: PlanOptions
) -> Iterator[str]:
    """The strangers that may be this one."""
    entry = locked.resources.get(one.address)
    pending = locked.pending.get(one.address)
    if pending is not None:
        yield from among.named(one.scope, pending.name)
    if choices.adopt and (entry is None or entry.remote_id not in listed):
        yield from among.named(one.scope, one.name)


def _with_former_key(item: Item, renamed: Renamed) -> Item:
    old = renamed.formerly.get(item.address)
    if old is None:
        return item
    notes = (f"its file was named {old.key!r} when it was pushed; the lock follows", *item.notes)
    return replace(item, notes=notes, formerly=old, learned=renamed.locked.resources[item.address])


@dataclass(frozen=True, slots=True)
class _Planner:
    kind: Kind
    locked: LockBlock
    seen: Seen
    choices: PlanOptions
    unmanaged_resources: UnmanagedResources
    found_again: Mapping[Address, Observed]
    files_by_name: Mapping[tuple[str, str], int]
    observed: dict[Address, Observed] = field(default_factory=dict)

    def item(self, one: Desired) -> Item:
        entry = self.locked.resources.get(one.address)
        again = self.found_again.get(one.address)
        if entry is None:
            return self._new(one) if again is None else self._recovered(one, again)
        if not self.choices.refresh and _settled(one, self.locked, self.seen.listed, self.choices):
            return Item(one.address, one.path, one.name, Unchanged(entry.remote_id, None))
        held = self.seen.read.get(entry.remote_id)
        if again is not None and (held is None or self.locked.pending[one.address].replaces == held.id):
            return self._recovered(one, again, *([] if held is None else [held.id]))
        return self._gone(one, entry) if held is None else self._tracked(one, entry, held)

    def _recovered(self, one: Desired, again: Observed, *older: str) -> Item:
        """`older` is the id of what it was to replace."""
        sent = LockEntry(again.id, self.locked.pending[one.address].fields, {}, again.updated_at)
        return replace(self._tracked(one, sent, again, RECOVERED, older=older), learned=sent)

    def _tracked(
        self, one: Desired, entry: LockEntry, observed: Observed, *notes: str, older: tuple[str, ...] = ()
    ) -> Item:
        self.observed[one.address] = observed
        pending = self.locked.pending.get(one.address)
        sides = Sides(
            file=one.leaves,
            base=entry.fields,
            sent=pending.fields if pending is not None else {},
            remote=observed,
            moved=not entry.updated_at or entry.updated_at != observed.updated_at,
            shape=SHAPES[self.kind],
        )
        again = ("secret",) if self.choices.resend_secrets and self.kind == "llm" else ()
        judged = diff_resource(sides, one.resolved, self.choices.on_conflict, again)
        all_older = tuple(dict.fromkeys((*self.locked.leftovers.get(one.address, ()), *older)))
        item = self._decided(one, observed, judged, all_older, notes)
        return item if pending is None else replace(item, learned=_as_sent(entry, pending, observed))

    def _decided(
        self, one: Desired, held: Observed, judged: ResourceDiff, older: tuple[str, ...], notes: tuple[str, ...]
    ) -> Item:
        item = Item(
            one.address,
            one.path,
            one.name,
            self._action(one.address, held, judged),
            judged.changes,
            (*notes, *judged.notes),
            judged.trusted,
            leftovers=older,
            upload=one.upload,
        )
        if isinstance(item.action, Conflict):
            return item
        beyond = RESOURCE_KINDS[self.kind].beyond_update(judged.write.send)
        if beyond or held.state == "failed":
            return self._replacing(one, item, held, beyond)
        if held.state == "waiting" or older:
            note = UNFINISHED if held.state == "waiting" else SUPERSEDED
            write = Update(held.id, held.updated_at, judged.write)
            return replace(item, action=write, notes=(*item.notes, note))
        return item

    def _replacing(self, one: Desired, item: Item, held: Observed, beyond: tuple[str, ...]) -> Item:
        """Whoever makes a new one in its place loses what somebody else changed about the old one."""
        if any(change.why is Why.theirs for change in item.changes) and self.choices.on_conflict != "ours":
            changes = (_refused(change) if change.why is Why.theirs else change for change in item.changes)
            return replace(item, action=Conflict(held.id), changes=tuple(changes))
        failed = f"{UNPROCESSED}: {held.trouble}" if held.trouble else UNPROCESSED
        note = f"{', '.join(beyond)} can't be changed: a new one takes its place" if beyond else failed
        return replace(
            item,
            action=Replace(held.id, held.updated_at, _everything(one)),
            notes=(*item.notes, note),
            leftovers=tuple(dict.fromkeys((held.id, *item.leftovers))),
        )

    def _action(self, address: Address, observed: Observed, judged: ResourceDiff) -> Action:
        if judged.has(Why.conflict):
            return Conflict(observed.id)
        if judged.write.send or judged.write.gone:
            return Update(observed.id, observed.updated_at, judged.write)
        entry = self._entry(address, observed, judged.write)
        return Drift(observed.id, entry) if judged.has(Why.theirs) else Unchanged(observed.id, entry)

    def _entry(self, address: Address, observed: Observed, write: Write) -> LockEntry | None:
        """What the lock has to learn although nothing is written, if anything."""
        known = self.locked.resources.get(address)
        date = observed.updated_at
        if not write.settled:
            date = known.updated_at if known is not None and known.updated_at != date else ""
        entry = LockEntry(observed.id, write.record, write.resolved, date)
        return None if entry == known and address not in self.locked.pending else entry

    def _gone(self, one: Desired, entry: LockEntry) -> Item:
        match self.choices.on_conflict:
            case "ours":
                return self._new(one, RECREATED)
            case "theirs":
                return Item(one.address, one.path, one.name, Drift(entry.remote_id, None), (), (STAYS_DELETED,))
            case None:
                return Item(one.address, one.path, one.name, Missing(entry.remote_id))

    def _new(self, one: Desired, *notes: str) -> Item:
        claimed = {observed.id for observed in self.found_again.values()}
        rivals = tuple(known for known in self.unmanaged_resources.named(one.scope, one.name) if known not in claimed)
        if not rivals:
            create = Create(_everything(one))
            return Item(one.address, one.path, one.name, create, _all_new(one), notes, upload=one.upload)
        observed = self.seen.read.get(rivals[0])
        claimable = len(rivals) == 1 and self.files_by_name[one.scope, one.name] == 1
        if not self.choices.adopt or not claimable or observed is None:
            notes = (*notes, PERHAPS_OURS) if one.address in self.locked.pending else notes
            return Item(one.address, one.path, one.name, NameTaken(rivals), notes=notes)
        self.observed[one.address] = observed
        judged = diff_resource(
            Sides(one.leaves, {}, {}, observed, moved=True, shape=SHAPES[self.kind]), one.resolved, "ours"
        )
        item = self._decided(one, observed, judged, (), notes)
        if isinstance(item.action, Replace):
            return item
        return replace(item, action=Adopt(observed.id, observed.updated_at, judged.write))


def _as_sent(entry: LockEntry, pending: PendingWrite, observed: Observed) -> LockEntry:
    """What is certain about an interrupted write, before another one is announced in its place: what it wrote is ours,
    and of a field that no read returns nothing is certain any more."""
    fields = dict(entry.fields)
    for path, sent in pending.fields.items():
        side = observed.side(path)
        if isinstance(side, Known) and fingerprint(path, side.value) == sent:
            fields[path] = sent
        elif isinstance(side, Unverifiable) and fields.get(path) != sent:
            fields.pop(path, None)
    return structs.replace(entry, fields=fields, updated_at="")


def _everything(one: Desired) -> Write:
    later = {path: value for path, value in one.leaves.items() if any(references_in(value))}
    return Write(one.leaves, one.leaves, one.prints, one.resolved, later=later)


def _all_new(one: Desired) -> tuple[FieldChange, ...]:
    return tuple(FieldChange(path, Why.mine, value, Known(None), value) for path, value in one.leaves.items())


def _refused(change: FieldChange) -> FieldChange:
    return replace(change, why=Why.conflict)
