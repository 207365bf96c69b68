"""Three sides of one resource -> what its file takes over from the platform, what it keeps, and what is disputed."""

from collections.abc import Mapping
from dataclasses import dataclass

from personactl.json_value import JsonValue
from personactl.persona.resource import Address
from personactl.state.lock import LockBlock, LockEntry
from personactl.sync.plan.options import Resolution
from personactl.sync.plan.plan import FieldChange, Why
from personactl.sync.plan.resource_diff import Sides, diff_resource
from personactl.sync.pull.field_values import Takes
from personactl.sync.values.desired import Desired
from personactl.sync.values.field_paths import fingerprint, is_unset, top
from personactl.sync.values.observed import Observed
from personactl.sync.values.shapes import SHAPES, Shape
from personactl.sync.values.three_way import ABSENT, Absent, Known


@dataclass(frozen=True, slots=True)
class Decision:
    """`takes` go into the file. `kept` maps each path on which the file stays ahead to what the lock is to say of it,
    None for nothing. With `conflicts` nothing is decided."""

    takes: Takes
    kept: Mapping[str, str | None]
    conflicts: tuple[FieldChange, ...] = ()


def unmoved(one: Desired, entry: LockEntry) -> Decision:
    """For what nobody changed on the platform since it was last pushed or pulled."""
    paths = {**one.prints, **entry.fields}
    changed = (path for path in paths if one.prints.get(path) != entry.fields.get(path))
    return Decision({}, {path: entry.fields.get(path) for path in changed})


def decide(one: Desired, locked: LockBlock, observed: Observed, on_conflict: Resolution | None) -> Decision:
    """What the platform alone changed is taken, and so is what it holds beyond what the file has ever mentioned."""
    sides = _sides(one, locked, observed)
    judged = diff_resource(sides, one.resolved, None)
    takes: dict[str, JsonValue | Absent] = {}
    kept: dict[str, str | None] = {}
    conflicts: list[FieldChange] = []
    for change in judged.changes:
        base, held = sides.base.get(change.path), _held(change)
        if change.why is Why.theirs:
            takes[change.path] = _value(change, one.address)
        elif change.why is Why.mine or held in (None, base):
            kept[change.path] = base
        elif on_conflict == "theirs":
            takes[change.path] = _value(change, one.address)
        elif on_conflict == "ours":
            kept[change.path] = held
        else:
            conflicts.append(change)
    if conflicts:
        return Decision({}, kept, tuple(conflicts))
    return Decision({**takes, **_unheard(sides)}, kept)


def everything(address: Address, observed: Observed) -> Takes:
    """For a file that is still to be written: all that is set."""
    shape = SHAPES[address.kind]
    return {
        path: value
        for path, value in observed.values.items()
        if top(path) in shape.order and not _is_nothing(path, value, shape)
    }


def _sides(one: Desired, locked: LockBlock, observed: Observed) -> Sides:
    entry, pending = locked.resources.get(one.address), locked.pending.get(one.address)
    return Sides(
        file=one.leaves,
        base={} if entry is None else entry.fields,
        sent={} if pending is None else pending.fields,
        remote=observed,
        moved=entry is None or not entry.updated_at or entry.updated_at != observed.updated_at,
        shape=SHAPES[one.address.kind],
    )


def _unheard(sides: Sides) -> Takes:
    """What neither file nor lock has heard of, and somebody has set since."""
    return {
        path: value
        for path, value in sides.remote.values.items()
        if sides.moved
        and path not in sides.file
        and path not in sides.base
        and top(path) in sides.shape.order
        and top(path) not in sides.shape.silent
        and not _is_nothing(path, value, sides.shape)
    }


def _is_nothing(path: str, value: JsonValue, shape: Shape) -> bool:
    """Whether the platform says this of what nobody has set; all its switches are off then."""
    switch = value is False and path in shape.order
    return value is None or switch or is_unset(path, value, shape)


def _held(change: FieldChange) -> str | None:
    return fingerprint(change.path, change.remote.value) if isinstance(change.remote, Known) else None


def _value(change: FieldChange, address: Address) -> JsonValue | Absent:
    """An empty value is none at all in a file."""
    value = change.remote.value if isinstance(change.remote, Known) else None
    if value is None or (value in ("", []) and is_unset(change.path, value, SHAPES[address.kind])):
        return ABSENT
    return value
