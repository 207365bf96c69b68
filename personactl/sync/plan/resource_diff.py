"""The difference of one resource: the changes to show, and the one write that is safe.

An update resets and replaces more than the fields that it sets (docs/platform.md#partial-updates). A write therefore
includes what would be lost otherwise: a new voice is sent together with the voice options, and an option object is
always sent whole. If that is not possible, the diff has a note or a conflict.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from uuid import UUID

from msgspec import Struct

from personactl.json_value import JsonValue
from personactl.persona.project_resource import parse_reference, references_in
from personactl.sync.plan.options import Resolution
from personactl.sync.plan.plan import FieldChange, Why, Write
from personactl.sync.values.field_paths import (
    HEADERS,
    field_of,
    fingerprint,
    headers_fingerprint,
    is_header,
    is_secret_header,
    same_value,
)
from personactl.sync.values.observed import Observed
from personactl.sync.values.shapes import Shape
from personactl.sync.values.three_way import ABSENT, Absent, FieldStatus, Known, Remote, Unverifiable, compare


class ResourceDiff(Struct, frozen=True):
    """The difference of one resource.

    changes: the leaves on which the sides differ, in the file's order.
    trusted: the paths that only the lock says are unchanged, in the file's order.
    notes: sentences that a person should read.
    write: the request; `write.send` is empty if there is nothing to write.
    """

    changes: tuple[FieldChange, ...]
    trusted: tuple[str, ...]
    notes: tuple[str, ...]
    write: Write

    def has(self, why: Why) -> bool:
        return any(change.why is why for change in self.changes)


class Sides(Struct, frozen=True):
    """The three sides of one resource. All mappings are keyed by leaf path.

    file: the values in the file.
    base: the fingerprints of what was last pushed.
    sent: the fingerprints of what an interrupted push may have written; a remote value with such a fingerprint is ours.
    remote: what the platform holds.
    moved: whether the remote has changed since the last push. If it has not, the value of a field that was never pushed
        is not a change of somebody else.
    shape: the fields of the kind.
    """

    file: Mapping[str, JsonValue]
    base: Mapping[str, str]
    sent: Mapping[str, str]
    remote: Observed
    moved: bool
    shape: Shape


class _Leaf(Struct, frozen=True):
    path: str
    file: JsonValue | Absent
    remote: Remote
    status: FieldStatus


def diff_resource(
    sides: Sides, resolved: Mapping[str, str], on_conflict: Resolution | None, again: Collection[str] = ()
) -> ResourceDiff:
    """Compare every leaf that the file or the lock has.

    sides: the three sides.
    resolved: pin -> id, for the names in the file.
    on_conflict: the side that wins a conflict.
    again: the paths to write even if nothing shows that they changed, because no read returns them.
    """
    found = _with_resets_refused(tuple(_leaves(sides)), sides.shape)
    decided = tuple(_decided(leaf, on_conflict, again) for leaf in found)
    changes = tuple(_changes(decided, sides.shape))
    removed = frozenset(change.path for change in changes if _is_removed_by_omission(change, sides.shape))
    sent = {change.path: change.sent for change in changes if change.sent is not ABSENT and change.path not in removed}
    send = {**sent, **_companions(sent, removed, decided, sides)}
    return ResourceDiff(
        changes=changes,
        trusted=tuple(leaf.path for leaf in decided if leaf.status is FieldStatus.trusted),
        notes=tuple(_notes(sent, removed, send, sides)),
        write=Write(
            send=send,
            # an option object that is sent empty is not a leaf: what it no longer holds is in `removed`
            expect={**_expected(decided), **{path: send[path] for path in send if path not in sides.shape.options}},
            record=dict(_record(decided, sides.base, on_conflict)),
            resolved=resolved,
            settled=all(leaf.status is not FieldStatus.theirs for leaf in decided),
            references={
                leaf.path: leaf.file for leaf in decided if leaf.file is not ABSENT and any(references_in(leaf.file))
            },
            removed={path: sides.remote.values[path] for path in sorted(removed) if path in sides.remote.values},
        ),
    )


def _leaves(sides: Sides) -> Iterator[_Leaf]:
    for path in [*sides.file, *(path for path in sides.base if path not in sides.file)]:
        file = sides.file.get(path, ABSENT)
        remote = _comparable(path, file, sides.remote.side(path, sides.base.get(path)))
        yield _Leaf(path, file, remote, compare(path, file, _base(path, remote, sides), remote, sides.shape))


def _base(path: str, remote: Remote, sides: Sides) -> str | None:
    """The fingerprint that counts as last pushed. It also depends on an interrupted push and on an unchanged remote."""
    base, sent = sides.base.get(path), sides.sent.get(path)
    if base is None and is_header(path) and sides.base.get(HEADERS) == headers_fingerprint(sides.remote.values):
        base = fingerprint(path, sides.remote.values.get(path))  # an older lock has one fingerprint for all headers
    if isinstance(remote, Known):
        held = fingerprint(path, remote.value)
        return held if held == sent or (base is None and not sides.moved) else base
    return base if sent in (None, base) else None


def _comparable(path: str, file: JsonValue | Absent, remote: Remote) -> Remote:
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


def _with_resets_refused(found: tuple[_Leaf, ...], shape: Shape) -> tuple[_Leaf, ...]:
    """`found`, with a conflict for each field that somebody else changed and that our write would reset."""
    moving = {leaf.path for leaf in found if leaf.status is FieldStatus.ours}
    lost = {reset for trigger, reset in shape.resets.items() if trigger in moving}
    return tuple(
        _Leaf(leaf.path, leaf.file, leaf.remote, FieldStatus.conflict)
        if leaf.status is FieldStatus.theirs and field_of(leaf.path) in lost
        else leaf
        for leaf in found
    )


def _decided(leaf: _Leaf, on_conflict: Resolution | None, again: Collection[str]) -> _Leaf:
    if leaf.status is FieldStatus.trusted and leaf.path in again:
        return _Leaf(leaf.path, leaf.file, leaf.remote, FieldStatus.ours)
    if leaf.status is not FieldStatus.conflict or on_conflict is None:
        return leaf
    status = FieldStatus.ours if on_conflict == "ours" else FieldStatus.theirs
    return _Leaf(leaf.path, leaf.file, leaf.remote, status)


def _changes(decided: Iterable[_Leaf], shape: Shape) -> Iterator[FieldChange]:
    for leaf in decided:
        match leaf.status:
            case FieldStatus.ours:
                yield _our_change(leaf, shape)
            case FieldStatus.theirs:
                yield FieldChange(leaf.path, Why.theirs, leaf.file, leaf.remote, ABSENT)
            case FieldStatus.conflict:
                stays = (
                    leaf.file is ABSENT and leaf.path not in shape.cleared_by and field_of(leaf.path) not in shape.owned
                )
                why = Why.left if stays else Why.conflict
                yield FieldChange(leaf.path, why, leaf.file, leaf.remote, ABSENT)
            case FieldStatus.same | FieldStatus.agreed | FieldStatus.trusted | FieldStatus.unmanaged:
                pass


def _our_change(leaf: _Leaf, shape: Shape) -> FieldChange:
    if leaf.file is not ABSENT:
        return FieldChange(leaf.path, Why.ours, leaf.file, leaf.remote, leaf.file)
    if leaf.path in shape.cleared_by:
        return FieldChange(leaf.path, Why.ours, ABSENT, leaf.remote, shape.cleared_by[leaf.path])
    if field_of(leaf.path) in shape.owned:
        return FieldChange(leaf.path, Why.ours, ABSENT, leaf.remote, None)
    return FieldChange(leaf.path, Why.left, ABSENT, leaf.remote, ABSENT)


def _is_removed_by_omission(change: FieldChange, shape: Shape) -> bool:
    return change.why is Why.ours and change.file is ABSENT and field_of(change.path) in shape.owned


def _companions(
    sent: Mapping[str, JsonValue | Absent], removed: frozenset[str], decided: tuple[_Leaf, ...], sides: Sides
) -> dict[str, JsonValue]:
    """The leaves that are sent although they do not change, so that the platform keeps them."""
    shape = sides.shape
    sent_whole = {field_of(path) for path in (*sent, *removed)} & (shape.options - shape.merged)
    reset = {field for trigger, field in shape.resets.items() if trigger in sent}
    along: dict[str, JsonValue] = {}
    for field in sorted(sent_whole - reset):
        along |= {path: value for path, value in sides.remote.leaves_of(field).items() if path not in removed}
    for leaf in decided:
        if field_of(leaf.path) in sent_whole | reset and leaf.file is not ABSENT:
            theirs = leaf.status is FieldStatus.theirs
            along[leaf.path] = leaf.remote.value if theirs and isinstance(leaf.remote, Known) else leaf.file
    rest = {path: value for path, value in along.items() if path not in sent}
    mentioned = {field_of(path) for path in (*sent, *rest)}
    return {**rest, **{field: {} for field in sorted((sent_whole | reset) & shape.owned - mentioned)}}


def _expected(decided: Iterable[_Leaf]) -> dict[str, JsonValue]:
    """What the remote must hold besides what is sent: all that the file sets, except changes of somebody else."""
    return {
        leaf.path: leaf.file for leaf in decided if leaf.file is not ABSENT and leaf.status is not FieldStatus.theirs
    }


def _record(
    decided: Iterable[_Leaf], base: Mapping[str, str], on_conflict: Resolution | None
) -> Iterator[tuple[str, str]]:
    """What the lock remembers afterwards, as path and fingerprint.

    A conflict that the other side wins counts as their change from then on: the file's value becomes the base, so that
    the next push leaves theirs alone as well.
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


def unmet(write: Write, remote: Observed) -> tuple[str, ...]:
    """The paths on which a read contradicts `write`. A field that was not returned does not contradict anything."""
    dropped = [path for path, value in write.expect.items() if _contradicts(path, value, remote)]
    stayed = [path for path, value in write.removed.items() if _holds(path, value, remote)]
    return (*dropped, *stayed)


def _holds(path: str, value: JsonValue, remote: Observed) -> bool:
    side = remote.side(path)
    return isinstance(side, Known) and same_value(path, value, side.value)


def _contradicts(path: str, value: JsonValue, remote: Observed) -> bool:
    side = _comparable(path, value, remote.side(path))
    return isinstance(side, Known) and not same_value(path, value, side.value)
