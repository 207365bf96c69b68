"""One resource, all its leaves: three-way verdicts turned into changes to show and the one write that is safe.

The platform resets and replaces more than it is asked to (docs/platform.md#partial-updates). So a write carries what
it would otherwise lose: a new voice goes together with the voice options, an option object always goes whole. Where
that is not possible the judgement says so in a note, or calls it a conflict.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from personactl.json_value import JsonValue
from personactl.persona.resource import parse_reference, references_in
from personactl.sync.plan.options import Resolution
from personactl.sync.plan.plan import FieldChange, Why, Write
from personactl.sync.values.field_paths import alike, fingerprint, top
from personactl.sync.values.observed import Observed
from personactl.sync.values.shapes import Shape
from personactl.sync.values.three_way import ABSENT, Absent, Known, Remote, Unverifiable, Verdict, compare


@dataclass(frozen=True, slots=True)
class ResourceDiff:
    """`changes` and `trusted` (paths) in the file's order. `write.send` is empty when there is nothing to write."""

    changes: tuple[FieldChange, ...]
    trusted: tuple[str, ...]
    notes: tuple[str, ...]
    write: Write

    def has(self, why: Why) -> bool:
        return any(change.why is why for change in self.changes)


@dataclass(frozen=True, slots=True)
class Sides:
    """The three sides of one resource of a `shape`.

    `sent` is what a push that was interrupted may have written: where the remote holds it, that is our own doing.
    `moved` says whether the remote changed since the lock was written; while it did not, whatever stands there in a
    field that was never pushed is nobody's change.
    """

    file: Mapping[str, JsonValue]
    base: Mapping[str, str]
    sent: Mapping[str, str]
    remote: Observed
    moved: bool
    shape: Shape


@dataclass(frozen=True, slots=True)
class _Leaf:
    path: str
    file: JsonValue | Absent
    remote: Remote
    verdict: Verdict


def diff_resource(
    sides: Sides, resolved: Mapping[str, str], on_conflict: Resolution | None, again: Collection[str] = ()
) -> ResourceDiff:
    """Compare every leaf that the file or the lock knows. `again` are the paths to write even where nothing says that
    they moved, because no read can tell."""
    found = _with_resets_refused(tuple(_leaves(sides)), sides.shape)
    decided = tuple(_decided(leaf, on_conflict, again) for leaf in found)
    changes = tuple(_changes(decided, sides.shape))
    removed = frozenset(change.path for change in changes if _goes_by_omission(change, sides.shape))
    sent = {change.path: change.sent for change in changes if change.sent is not ABSENT and change.path not in removed}
    send = {**sent, **_companions(sent, removed, decided, sides)}
    return ResourceDiff(
        changes=changes,
        trusted=tuple(leaf.path for leaf in decided if leaf.verdict is Verdict.trusted),
        notes=tuple(_notes(sent, removed, send, sides)),
        write=Write(
            send=send,
            # an option object that is sent empty is no leaf: what it no longer holds is in `gone`
            expect={**_expected(decided), **{path: send[path] for path in send if path not in sides.shape.options}},
            record=dict(_record(decided, sides.base, on_conflict)),
            resolved=resolved,
            settled=all(leaf.verdict is not Verdict.theirs for leaf in decided),
            later={
                leaf.path: leaf.file for leaf in decided if leaf.file is not ABSENT and any(references_in(leaf.file))
            },
            gone={path: sides.remote.values[path] for path in sorted(removed) if path in sides.remote.values},
        ),
    )


def _leaves(sides: Sides) -> Iterator[_Leaf]:
    for path in [*sides.file, *(path for path in sides.base if path not in sides.file)]:
        file = sides.file.get(path, ABSENT)
        remote = _comparable(path, file, sides.remote.side(path))
        yield _Leaf(path, file, remote, compare(path, file, _base(path, remote, sides), remote, sides.shape))


def _base(path: str, remote: Remote, sides: Sides) -> str | None:
    """The fingerprint that counts as last pushed, with an interrupted push and an unmoved remote taken into account."""
    base, sent = sides.base.get(path), sides.sent.get(path)
    if isinstance(remote, Known):
        held = fingerprint(path, remote.value)
        return held if held == sent or (base is None and not sides.moved) else base
    return base if sent in (None, base) else None


def _comparable(path: str, file: JsonValue | Absent, remote: Remote) -> Remote:
    """An LLM may be written under a legacy name and reads back as an id or null: those two can't be compared."""
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
    """A field that somebody else changed and that our write would reset can't be left alone: it is a conflict."""
    moving = {leaf.path for leaf in found if leaf.verdict is Verdict.mine}
    lost = {reset for trigger, reset in shape.resets.items() if trigger in moving}
    return tuple(
        _Leaf(leaf.path, leaf.file, leaf.remote, Verdict.conflict)
        if leaf.verdict is Verdict.theirs and top(leaf.path) in lost
        else leaf
        for leaf in found
    )


def _decided(leaf: _Leaf, on_conflict: Resolution | None, again: Collection[str]) -> _Leaf:
    if leaf.verdict is Verdict.trusted and leaf.path in again:
        return _Leaf(leaf.path, leaf.file, leaf.remote, Verdict.mine)
    if leaf.verdict is not Verdict.conflict or on_conflict is None:
        return leaf
    verdict = Verdict.mine if on_conflict == "ours" else Verdict.theirs
    return _Leaf(leaf.path, leaf.file, leaf.remote, verdict)


def _changes(decided: Iterable[_Leaf], shape: Shape) -> Iterator[FieldChange]:
    for leaf in decided:
        match leaf.verdict:
            case Verdict.mine:
                yield _mine(leaf, shape)
            case Verdict.theirs:
                yield FieldChange(leaf.path, Why.theirs, leaf.file, leaf.remote, ABSENT)
            case Verdict.conflict:
                stays = leaf.file is ABSENT and leaf.path not in shape.cleared_by and top(leaf.path) not in shape.owned
                why = Why.left if stays else Why.conflict
                yield FieldChange(leaf.path, why, leaf.file, leaf.remote, ABSENT)
            case Verdict.same | Verdict.agreed | Verdict.trusted | Verdict.unmanaged:
                pass


def _mine(leaf: _Leaf, shape: Shape) -> FieldChange:
    if leaf.file is not ABSENT:
        return FieldChange(leaf.path, Why.mine, leaf.file, leaf.remote, leaf.file)
    if leaf.path in shape.cleared_by:
        return FieldChange(leaf.path, Why.mine, ABSENT, leaf.remote, shape.cleared_by[leaf.path])
    if top(leaf.path) in shape.owned:
        return FieldChange(leaf.path, Why.mine, ABSENT, leaf.remote, None)
    return FieldChange(leaf.path, Why.left, ABSENT, leaf.remote, ABSENT)


def _goes_by_omission(change: FieldChange, shape: Shape) -> bool:
    return change.why is Why.mine and change.file is ABSENT and top(change.path) in shape.owned


def _companions(
    sent: Mapping[str, JsonValue | Absent], removed: frozenset[str], decided: tuple[_Leaf, ...], sides: Sides
) -> dict[str, JsonValue]:
    """What goes along unchanged, so that the platform keeps it."""
    shape = sides.shape
    whole = {top(path) for path in (*sent, *removed)} & (shape.options - shape.merged)
    reset = {field for trigger, field in shape.resets.items() if trigger in sent}
    along: dict[str, JsonValue] = {}
    for field in sorted(whole - reset):
        along |= {path: value for path, value in sides.remote.leaves_of(field).items() if path not in removed}
    for leaf in decided:
        if top(leaf.path) in whole | reset and leaf.file is not ABSENT:
            keep = leaf.verdict is Verdict.theirs and isinstance(leaf.remote, Known)
            along[leaf.path] = leaf.remote.value if keep and isinstance(leaf.remote, Known) else leaf.file
    rest = {path: value for path, value in along.items() if path not in sent}
    speaking = {top(path) for path in (*sent, *rest)}
    return {**rest, **{field: {} for field in sorted((whole | reset) & shape.owned - speaking)}}


def _expected(decided: Iterable[_Leaf]) -> dict[str, JsonValue]:
    """What the remote must hold besides what is sent: all that the file says and that is not left to somebody else."""
    return {leaf.path: leaf.file for leaf in decided if leaf.file is not ABSENT and leaf.verdict is not Verdict.theirs}


def _record(
    decided: Iterable[_Leaf], base: Mapping[str, str], on_conflict: Resolution | None
) -> Iterator[tuple[str, str]]:
    """What the lock remembers afterwards. Yielding a conflict to the other side makes it their change from then on:
    the file's value becomes the base, so that the next push leaves theirs alone as well."""
    for leaf in decided:
        if leaf.file is ABSENT:
            continue
        if leaf.verdict is Verdict.theirs and on_conflict is None:
            yield leaf.path, base[leaf.path]
        else:
            yield leaf.path, fingerprint(leaf.path, leaf.file)


def _notes(
    sent: Mapping[str, JsonValue | Absent], removed: frozenset[str], send: Mapping[str, JsonValue], sides: Sides
) -> Iterator[str]:
    for trigger, field in sides.shape.resets.items():
        if trigger in sent:
            yield from _reset_notes(trigger, field, {*send, *removed}, sides.remote)
    tools, had = sent.get("toolIds", ABSENT), sides.remote.values.get("toolIds")
    if isinstance(tools, list) and isinstance(had, list):
        gone = [str(tool) for tool in had if tool not in tools]
        if gone:
            yield f"toolIds replaces the whole set: {', '.join(gone)} will be detached"


def _reset_notes(trigger: str, field: str, send: Collection[str], remote: Observed) -> Iterator[str]:
    along = any(top(path) == field for path in send)
    if along:
        yield f"a new {trigger} resets {field}: sent together in one request"
    lost = [path for path in remote.leaves_of(field) if path not in send]
    if lost:
        yield f"a new {trigger} may reset {', '.join(lost)}, and nothing sets it again"


def unmet(write: Write, remote: Observed) -> tuple[str, ...]:
    """The paths on which a read contradicts what it should show. A field that is not returned contradicts nothing."""
    dropped = [path for path, value in write.expect.items() if _contradicts(path, value, remote)]
    stayed = [path for path, value in write.gone.items() if _holds(path, value, remote)]
    return (*dropped, *stayed)


def _holds(path: str, value: JsonValue, remote: Observed) -> bool:
    side = remote.side(path)
    return isinstance(side, Known) and alike(path, value, side.value)


def _contradicts(path: str, value: JsonValue, remote: Observed) -> bool:
    side = _comparable(path, value, remote.side(path))
    return isinstance(side, Known) and not alike(path, value, side.value)
