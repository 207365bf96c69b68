"""A run undone: what it overwrote and deleted as what is wanted again, and the plan for that.

A rollback changes the platform and no file. So the lock goes on saying what was last pushed, and the values that came
back count as somebody's change on the platform: the next push leaves them alone, and pull takes them into the files.
What had to be replaced is the exception: the lock knows the new one by what it holds, and the plan says so. What was
deleted comes back under a new id; the lock knows it again, and everything in the plan points to it.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from msgspec import structs

from personactl.errors import PersonactlError, StorageError
from personactl.json_value import JsonMapping
from personactl.persona.read.knowledge_files import read_upload
from personactl.persona.resource import Address, Resource, SecretSource, Upload, with_references
from personactl.state.history import Kept, Run, content_path, find_run, kept_in, runs
from personactl.state.lock import LockBlock, LockEntry, PendingWrite
from personactl.sync.plan.plan import Create, Drift, Item, Plan, Replace, Unchanged, Update, Why, Write
from personactl.sync.plan.unreadable_fields import spared
from personactl.sync.plan.wording import rollback
from personactl.sync.values.field_paths import fingerprints, is_empty, leaves, top
from personactl.sync.values.shapes import SHAPES

NOT_KEPT = "created again without what the platform never shows, such as a first message; the file may have it"
NOT_LEFT_ALONE = "the next push replaces it again where its file says otherwise: change the file to keep this"
_TAKEN_AWAY = frozenset({"deleted", "replaced"})
_OF_THE_UPLOAD = frozenset({"fileSize", "content"})


@dataclass(frozen=True, slots=True)
class Past:
    """What surrounds a run: `gone` are ids that runs took from the platform, with what they stood for, and `taken_by`
    the numbers of those runs; `later` is the newest run after it that wrote to a resource too; `left` are the values
    that a rollback put there, where none wrote to it since; `secrets` are where the project's LLMs have theirs now,
    because none is kept.
    """

    gone: Mapping[str, Address]
    taken_by: Mapping[str, int]
    later: Mapping[Address, int]
    left: Mapping[Address, JsonMapping]
    secrets: Mapping[Address, SecretSource]


def past_of(folder: Path, run: Run, secrets: Mapping[Address, SecretSource]) -> Past:
    """What the history in `folder` tells about the target of `run`. Runs that cannot be read tell nothing."""
    gone: dict[str, Address] = {}
    taken_by: dict[str, int] = {}
    newest: dict[Address, Run] = {}
    for other in runs(folder):
        if isinstance(other, Run) and _target(other) == _target(run):
            for kept in _readable(other, values=False):
                newest.setdefault(kept.address, other)
                if kept.deed in _TAKEN_AWAY:
                    gone.setdefault(kept.remote_id, kept.address)
                    taken_by.setdefault(kept.remote_id, other.number)
    later = {address: other.number for address, other in newest.items() if other.number > run.number}
    return Past(gone, taken_by, later, _left(folder, newest), secrets)


def expected_now(wanted: Iterable[Resource], past: Past, locked: LockBlock) -> LockBlock:
    """The lock for planning a rollback: what was pushed counts as the base but where that is what is wanted again.

    A remote that holds something else there would otherwise look like somebody's change to be left alone: here it is a
    conflict, unless a rollback of our own put it there.
    """
    resources, pending = dict(locked.resources), dict(locked.pending)
    for one in wanted:
        entry = resources.get(one.address)
        if entry is None:
            continue
        shape = SHAPES[one.address.kind]
        prints = fingerprints(leaves(one.fields, shape))
        base = {
            path: print
            for path, print in entry.fields.items()
            if top(path) in shape.silent or prints.get(path) != print
        }
        resources[one.address] = structs.replace(entry, fields=base)
        if one.address in past.left:
            ours = fingerprints(leaves(past.left[one.address], shape))
            pending[one.address] = PendingWrite(one.name, ours, "")
    return structs.replace(locked, resources=resources, pending=pending)


def wanted_again(run: Run, kept: Iterable[Kept], past: Past, locked: LockBlock) -> tuple[Resource, ...]:
    """What `run` found, one resource to an address: the first that it kept, which is the state before all it did.

    Raises `StorageError` for a document whose content is not what was kept.
    """
    first: dict[Address, Kept] = {}
    for one in kept:
        first.setdefault(one.address, one)
    known = locked.resources.keys() | first.keys()
    living = {entry.remote_id for entry in locked.resources.values()}
    stale = {
        remote_id: address for remote_id, address in past.gone.items() if address in known and remote_id not in living
    }
    return tuple(_resource(run, one, stale, past) for one in first.values())


def rollback_plan(plan: Plan, run: Run, past: Past, locked: LockBlock) -> Plan:
    """`plan`, made for what `wanted_again` returned, so that the lock remembers no value that the files don't have."""
    items = tuple(_item(item, run, past, locked.resources.get(item.address)) for item in plan.items)
    return replace(plan, items=items, parties=rollback(run.number))


def _without_what_stays(item: Item) -> Item:
    """A field that the run may have added, but nothing can clear, or that was not kept: no change, and worth a note."""
    paths = [change.path for change in item.changes if change.why is Why.left]
    if not paths:
        return item
    note = f"left as it is, because it was not kept or can't be cleared: {', '.join(paths)}"
    changes = tuple(change for change in item.changes if change.why is not Why.left)
    return replace(item, changes=changes, notes=(*item.notes, note))


def _left(folder: Path, newest: Mapping[Address, Run]) -> dict[Address, JsonMapping]:
    left: dict[Address, JsonMapping] = {}
    for run in set(newest.values()):
        if run.about.undoes is None:
            continue
        with suppress(PersonactlError):
            for kept in _readable(find_run(folder, run.about.undoes)):
                if newest.get(kept.address) == run:
                    left.setdefault(kept.address, kept.values)
    return left


def _readable(run: Run, *, values: bool = True) -> Iterator[Kept]:
    """What can be read of it."""
    with suppress(PersonactlError):
        yield from kept_in(run, values=values)


def _target(run: Run) -> tuple[str, str]:
    return run.about.profile, run.about.origin


def _resource(run: Run, kept: Kept, stale: Mapping[str, Address], past: Past) -> Resource:
    values = {
        field: value for field, value in kept.values.items() if kept.sha256 is None or field not in _OF_THE_UPLOAD
    }
    fields = with_references(values, stale)
    assert isinstance(fields, dict)
    return Resource(
        address=kept.address,
        path=Path(f"run {run.number}"),
        name=kept.name,
        fields=fields,
        unresolved={},
        secret=past.secrets.get(kept.address),
        upload=None if kept.sha256 is None else _upload(run, kept.sha256),
    )


def _upload(run: Run, sha256: str) -> Upload:
    upload = read_upload(content_path(run, sha256), f"run {run.number}")
    if upload.sha256 != sha256:
        raise StorageError(
            f"what run {run.number} kept of a document is damaged",
            where=str(upload.path),
            hint="roll back the rest with --only, and upload the document from its file",
        )
    return upload


def _item(item: Item, run: Run, past: Past, entry: LockEntry | None) -> Item:
    item = _without_what_stays(spared(item, entry, rollback(run.number)))
    if isinstance(item.action, Create) and item.address.kind == "persona":
        item = replace(item, notes=(*item.notes, NOT_KEPT))
    if isinstance(item.action, Replace):
        item = replace(item, notes=(*item.notes, NOT_LEFT_ALONE))
    later = past.later.get(item.address)
    if later is not None and item.writes:
        item = replace(item, notes=(*item.notes, f"run {later} wrote to it after run {run.number}"))
    if isinstance(item.action, Create):
        return replace(item, action=Create(_chosen(item.action.write)))
    if entry is None:
        return item
    match item.action:
        case Update(write=write) as action:
            write = replace(write, record=entry.fields, resolved=entry.resolved, settled=False)
            return replace(item, action=replace(action, write=write))
        case Unchanged(remote_id, LockEntry()):
            return replace(item, action=Unchanged(remote_id, structs.replace(entry, updated_at="")))
        case Drift(remote_id, LockEntry()):
            return replace(item, action=Drift(remote_id, structs.replace(entry, updated_at="")))
        case _:
            return item


def _chosen(write: Write) -> Write:
    """Remembers nothing of what is empty: no file may ever have said so, and the next diff would miss it there."""
    record = {path: print for path, print in write.record.items() if not is_empty(write.send.get(path))}
    return replace(write, record=record)
