"""From files, lock and remote to a plan: which personas exist, which are ours, and what each one needs. Pure.

A persona is ours when the lock has its id. One that is not in the lock but bears the name of a new file is somebody
else's until `adopt` says otherwise, unless `strangers` recognises it as what an interrupted push made.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from personactl.persona.remote import RemoteSummary
from personactl.persona.resource import Address
from personactl.state.lock import LockBlock, LockEntry
from personactl.sync.choices import Choices
from personactl.sync.desired import Desired
from personactl.sync.judging import Judgement, Sides, judge
from personactl.sync.observed import Observed
from personactl.sync.plan import (
    Action,
    Adopt,
    Conflict,
    Create,
    Drift,
    FieldChange,
    Item,
    Missing,
    NameTaken,
    Plan,
    Unchanged,
    Update,
    Why,
    Write,
)
from personactl.sync.renaming import Renamed
from personactl.sync.strangers import Strangers, found_again, strangers
from personactl.sync.three_way import Known

RECOVERED = "an interrupted push wrote it; found again by name and content"
PERHAPS_OURS = "an interrupted push may have created it, but it does not hold what was sent"
RECREATED = "it was deleted on the platform, and is created again under a new id"
STAYS_DELETED = "it was deleted on the platform, and stays deleted"


@dataclass(frozen=True, slots=True)
class Seen:
    """The remote. `listed` is every row of the list by id; `read` what was read one by one, None where the platform
    said that there is no such persona."""

    listed: Mapping[str, RemoteSummary]
    read: Mapping[str, Observed | None]


def unchanged(one: Desired, entry: LockEntry, updated_at: str | None) -> bool:
    """Whether what was pushed is what the file wants and what the platform still holds, by its date `updated_at`."""
    same_date = bool(entry.updated_at) and entry.updated_at == updated_at
    return same_date and entry.fields == one.prints and entry.resolved == one.resolved


def ids_to_read(
    wanted: Sequence[Desired], locked: LockBlock, listed: Mapping[str, RemoteSummary], choices: Choices
) -> tuple[str, ...]:
    """The personas whose row in the list does not say enough, sorted."""
    among = strangers(locked, listed.values())
    needed = {
        remote_id
        for one in wanted
        if choices.refresh or not _settled(one, locked, listed)
        for remote_id in _needed(one, locked, listed, among, adopt=choices.adopt)
    }
    return tuple(sorted(needed))


def make_plan(wanted: Sequence[Desired], renamed: Renamed, seen: Seen, choices: Choices) -> Plan:
    """One item per file, sorted by key."""
    locked = renamed.locked
    ordered = sorted(wanted, key=lambda one: one.address)
    among = strangers(locked, seen.listed.values())
    planner = _Planner(
        locked=locked,
        seen=seen,
        choices=choices,
        strangers=among,
        found_again=found_again((one.address for one in ordered), locked, among, seen.read),
        files_by_name=Counter(one.name for one in ordered),
    )
    return Plan(tuple(_with_former_key(planner.item(one), renamed) for one in ordered))


def _settled(one: Desired, locked: LockBlock, listed: Mapping[str, RemoteSummary]) -> bool:
    """Whether file, lock and the list's date agree that there is nothing to look at."""
    entry = locked.resources.get(one.address)
    row = listed.get(entry.remote_id) if entry is not None else None
    if entry is None or row is None or one.address in locked.pending:
        return False
    return unchanged(one, entry, row.updated_at)


def _needed(
    one: Desired, locked: LockBlock, listed: Mapping[str, RemoteSummary], among: Strangers, *, adopt: bool
) -> Iterator[str]:
    entry = locked.resources.get(one.address)
    pending = locked.pending.get(one.address)
    if entry is not None:
        yield entry.remote_id
    if pending is not None:
        yield from among.named(pending.name)
    if adopt and (entry is None or entry.remote_id not in listed):
        yield from among.named(one.name)


def _with_former_key(item: Item, renamed: Renamed) -> Item:
    old = renamed.formerly.get(item.address)
    if old is None:
        return item
    notes = (f"its file was named {old.key!r} when it was pushed; the lock follows", *item.notes)
    return replace(item, notes=notes, formerly=old, learned=renamed.locked.resources[item.address])


@dataclass(frozen=True, slots=True)
class _Planner:
    locked: LockBlock
    seen: Seen
    choices: Choices
    strangers: Strangers
    found_again: Mapping[Address, Observed]
    files_by_name: Mapping[str, int]

    def item(self, one: Desired) -> Item:
        entry = self.locked.resources.get(one.address)
        if entry is not None:
            if not self.choices.refresh and _settled(one, self.locked, self.seen.listed):
                return Item(one.address, one.path, one.name, Unchanged(entry.remote_id, None))
            observed = self.seen.read.get(entry.remote_id)
            if observed is not None:
                return self._tracked(one, entry, observed)
        again = self.found_again.get(one.address)
        if again is not None:
            sent = LockEntry(again.id, self.locked.pending[one.address].fields, {}, again.updated_at)
            return replace(self._tracked(one, sent, again, RECOVERED), learned=sent)
        if entry is not None:
            return self._gone(one, entry)
        return self._new(one)

    def _tracked(self, one: Desired, entry: LockEntry, observed: Observed, *notes: str) -> Item:
        pending = self.locked.pending.get(one.address)
        sides = Sides(
            file=one.leaves,
            base=entry.fields,
            sent=pending.fields if pending is not None else {},
            remote=observed,
            moved=not entry.updated_at or entry.updated_at != observed.updated_at,
        )
        judged = judge(sides, one.resolved, self.choices.on_conflict)
        action = self._action(one.address, observed, judged)
        return Item(one.address, one.path, one.name, action, judged.changes, (*notes, *judged.notes), judged.trusted)

    def _action(self, address: Address, observed: Observed, judged: Judgement) -> Action:
        if judged.has(Why.conflict):
            return Conflict(observed.id)
        if judged.write.send:
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
                action: Action = Drift(entry.remote_id, None)
                return Item(one.address, one.path, one.name, action, (), (STAYS_DELETED,))
            case None:
                return Item(one.address, one.path, one.name, Missing(entry.remote_id))

    def _new(self, one: Desired, *notes: str) -> Item:
        claimed = {observed.id for observed in self.found_again.values()}
        rivals = tuple(remote_id for remote_id in self.strangers.named(one.name) if remote_id not in claimed)
        if not rivals:
            return Item(one.address, one.path, one.name, Create(_everything(one)), _all_new(one), notes)
        observed = self.seen.read.get(rivals[0])
        claimable = len(rivals) == 1 and self.files_by_name[one.name] == 1
        if not self.choices.adopt or not claimable or observed is None:
            notes = (*notes, PERHAPS_OURS) if one.address in self.locked.pending else notes
            return Item(one.address, one.path, one.name, NameTaken(rivals), notes=notes)
        judged = judge(Sides(one.leaves, {}, {}, observed, moved=True), one.resolved, "ours")
        action = Adopt(observed.id, observed.updated_at, judged.write)
        return Item(one.address, one.path, one.name, action, judged.changes, (*notes, *judged.notes), judged.trusted)


def _everything(one: Desired) -> Write:
    return Write(one.leaves, one.leaves, one.prints, one.resolved)


def _all_new(one: Desired) -> tuple[FieldChange, ...]:
    return tuple(FieldChange(path, Why.mine, value, Known(None), value) for path, value in one.leaves.items())
