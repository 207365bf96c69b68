"""The difference of one resource: the changes to show, and the one write that is safe.

An update resets and replaces more than the fields that it sets (docs/platform.md#partial-updates). A write therefore
includes what would be lost otherwise: a new voice is sent together with the voice options, and an option object is
always sent whole. If that is not possible, the diff has a note or a conflict.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from types import MappingProxyType

from msgspec import Struct

from personactl.json_value import JsonValue
from personactl.persona.project_resource import references_in
from personactl.sync.plan.field_change import FieldChange, Why
from personactl.sync.plan.leaf_decisions import Decisions, Leaf, Sides, comparable, decided_leaves, is_clearable
from personactl.sync.plan.options import Resolution
from personactl.sync.plan.plan import Write
from personactl.sync.values.desired import Desired
from personactl.sync.values.field_paths import field_of, fingerprint, same_value
from personactl.sync.values.observed import Observed
from personactl.sync.values.omitted_fields import omitted_fingerprints
from personactl.sync.values.shapes import Shape
from personactl.sync.values.three_way import ABSENT, Absent, FieldStatus, Known

_NOTHING_DECIDED = Decisions()


class ResourceDiff(Struct, frozen=True):
    """The difference of one resource.

    changes: the leaves on which the sides differ, in the file's order.
    trusted: the paths that only the lock says are unchanged, in the file's order.
    left_alone: the paths of the drift that stays on the platform, without those in `accepted`.
    accepted: the paths that stay because they were merged or decided for the platform before.
    notes: sentences that a person should read.
    write: the request; `write.send` is empty if there is nothing to write.
    """

    changes: tuple[FieldChange, ...]
    trusted: tuple[str, ...]
    left_alone: tuple[str, ...]
    accepted: tuple[str, ...]
    notes: tuple[str, ...]
    write: Write

    def has(self, why: Why) -> bool:
        return any(change.why is why for change in self.changes)


def diff_resource(
    sides: Sides, resolved: Mapping[str, str] = MappingProxyType({}), decisions: Decisions = _NOTHING_DECIDED
) -> ResourceDiff:
    """Compare every leaf of one resource.

    sides: the three sides.
    resolved: pin -> id, for the names in the file.
    decisions: what the options decide.
    """
    decided = decided_leaves(sides, decisions)
    changes = tuple(_changes(decided, sides.shape))
    removed = frozenset(change.path for change in changes if _is_removed_by_omission(change, sides.shape))
    sent = {change.path: change.sent for change in changes if change.sent is not ABSENT and change.path not in removed}
    send = {**sent, **_companions(sent, removed, decided, sides)}
    omitted = tuple(leaf.path for leaf in decided if leaf.file is ABSENT and _stays_of_others(leaf, sides.shape))
    return ResourceDiff(
        changes=changes,
        trusted=tuple(leaf.path for leaf in decided if leaf.status is FieldStatus.trusted),
        left_alone=tuple(leaf.path for leaf in decided if leaf.is_left_alone and not leaf.accepted),
        accepted=tuple(leaf.path for leaf in decided if leaf.is_left_alone and leaf.accepted),
        notes=(*_notes(sent, removed, send, sides), *(leaf.note for leaf in decided if leaf.note)),
        write=Write(
            send=send,
            # an option object that is sent empty is not a leaf: what it no longer holds is in `removed`
            expect={**_expected(decided), **{path: send[path] for path in send if path not in sides.shape.options}},
            record=dict(_record(decided, sides.base, decisions.on_conflict)),
            resolved=resolved,
            settled=not any(_is_unsettled(leaf) or leaf.path in omitted for leaf in decided),
            references={
                leaf.path: leaf.file for leaf in decided if leaf.file is not ABSENT and any(references_in(leaf.file))
            },
            removed={path: sides.remote.values[path] for path in sorted(removed) if path in sides.remote.values},
            left_alone=omitted,
            accepted={leaf.path: print for leaf in decided if (print := _accepted(leaf)) is not None},
        ),
    )


def _changes(decided: Iterable[Leaf], shape: Shape) -> Iterator[FieldChange]:
    for leaf in decided:
        match leaf.status:
            case FieldStatus.ours:
                yield _our_change(leaf, shape)
            case FieldStatus.theirs:
                yield FieldChange(leaf.path, Why.theirs, leaf.file, leaf.remote, ABSENT)
            case FieldStatus.conflict:
                why = Why.left if _stays(leaf, shape) else Why.conflict
                yield FieldChange(leaf.path, why, leaf.file, leaf.remote, ABSENT)
            case FieldStatus.same | FieldStatus.agreed | FieldStatus.trusted | FieldStatus.unmanaged:
                pass


def _our_change(leaf: Leaf, shape: Shape) -> FieldChange:
    if leaf.merged is not None:
        return FieldChange(leaf.path, Why.merged, leaf.file, leaf.remote, leaf.merged)
    why = Why.overruled if leaf.overruled else Why.ours
    if leaf.file is not ABSENT:
        return FieldChange(leaf.path, why, leaf.file, leaf.remote, leaf.file)
    if leaf.path in shape.cleared_by:
        return FieldChange(leaf.path, why, ABSENT, leaf.remote, shape.cleared_by[leaf.path])
    if field_of(leaf.path) in shape.owned:
        return FieldChange(leaf.path, why, ABSENT, leaf.remote, None)
    return FieldChange(leaf.path, why if leaf.overruled else Why.left, ABSENT, leaf.remote, ABSENT)


def _stays(leaf: Leaf, shape: Shape) -> bool:
    """Whether a conflict is about a field that the file no longer sets and that cannot be unset anyway."""
    return leaf.file is ABSENT and not leaf.drift and not is_clearable(leaf.path, shape)


def _is_unsettled(leaf: Leaf) -> bool:
    """Whether the platform holds another value than the file afterwards."""
    return leaf.status is FieldStatus.theirs or leaf.merged is not None


def _accepted(leaf: Leaf) -> str | None:
    """The fingerprint of the value that the platform holds in the end, if the file is to take it over with a pull."""
    if leaf.merged is not None:
        return fingerprint(leaf.path, leaf.merged)
    accepted = leaf.accepted and leaf.status is FieldStatus.theirs and isinstance(leaf.remote, Known)
    return fingerprint(leaf.path, leaf.remote.value) if accepted and isinstance(leaf.remote, Known) else None


def _stays_of_others(leaf: Leaf, shape: Shape) -> bool:
    """Whether the platform goes on holding a value of somebody else."""
    return leaf.status is FieldStatus.theirs or (leaf.status is FieldStatus.conflict and _stays(leaf, shape))


def _is_removed_by_omission(change: FieldChange, shape: Shape) -> bool:
    ours = change.why in (Why.ours, Why.overruled)
    return ours and change.file is ABSENT and field_of(change.path) in shape.owned


def _companions(
    sent: Mapping[str, JsonValue | Absent], removed: frozenset[str], decided: tuple[Leaf, ...], sides: Sides
) -> dict[str, JsonValue]:
    """The leaves that are sent although they do not change, so that the platform keeps them."""
    shape = sides.shape
    sent_whole = {field_of(path) for path in (*sent, *removed)} & (shape.options - shape.merged)
    reset = {field for trigger, field in shape.resets.items() if trigger in sent}
    along: dict[str, JsonValue] = {}
    for field in sorted(sent_whole - reset):
        along |= {path: value for path, value in sides.remote.leaves_of(field).items() if path not in removed}
    for leaf in decided:
        if field_of(leaf.path) not in sent_whole | reset:
            continue
        if leaf.status is FieldStatus.theirs and isinstance(leaf.remote, Known):
            along[leaf.path] = leaf.remote.value
        elif leaf.file is not ABSENT:
            along[leaf.path] = leaf.file
    rest = {path: value for path, value in along.items() if path not in sent}
    mentioned = {field_of(path) for path in (*sent, *rest)}
    return {**rest, **{field: {} for field in sorted((sent_whole | reset) & shape.owned - mentioned)}}


def _expected(decided: Iterable[Leaf]) -> dict[str, JsonValue]:
    """What the remote must hold besides what is sent: all that the file sets, except changes of somebody else."""
    return {
        leaf.path: leaf.file if leaf.merged is None else leaf.merged
        for leaf in decided
        if leaf.file is not ABSENT and leaf.status is not FieldStatus.theirs
    }


def _record(
    decided: Iterable[Leaf], base: Mapping[str, str], on_conflict: Resolution | None
) -> Iterator[tuple[str, str]]:
    """What the lock remembers afterwards, as path and fingerprint.

    A conflict that the other side wins counts as their change from then on: the file's value becomes the base, so that
    the next push leaves theirs alone as well. So does a merged text, until a pull writes it to the file.
    """
    for leaf in decided:
        if leaf.file is ABSENT:
            continue
        if leaf.status is FieldStatus.theirs and on_conflict is None:
            yield leaf.path, base[leaf.path]
        else:
            yield leaf.path, fingerprint(leaf.path, leaf.file)


def _notes(
    sent: Mapping[str, JsonValue | Absent], removed: frozenset[str], send: Mapping[str, JsonValue], sides: Sides
) -> Iterator[str]:
    for trigger, field in sides.shape.resets.items():
        if trigger in sent:
            yield from _reset_notes(trigger, field, {*send, *removed}, sides.remote)
    tools, held = sent.get("toolIds", ABSENT), sides.remote.values.get("toolIds")
    if isinstance(tools, list) and isinstance(held, list):
        gone = [str(tool) for tool in held if tool not in tools]
        if gone:
            yield f"toolIds replaces the whole set: {', '.join(gone)} will be detached"


def _reset_notes(trigger: str, field: str, send: Collection[str], remote: Observed) -> Iterator[str]:
    along = any(field_of(path) == field for path in send)
    if along:
        yield f"a new {trigger} resets {field}: sent together in one request"
    lost = [path for path in remote.leaves_of(field) if path not in send]
    if lost:
        yield f"a new {trigger} may reset {', '.join(lost)}, and nothing sets it again"


def remembered_others(remote: Observed, write: Write, shape: Shape) -> dict[str, str]:
    """`LockEntry.others` after `write`, if a read then returned `remote`."""
    return {**omitted_fingerprints(remote, write.record, write.left_alone, shape), **write.accepted}


def unmet(write: Write, remote: Observed) -> tuple[str, ...]:
    """The paths on which a read contradicts `write`. A field that was not returned does not contradict anything."""
    dropped = [path for path, value in write.expect.items() if _contradicts(path, value, remote)]
    stayed = [path for path, value in write.removed.items() if _holds(path, value, remote)]
    return (*dropped, *stayed)


def _holds(path: str, value: JsonValue, remote: Observed) -> bool:
    side = remote.side(path)
    return isinstance(side, Known) and same_value(path, value, side.value)


def _contradicts(path: str, value: JsonValue, remote: Observed) -> bool:
    side = comparable(path, value, remote.side(path))
    return isinstance(side, Known) and not same_value(path, value, side.value)


def whole_write(one: Desired) -> Write:
    """The write of a resource that does not exist yet."""
    references = {path: value for path, value in one.leaves.items() if any(references_in(value))}
    return Write(one.leaves, one.leaves, one.fingerprints, one.resolved, references=references)


def whole_changes(one: Desired) -> tuple[FieldChange, ...]:
    """The changes that such a write makes."""
    return tuple(FieldChange(path, Why.ours, value, Known(None), value) for path, value in one.leaves.items())
