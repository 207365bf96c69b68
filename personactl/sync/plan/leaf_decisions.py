"""The leaves of one resource: how each compares from three sides, and what the options decide about it.

Drift is decided first, because a write that overrules it may reset other fields. A change of somebody else that a write
would reset then becomes a conflict, and conflicts are decided last.
"""

from collections.abc import Collection, Iterator, Mapping
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from personactl.json_value import JsonValue
from personactl.persona.project_resource import parse_reference
from personactl.state.project_settings import OnDrift
from personactl.sync.plan.options import Resolution
from personactl.sync.plan.text_merges import BASE_UNKNOWN, FindText, merged_sides
from personactl.sync.values.field_paths import (
    HEADERS,
    field_of,
    fingerprint,
    headers_fingerprint,
    is_header,
    is_secret_header,
)
from personactl.sync.values.observed import Observed
from personactl.sync.values.omitted_fields import drifted_leaves, omitted_leaves
from personactl.sync.values.shapes import Shape
from personactl.sync.values.three_way import ABSENT, Absent, FieldStatus, Known, Remote, Unverifiable, compare


class Sides(Struct, frozen=True):
    """The three sides of one resource. All mappings are keyed by leaf path.

    file: the values in the file.
    base: the fingerprints of what was last pushed.
    sent: the fingerprints of what an interrupted push may have written; a remote value with such a fingerprint is ours.
    remote: what the platform holds.
    moved: whether the remote has changed since the last push. If it has not, the value of a field that was never pushed
        is not a change of somebody else.
    shape: the fields of the kind.
    others: `LockEntry.others` of the last push.
    """

    file: Mapping[str, JsonValue]
    base: Mapping[str, str]
    sent: Mapping[str, str]
    remote: Observed
    moved: bool
    shape: Shape
    others: Mapping[str, str] | None = None


class Decisions(Struct, frozen=True):
    """What the options decide.

    on_conflict: the side that wins a conflict.
    on_drift: what happens to drift.
    again: the paths to write even if nothing shows that they changed, because no read returns them.
    find_base: finds the text of the last push, for merges.
    """

    on_conflict: Resolution | None = None
    on_drift: OnDrift = "leave"
    again: Collection[str] = ()
    find_base: FindText = lambda print: None


class Leaf(Struct, frozen=True):
    """One leaf.

    path: its path.
    file: the value in the file.
    remote: what the platform holds.
    status: the result of the comparison, or what was decided.
    drift: whether only the remote changed.
    overruled: whether drift is overwritten.
    accepted: whether the remote value was merged or decided for, and the file does not have it yet.
    merged: the text that both sides' changes were merged to, if it is to be written.
    note: a sentence about a merge.
    """

    path: str
    file: JsonValue | Absent
    remote: Remote
    status: FieldStatus
    drift: bool = False
    overruled: bool = False
    accepted: bool = False
    merged: str | None = None
    note: str = ""

    @property
    def is_left_alone(self) -> bool:
        """Whether it is drift that stays on the platform."""
        return self.drift and self.status is FieldStatus.theirs


def decided_leaves(sides: Sides, decisions: Decisions) -> tuple[Leaf, ...]:
    """Every leaf that the file or the lock has, and those that somebody has set although neither has them; in the order
    of files."""
    order = {name: at for at, name in enumerate(sides.shape.order)}
    found = sorted(_leaves(sides), key=lambda leaf: order.get(field_of(leaf.path), len(order)))
    decided = _with_drift_decided(found, decisions, sides.shape)
    return tuple(_decided(leaf, decisions, sides.base.get(leaf.path)) for leaf in decided)


def is_clearable(path: str, shape: Shape) -> bool:
    """Whether an update can unset the leaf."""
    return path in shape.cleared_by or field_of(path) in shape.owned


def comparable(path: str, file: JsonValue | Absent, remote: Remote) -> Remote:
    """`remote`, or `Unverifiable` for what a read returns in another form: an LLM that the file gives by a legacy name
    is read as an id or null, and a header whose secret is a reference is read as its value. Such a value is never part
    of a plan.
    """
    if is_secret_header(path, file):
        return Unverifiable() if isinstance(remote, Known) and remote.value not in (None, "") else remote
    if path != "llmId" or not isinstance(file, str) or not isinstance(remote, Known) or remote.value == file:
        return remote
    if parse_reference(file) is not None:
        return remote
    try:
        UUID(file)
    except ValueError:
        return Unverifiable()
    return remote


def _leaves(sides: Sides) -> Iterator[Leaf]:
    for path in [*sides.file, *(path for path in sides.base if path not in sides.file)]:
        file = sides.file.get(path, ABSENT)
        remote = comparable(path, file, sides.remote.side(path, sides.base.get(path)))
        status = compare(path, file, _base(path, remote, sides), remote, sides.shape)
        theirs = status is FieldStatus.theirs
        yield Leaf(path, file, remote, status, drift=theirs, accepted=theirs and _is_accepted(path, remote, sides))
    held = omitted_leaves(sides.remote, {*sides.file, *sides.base}, sides.shape)
    drift = drifted_leaves(held, sides.others, trusted=bool(sides.sent), moved=sides.moved, shape=sides.shape)
    for path in drift:
        yield Leaf(path, ABSENT, Known(held[path]), FieldStatus.theirs, drift=True)


def _is_accepted(path: str, remote: Remote, sides: Sides) -> bool:
    held = fingerprint(path, remote.value) if isinstance(remote, Known) else None
    return path in sides.file and (sides.others or {}).get(path) == held


def _base(path: str, remote: Remote, sides: Sides) -> str | None:
    """The fingerprint that counts as last pushed. It also depends on an interrupted push and on an unchanged remote."""
    base, sent = sides.base.get(path), sides.sent.get(path)
    if base is None and is_header(path) and sides.base.get(HEADERS) == headers_fingerprint(sides.remote.values):
        base = fingerprint(path, sides.remote.values.get(path))  # an older lock has one fingerprint for all headers
    if isinstance(remote, Known):
        held = fingerprint(path, remote.value)
        return held if held == sent or (base is None and not sides.moved) else base
    return base if sent in (None, base) else None


def _with_drift_decided(found: Collection[Leaf], decisions: Decisions, shape: Shape) -> Iterator[Leaf]:
    """`found` with drift overruled, or with a conflict for drift that our write would reset. What was merged or decided
    for them before is only overruled if `ours` wins conflicts, too: the same push, run again, must not undo it."""
    ours = decisions.on_drift == "ours"
    decided = [
        _overruled(leaf)
        if ours and _can_overrule(leaf, shape) and (not leaf.accepted or decisions.on_conflict == "ours")
        else leaf
        for leaf in found
    ]
    moving = {leaf.path for leaf in decided if leaf.status is FieldStatus.ours and _can_write(leaf, shape)}
    reset = {field for trigger, field in shape.resets.items() if trigger in moving}
    for leaf in decided:
        if leaf.status is not FieldStatus.theirs or field_of(leaf.path) not in reset:
            yield leaf
        else:
            yield _overruled(leaf) if ours else replace(leaf, status=FieldStatus.conflict)


def _can_overrule(leaf: Leaf, shape: Shape) -> bool:
    return leaf.status is FieldStatus.theirs and _can_write(leaf, shape)


def _can_write(leaf: Leaf, shape: Shape) -> bool:
    return leaf.file is not ABSENT or is_clearable(leaf.path, shape)


def _overruled(leaf: Leaf) -> Leaf:
    return replace(leaf, status=FieldStatus.ours, overruled=True)


def _decided(leaf: Leaf, decisions: Decisions, base: str | None) -> Leaf:
    if leaf.status is FieldStatus.trusted and leaf.path in decisions.again:
        return replace(leaf, status=FieldStatus.ours)
    if leaf.status is not FieldStatus.conflict or decisions.on_conflict is None:
        return leaf
    if decisions.on_conflict == "theirs":
        return replace(leaf, status=FieldStatus.theirs, accepted=leaf.file is not ABSENT)
    if decisions.on_conflict == "merge":
        return _merged(leaf, base, decisions.find_base)
    return replace(leaf, status=FieldStatus.ours, overruled=leaf.drift)


def _merged(leaf: Leaf, base: str | None, find: FindText) -> Leaf:
    """`leaf` with both sides' changes, if they are in different lines. A merge that adds nothing to one side is that
    side."""
    found = merged_sides(leaf.file, leaf.remote, base, find)
    if found is None:
        return leaf
    merged, has_base = found
    if merged.conflicts:
        places = f"{merged.conflicts} place{'s' if merged.conflicts != 1 else ''}"
        why = f"both sides changed the same lines in {places}" if has_base else BASE_UNKNOWN
        return replace(leaf, note=f"{leaf.path} cannot be merged: {why}")
    if isinstance(leaf.remote, Known) and merged.text == leaf.remote.value:
        return replace(leaf, status=FieldStatus.theirs, accepted=True)
    if merged.text == leaf.file:
        return replace(leaf, status=FieldStatus.ours)
    note = f"{leaf.path} holds the changes of both sides then; pull writes them to the file"
    return replace(leaf, status=FieldStatus.ours, merged=merged.text, note=note)
