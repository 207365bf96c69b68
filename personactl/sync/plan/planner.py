"""Files, lock and remote -> the items of a plan. Pure.

A resource is managed if the lock has its id. An unmanaged resource that has the name of a new file belongs to somebody
else, unless `unmanaged` shows that an interrupted push created it. With `adopt` it is taken over.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import partial

from msgspec import Struct, field
from msgspec.structs import replace

from personactl.persona.project_resource import Address, Kind
from personactl.state.lock import LockBlock, LockEntry
from personactl.sync.kinds.kind import RESOURCE_KINDS
from personactl.sync.plan.field_change import FieldChange, Why
from personactl.sync.plan.leaf_decisions import Decisions, Sides
from personactl.sync.plan.options import PlanOptions
from personactl.sync.plan.ownership import Ownership, as_not_ours, old_version, old_versions
from personactl.sync.plan.plan import (
    Action,
    Adopt,
    Conflict,
    Create,
    Drift,
    DriftRefused,
    Item,
    Missing,
    NameTaken,
    Replace,
    Unchanged,
    Update,
    Write,
)
from personactl.sync.plan.remote_reads import RemoteView, is_settled
from personactl.sync.plan.renames import Renamed
from personactl.sync.plan.resource_diff import (
    ResourceDiff,
    diff_resource,
    remembered_others,
    whole_changes,
    whole_write,
)
from personactl.sync.plan.secret_hosts import with_secret_uses
from personactl.sync.plan.text_merges import FindBase, no_base
from personactl.sync.plan.unmanaged import (
    UnmanagedResources,
    after_interruption,
    recovered_creates,
    unmanaged_resources,
)
from personactl.sync.values.desired import Desired, secret_paths
from personactl.sync.values.observed import Observed
from personactl.sync.values.old_version import OldVersion
from personactl.sync.values.shapes import SHAPES

RECOVERED = "an interrupted push wrote it; it was found again by name and content"
MAYBE_OURS = "an interrupted push may have created it, but it does not hold what was sent"
RECREATED = "it was deleted on the platform, and is created again under a new id"
STAYS_DELETED = "it was deleted on the platform, and stays deleted"
UNFINISHED = "the platform was still processing it when the last push ended"
SUPERSEDED = "an older version of it is still there, and is deleted"
WAITS = "was merged or decided for the platform, and stays until a pull takes it or --on-conflict ours overwrites it"
NOT_RESET = "stays as it is on the platform, because no update can unset it"
HIDDEN = "the platform's date says that somebody changed it since the last push, perhaps in what no read returns"
UNPROCESSED = "the platform could not process it, and gets it again"


class PlannedItems(Struct, frozen=True):
    """The plan for one kind.

    items: one for each resource, by key.
    observed: what the remote holds, for the resources that were read.
    """

    items: tuple[Item, ...]
    observed: Mapping[Address, Observed]


def plan_kind(
    kind: Kind,
    all_desired: Sequence[Desired],
    renamed: Renamed,
    view: RemoteView,
    options: PlanOptions,
    find_base: FindBase = no_base,
    proof: LockBlock | None = None,
    trusted: Collection[str] = (),
) -> PlannedItems:
    """One item for each of `all_desired`, which are all of this kind. `proof` is the lock that has to prove what was
    pushed from here, if it is not that of `renamed`, and `trusted` are the ids that need no proof."""
    locked = renamed.locked
    ordered = sorted(all_desired, key=lambda one: one.address)
    among = unmanaged_resources(locked, view.listed.values())
    planner = _Planner(
        kind=kind,
        locked=locked,
        view=view,
        options=options,
        find_base=find_base,
        unmanaged_resources=among,
        recovered_creates=recovered_creates(ordered, locked, among, view.read, view.listed.values()),
        files_by_name=Counter((one.scope, one.name) for one in ordered),
        proof=locked if proof is None else proof,
        ownership=Ownership(kind, trusted),
    )
    items = tuple(_with_former_key(_with_reset_note(planner.item(one)), renamed) for one in ordered)
    with_uses = (with_secret_uses(item, one, planner.observed) for item, one in zip(items, ordered, strict=True))
    return PlannedItems(tuple(with_uses), planner.observed)


def _with_reset_note(item: Item) -> Item:
    if not item.cannot_reset:
        return item
    return replace(item, notes=(*item.notes, f"{NOT_RESET}: {', '.join(item.cannot_reset)}"))


def _with_former_key(item: Item, renamed: Renamed) -> Item:
    old = renamed.formerly.get(item.address)
    if old is None:
        return item
    notes = (f"its file was named {old.key!r} when it was pushed; the lock follows", *item.notes)
    return replace(item, notes=notes, formerly=old, learned=renamed.locked.resources[item.address])


class _Planner(Struct, frozen=True):
    kind: Kind
    locked: LockBlock
    view: RemoteView
    options: PlanOptions
    find_base: FindBase
    unmanaged_resources: UnmanagedResources
    recovered_creates: Mapping[Address, Observed]
    files_by_name: Mapping[tuple[str, str], int]
    proof: LockBlock
    ownership: Ownership
    observed: dict[Address, Observed] = field(default_factory=dict)

    def item(self, one: Desired) -> Item:
        entry = self.locked.resources.get(one.address)
        again = self.recovered_creates.get(one.address)
        if entry is None:
            return self._new(one) if again is None else self._recovered(one, again)
        if not self.options.refresh and is_settled(one, self.locked, self.view.listed, self.options):
            return Item(one.address, one.path, one.name, Unchanged(entry.remote_id, None))
        held = self.view.read.get(entry.remote_id)
        if again is not None and (held is None or self.locked.pending[one.address].replaces == held.id):
            return self._recovered(one, again, *([] if held is None else [held]))
        return self._gone(one, entry) if held is None else self._tracked(one, entry, held)

    def _recovered(self, one: Desired, again: Observed, *replaced: Observed) -> Item:
        """The item for a resource that an interrupted push created. `replaced` is the one that it replaces, if any."""
        sent = LockEntry(again.id, self.locked.pending[one.address].fields, {}, again.updated_at)
        ours = tuple(old_version(held) for held in replaced if self._is_ours(one, held))
        return replace(self._tracked(one, sent, again, RECOVERED, older=ours), learned=sent)

    def _is_ours(self, one: Desired, held: Observed) -> bool:
        """Whether the lock proves that `held` was pushed from here, or the user takes it over anyway."""
        known, pending = self.proof.resources.get(one.address), self.proof.pending.get(one.address)
        pushed = [known.fields, known.others or {}] if known is not None else []
        pushed += [pending.fields] if pending is not None else []
        return self.options.adopt or self.ownership.is_ours(held, pushed, one.name)

    def _tracked(
        self, one: Desired, entry: LockEntry, observed: Observed, *notes: str, older: tuple[OldVersion, ...] = ()
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
            others=entry.others,
        )
        hiding = pending is None and self.kind != "document" and entry.updated_at not in ("", observed.updated_at)
        again = set(secret_paths(one) if self.options.resend_secrets else ())
        if hiding and self.options.on_drift == "ours":
            again |= one.leaves.keys() - set(secret_paths(one))
        find_base = partial(self.find_base, one.address)
        decisions = Decisions(self.options.on_conflict, self.options.on_drift, again, find_base)
        diff = diff_resource(sides, one.resolved, decisions)
        if hiding and diff.trusted and not diff.changes and diff.write.record == entry.fields:
            option = "--resend-secrets" if {*diff.trusted} <= {*secret_paths(one)} else "--on-drift ours"
            notes = (*notes, f"{HIDDEN}: {', '.join(diff.trusted)}; {option} sends it again")
        left, remarks = old_versions(self.kind, self.locked.leftovers.get(one.address, ()), self.view.read)
        all_older = tuple({version.remote_id: version for version in (*left, *older)}.values())
        item = self._decide(one, observed, diff, all_older, (*notes, *remarks))
        if item.writes and not self._is_ours(one, observed):
            return as_not_ours(item, observed)
        return item if pending is None else replace(item, learned=after_interruption(entry, pending, observed))

    def _decide(
        self, one: Desired, held: Observed, diff: ResourceDiff, older: tuple[OldVersion, ...], notes: tuple[str, ...]
    ) -> Item:
        ours = self.options.on_drift == "ours"
        waiting = (f"{WAITS}: {', '.join(diff.accepted)}",) if ours and diff.accepted else ()
        item = Item(
            one.address,
            one.path,
            one.name,
            self._action(one.address, held, diff),
            diff.changes,
            (*notes, *diff.notes, *waiting),
            diff.trusted,
            leftovers=older,
            cannot_reset=diff.left_alone if ours else (),
            upload=one.upload,
            remote_name=held.name,
        )
        if item.refuses:
            return item
        beyond = RESOURCE_KINDS[self.kind].beyond_update(diff.write.send)
        if beyond or held.state == "failed":
            return self._replacing(one, item, held, beyond)
        if held.state == "waiting" or older:
            note = UNFINISHED if held.state == "waiting" else SUPERSEDED
            write = Update(held.id, held.updated_at, diff.write)
            return replace(item, action=write, notes=(*item.notes, note))
        return item

    def _replacing(self, one: Desired, item: Item, held: Observed, beyond: tuple[str, ...]) -> Item:
        """`item` as a replacement. A change of somebody else would be lost with the old resource, so it becomes a
        conflict."""
        wins = "ours" in (self.options.on_conflict, self.options.on_drift)
        if any(change.why is Why.theirs for change in item.changes) and not wins:
            changes = (_as_conflict(change) if change.why is Why.theirs else change for change in item.changes)
            return replace(item, action=Conflict(held.id), changes=tuple(changes))
        failed = f"{UNPROCESSED}: {held.failure}" if held.failure else UNPROCESSED
        note = f"{', '.join(beyond)} cannot be changed: a new one takes its place" if beyond else failed
        return replace(
            item,
            action=Replace(held.id, held.updated_at, whole_write(one)),
            changes=tuple(map(_as_overruled, item.changes)),
            cannot_reset=(),
            notes=(*item.notes, note),
            leftovers=(old_version(held), *(older for older in item.leftovers if older.remote_id != held.id)),
        )

    def _action(self, address: Address, observed: Observed, diff: ResourceDiff) -> Action:
        if diff.has(Why.conflict):
            return Conflict(observed.id)
        if self.options.on_drift == "refuse" and (diff.left_alone or diff.accepted):
            return DriftRefused(observed.id)
        if diff.write.send or diff.write.removed:
            return Update(observed.id, observed.updated_at, diff.write)
        entry = self._entry(address, observed, diff.write)
        return Drift(observed.id, entry) if diff.has(Why.theirs) else Unchanged(observed.id, entry)

    def _entry(self, address: Address, observed: Observed, write: Write) -> LockEntry | None:
        """The new entry of the lock for a resource that is not written, or None if the lock has it already."""
        known = self.locked.resources.get(address)
        date = observed.updated_at
        if not write.settled:
            date = known.updated_at if known is not None and known.updated_at != date else ""
        others = remembered_others(observed, write, SHAPES[self.kind])
        entry = LockEntry(observed.id, write.record, write.resolved, date, others)
        return None if entry == known and address not in self.locked.pending else entry

    def _gone(self, one: Desired, entry: LockEntry) -> Item:
        match self.options.on_conflict:
            case "ours":
                return self._new(one, RECREATED)
            case "theirs":
                return Item(one.address, one.path, one.name, Drift(entry.remote_id, None), (), (STAYS_DELETED,))
            case None | "merge":
                return Item(one.address, one.path, one.name, Missing(entry.remote_id))

    def _new(self, one: Desired, *notes: str) -> Item:
        claimed = {observed.id for observed in self.recovered_creates.values()}
        unmanaged = tuple(
            known for known in self.unmanaged_resources.named(one.scope, one.name) if known not in claimed
        )
        if not unmanaged:
            create = Create(whole_write(one))
            return Item(one.address, one.path, one.name, create, whole_changes(one), notes, upload=one.upload)
        observed = self.view.read.get(unmanaged[0])
        claimable = len(unmanaged) == 1 and self.files_by_name[one.scope, one.name] == 1
        if not self.options.adopt or not claimable or observed is None:
            notes = (*notes, MAYBE_OURS) if one.address in self.locked.pending else notes
            return Item(one.address, one.path, one.name, NameTaken(unmanaged), notes=notes)
        self.observed[one.address] = observed
        sides = Sides(one.leaves, {}, {}, observed, moved=True, shape=SHAPES[self.kind])
        diff = diff_resource(sides, one.resolved, Decisions("ours", self.options.on_drift))
        item = self._decide(one, observed, diff, (), notes)
        if isinstance(item.action, Replace | DriftRefused):
            return item
        return replace(item, action=Adopt(observed.id, observed.updated_at, diff.write))


def _as_conflict(change: FieldChange) -> FieldChange:
    return replace(change, why=Why.conflict)


def _as_overruled(change: FieldChange) -> FieldChange:
    """A change of somebody else that is lost with the resource that holds it."""
    return replace(change, why=Why.overruled, sent=change.file) if change.why is Why.theirs else change
