"""The merge of one resource: what its file takes over from the platform, what it keeps, and what is in conflict."""

from collections.abc import Mapping
from functools import partial

from msgspec import Struct, field

from personactl.json_value import JsonValue
from personactl.persona.project_resource import Address
from personactl.state.lock import LockBlock, LockEntry
from personactl.sync.plan.field_change import FieldChange, Why
from personactl.sync.plan.leaf_decisions import Sides
from personactl.sync.plan.options import Resolution
from personactl.sync.plan.resource_diff import diff_resource
from personactl.sync.plan.text_merges import BASE_UNKNOWN, FindBase, merged_sides, no_base
from personactl.sync.pull.field_values import NewValues
from personactl.sync.pull.remote_state import RemoteResource
from personactl.sync.values.desired import Desired
from personactl.sync.values.field_paths import field_of, fingerprint, is_unset
from personactl.sync.values.observed import Observed
from personactl.sync.values.omitted_fields import is_default
from personactl.sync.values.shapes import SHAPES
from personactl.sync.values.three_way import ABSENT, Absent, Known


class Decision(Struct, frozen=True):
    """What happens to the file.

    new_values: leaf path -> the value that the file takes over.
    kept: leaf path -> fingerprint, for the leaves on which the file stays ahead: what the lock is to say of the leaf,
        None for nothing.
    conflicts: the leaves that both sides changed; if there are any, the file does not change.
    merged: leaf path -> the number of places with conflict markers, for the texts that were merged.
    notes: sentences about merges.
    """

    new_values: NewValues
    kept: Mapping[str, str | None]
    conflicts: tuple[FieldChange, ...] = ()
    merged: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


class ConflictPolicy(Struct, frozen=True):
    """What happens to fields that both sides changed.

    on_conflict: the side that wins, or that long texts are merged.
    find_base: finds the texts of the last push, for merges.
    """

    on_conflict: Resolution | None = None
    find_base: FindBase = no_base


class ResourceMerge(Struct, frozen=True):
    """One resource of a file, and what the pull does about it.

    remote: the resource on the platform.
    before: the resource as the file wants it now.
    decision: what happens to the file; None if the resource was deleted on the platform.
    """

    remote: RemoteResource
    before: Desired
    decision: Decision | None

    @property
    def has_own_changes(self) -> bool:
        """Whether the file sets something of the resource that was never pushed."""
        if self.decision is not None:
            return bool(self.decision.kept or self.decision.conflicts)
        return self.remote.entry is None or bool(unmoved(self.before, self.remote.entry).kept)


def unmoved(one: Desired, entry: LockEntry) -> Decision:
    """The decision for a resource that has not changed on the platform since it was last pushed or pulled."""
    paths = {**one.fingerprints, **entry.fields}
    changed = (path for path in paths if one.fingerprints.get(path) != entry.fields.get(path))
    return Decision({}, {path: entry.fields.get(path) for path in changed})


def decide(one: Desired, locked: LockBlock, observed: Observed, policy: ConflictPolicy) -> Decision:
    """The file takes over what only the platform changed, also in fields that it does not set.

    one: the resource as its file wants it.
    locked: what was pushed.
    observed: what the platform holds.
    policy: what happens to fields that both sides changed.
    """
    on_conflict = policy.on_conflict
    sides = _sides(one, locked, observed)
    diff = diff_resource(sides)
    new_values: dict[str, JsonValue | Absent] = {}
    kept: dict[str, str | None] = {}
    conflicts: list[FieldChange] = []
    merges = _Merges(one.address, policy.find_base)
    for change in diff.changes:
        base, held = sides.base.get(change.path), _held(change)
        if change.why is Why.theirs or (change.file is ABSENT and base is None):
            new_values[change.path] = _value(change, one.address)
        elif change.why is Why.ours or held in (None, base):
            kept[change.path] = base
        elif on_conflict == "theirs":
            new_values[change.path] = _value(change, one.address)
        elif on_conflict == "ours":
            kept[change.path] = held
        elif on_conflict == "merge" and (text := merges.merged(change, base)) is not None:
            kept[change.path] = held
            new_values |= {} if text == change.file else {change.path: text}
        else:
            conflicts.append(change)
    if conflicts:
        return Decision({}, kept, tuple(conflicts))
    return Decision(new_values, kept, merged=merges.places, notes=tuple(merges.notes))


class _Merges(Struct, frozen=True):
    """Merges the texts of one resource.

    places: as `Decision.merged`.
    """

    address: Address
    find_base: FindBase
    places: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def merged(self, change: FieldChange, base: str | None) -> str | None:
        """The text with the changes of both sides, with markers where they touch; None if these are not long texts."""
        found = merged_sides(change.file, change.remote, base, partial(self.find_base, self.address))
        if found is None:
            return None
        result, has_base = found
        self.places[change.path] = result.conflicts
        if result.conflicts and not has_base:
            self.notes.append(f"everything that differs in {change.path} is marked: {BASE_UNKNOWN}")
        return result.text


def merge_notes(decision: Decision) -> tuple[str, ...]:
    """Sentences about the texts that were merged."""
    marked = (
        f"{count} conflict{'s' if count != 1 else ''} in {path}: edit the lines between <<<<<<< and >>>>>>>, then push"
        for path, count in decision.merged.items()
        if count
    )
    clean = [path for path, count in decision.merged.items() if not count]
    merged = [f"{', '.join(clean)} has the changes of both sides: look at the file, then push"] if clean else []
    return (*marked, *merged, *decision.notes)


def all_set_fields(address: Address, observed: Observed) -> NewValues:
    """All leaves that hold something, for a new file."""
    shape = SHAPES[address.kind]
    return {
        path: value
        for path, value in observed.values.items()
        if field_of(path) in shape.order and not is_default(path, value, shape)
    }


def _sides(one: Desired, locked: LockBlock, observed: Observed) -> Sides:
    entry, pending = locked.resources.get(one.address), locked.pending.get(one.address)
    moved = entry is None or not entry.updated_at or entry.updated_at != observed.updated_at
    others = None if entry is None else entry.others
    if others is None and moved and pending is None:
        others = {}  # everything that the platform holds goes into the file
    return Sides(
        file=one.leaves,
        base={} if entry is None else entry.fields,
        sent={} if pending is None else pending.fields,
        remote=observed,
        moved=moved,
        shape=SHAPES[one.address.kind],
        others=others,
    )


def _held(change: FieldChange) -> str | None:
    return fingerprint(change.path, change.remote.value) if isinstance(change.remote, Known) else None


def _value(change: FieldChange, address: Address) -> JsonValue | Absent:
    """The value that the file takes over. An empty value is left out of a file."""
    value = change.remote.value if isinstance(change.remote, Known) else None
    if value is None or (value in ("", []) and is_unset(change.path, value, SHAPES[address.kind])):
        return ABSENT
    return value
