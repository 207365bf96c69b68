"""The rollback of a run: the resources that it overwrote or deleted, as they were, and the plan that restores them.

A rollback changes the platform and no file. The lock still says what was last pushed, so the restored values count as a
change on the platform: the next push leaves them alone, and pull takes them into the files. A resource that has to be
replaced is the exception: the lock records what the new one holds, and the plan says so. A deleted resource comes back
under a new id. The lock then knows it again, and everything in the plan that refers to it gets the new id.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from personactl.command_hint import command_hint
from personactl.errors import ConflictError, PersonactlError, StorageError
from personactl.json_value import JsonMapping, JsonObject
from personactl.persona.project_resource import Address, Resource, SecretSource, Upload, with_references
from personactl.persona.read.knowledge_files import read_upload
from personactl.state.history import Run, SavedResource, content_path, find_run, runs, saved_resources
from personactl.state.lock import LockBlock, LockEntry, PendingWrite
from personactl.sync.plan.field_change import Why
from personactl.sync.plan.plan import Create, Drift, Item, Plan, Replace, Unchanged, Update, Write
from personactl.sync.plan.unreadable_fields import without_unreadable_fields
from personactl.sync.plan.wording import rollback
from personactl.sync.values.field_paths import (
    field_of,
    fingerprints,
    is_empty,
    leaves,
    nested,
    texts_in,
    withheld_headers,
)
from personactl.sync.values.shapes import SHAPES

NOT_KEPT = "created again without what the platform never returns, such as a first message; push sends it from the file"
SECRETS_STAY = "not restored, because secrets are never saved"
NOT_LEFT_ALONE = "the next push replaces it again if its file says otherwise: change the file to keep this"
_TAKEN_AWAY = frozenset({"deleted", "replaced"})
_OF_THE_UPLOAD = frozenset({"fileSize", "content"})


class Past(Struct, frozen=True):
    """What the history says about the target of a run.

    gone: remote id -> address, for the resources that any run deleted or replaced.
    taken_by: remote id -> the number of the run that deleted or replaced it.
    later: address -> the number of the newest run after this one that wrote to the resource.
    restored: address -> the values that an earlier rollback restored, if no run has written to the resource since.
    secrets: address -> the place of the secret of an LLM, as the files say it now. The history never holds secrets.
    withheld: address -> the paths of headers whose secrets the run did not save. They stay as they are.
    """

    gone: Mapping[str, Address]
    taken_by: Mapping[str, int]
    later: Mapping[Address, int]
    restored: Mapping[Address, JsonMapping]
    secrets: Mapping[Address, SecretSource]
    withheld: Mapping[Address, frozenset[str]] = {}


def past_of(
    folder: Path, run: Run, secrets: Mapping[Address, SecretSource], saved: Sequence[SavedResource] = ()
) -> Past:
    """What the history in `folder` says about the target of `run`. Runs that cannot be read are skipped.

    saved: what the run saved.
    """
    gone: dict[str, Address] = {}
    taken_by: dict[str, int] = {}
    newest: dict[Address, Run] = {}
    for other in runs(folder):
        if isinstance(other, Run) and other.info.same_target(run.info):
            for each in _readable(other, values=False):
                newest.setdefault(each.address, other)
                if each.status in _TAKEN_AWAY:
                    gone.setdefault(each.remote_id, each.address)
                    taken_by.setdefault(each.remote_id, other.number)
    later = {address: other.number for address, other in newest.items() if other.number > run.number}
    withheld = {one.address: paths for one in reversed(saved) if (paths := withheld_headers(one.values))}
    return Past(gone, taken_by, later, _restored_values(folder, newest), secrets, withheld)


def rollback_base(resources: Iterable[Resource], past: Past, locked: LockBlock) -> LockBlock:
    """The block of the lock to plan a rollback with.

    The base of a field is what was last pushed, except if that is the value to restore. With such a base, another value
    on the remote would look like a change of somebody else and be left alone. Without one it is a conflict, unless an
    earlier rollback restored it.
    """
    entries, pending = dict(locked.resources), dict(locked.pending)
    for one in resources:
        entry = entries.get(one.address)
        if entry is None:
            continue
        shape = SHAPES[one.address.kind]
        prints = fingerprints(leaves(one.fields, shape))
        base = {
            path: print
            for path, print in entry.fields.items()
            if (field_of(path) in shape.silent or prints.get(path) != print)
            and path not in past.withheld.get(one.address, ())
        }
        entries[one.address] = replace(entry, fields=base)
        if one.address in past.restored:
            ours = fingerprints(leaves(past.restored[one.address], shape))
            pending[one.address] = PendingWrite(one.name, ours, "")
    return replace(locked, resources=entries, pending=pending)


def restored_resources(run: Run, saved: Iterable[SavedResource], past: Past, locked: LockBlock) -> tuple[Resource, ...]:
    """The resources as they were before `run`: for each address, the first snapshot that the run saved.

    Raises `StorageError` for a document whose saved content is damaged.
    """
    first: dict[Address, SavedResource] = {}
    for one in saved:
        first.setdefault(one.address, one)
    known = locked.resources.keys() | first.keys()
    living = {entry.remote_id for entry in locked.resources.values()}
    stale = {
        remote_id: address for remote_id, address in past.gone.items() if address in known and remote_id not in living
    }
    return tuple(_resource(run, one, stale, past) for one in first.values())


def ids_of_run(saved: Iterable[SavedResource], past: Past) -> frozenset[str]:
    """The ids of the resources that this machine's own history knows: no lock has to prove that they are ours."""
    return frozenset((*(one.remote_id for one in saved), *past.gone))


def refuse_lost_dependencies(resources: Iterable[Resource], run: Run, past: Past, locked: LockBlock) -> None:
    """Raises `ConflictError` for a resource that refers to one which another run deleted, and names that run.

    The platform would refuse the old id. If that run is rolled back first, the resource exists again, and its new id is
    known.
    """
    living = {entry.remote_id for entry in locked.resources.values()}
    for one in resources:
        for remote_id in texts_in(dict(one.fields)):
            address = past.gone.get(remote_id)
            if address is None or remote_id in living or past.taken_by[remote_id] == run.number:
                continue
            number = past.taken_by[remote_id]
            raise ConflictError(
                f"rollback refused, nothing was sent: {one.address} needs {address}, which run {number} removed",
                where=f"run {run.number}, {one.address}: {remote_id}",
                hint=f"run '{command_hint('rollback', str(number), profile=run.info.profile)}' first, to bring it back",
            )


def rollback_plan(plan: Plan, run: Run, past: Past, locked: LockBlock) -> Plan:
    """`plan`, which was made for the result of `restored_resources`, changed so that the lock does not record values
    that the files do not have."""
    items = tuple(_item(item, run, past, locked.resources.get(item.address)) for item in plan.items)
    return replace(plan, items=items, wording=rollback(run.number))


def _without_what_stays(item: Item) -> Item:
    """`item` with a note in place of the changes of fields that cannot be cleared, or whose old value was not saved."""
    paths = [change.path for change in item.changes if change.why is Why.left]
    if not paths:
        return item
    note = f"left as it is, because it was not saved or cannot be cleared: {', '.join(paths)}"
    changes = tuple(change for change in item.changes if change.why is not Why.left)
    return replace(item, changes=changes, notes=(*item.notes, note))


def _restored_values(folder: Path, newest: Mapping[Address, Run]) -> dict[Address, JsonMapping]:
    restored: dict[Address, JsonMapping] = {}
    for run in set(newest.values()):
        if run.info.undoes is None:
            continue
        with suppress(PersonactlError):
            for saved in _readable(find_run(folder, run.info.undoes)):
                if newest.get(saved.address) == run:
                    restored.setdefault(saved.address, saved.values)
    return restored


def _readable(run: Run, *, values: bool = True) -> Iterator[SavedResource]:
    """The snapshots of `run` that can be read."""
    with suppress(PersonactlError):
        yield from saved_resources(run, values=values)


def _resource(run: Run, saved: SavedResource, stale: Mapping[str, Address], past: Past) -> Resource:
    values = {
        field: value for field, value in saved.values.items() if saved.sha256 is None or field not in _OF_THE_UPLOAD
    }
    fields = with_references(_without(values, past.withheld.get(saved.address, frozenset())), stale)
    assert isinstance(fields, dict)
    return Resource(
        address=saved.address,
        path=Path(f"run {run.number}"),
        name=saved.name,
        fields=fields,
        unresolved={},
        secret=past.secrets.get(saved.address),
        upload=None if saved.sha256 is None else _upload(run, saved.sha256),
    )


def _without(values: JsonObject, withheld: frozenset[str]) -> JsonObject:
    if not withheld:
        return values
    shape = SHAPES["tool"]
    return nested({path: value for path, value in leaves(values, shape).items() if path not in withheld})


def _upload(run: Run, sha256: str) -> Upload:
    upload = read_upload(content_path(run, sha256), f"run {run.number}")
    if upload.sha256 != sha256:
        raise StorageError(
            f"the content of a document that run {run.number} saved is damaged",
            where=str(upload.path),
            hint="roll back the other resources with --only, and push the document from its file",
        )
    return upload


def _item(item: Item, run: Run, past: Past, entry: LockEntry | None) -> Item:
    item = _without_what_stays(without_unreadable_fields(item, entry, rollback(run.number)))
    withheld = past.withheld.get(item.address)
    if withheld and item.writes:
        item = replace(item, notes=(*item.notes, f"{SECRETS_STAY}: {', '.join(sorted(withheld))}"))
    if isinstance(item.action, Create) and item.address.kind == "persona":
        item = replace(item, notes=(*item.notes, NOT_KEPT))
    if isinstance(item.action, Replace):
        item = replace(item, notes=(*item.notes, NOT_LEFT_ALONE))
    later = past.later.get(item.address)
    if later is not None and item.writes:
        item = replace(item, notes=(*item.notes, f"run {later} wrote to it after run {run.number}"))
    if isinstance(item.action, Create):
        return replace(item, action=Create(_without_empty_record(item.action.write)))
    if entry is None:
        return item
    match item.action:
        case Update(write=write) as action:
            write = replace(write, record=entry.fields, resolved=entry.resolved, settled=False)
            return replace(item, action=replace(action, write=write))
        case Unchanged(remote_id, LockEntry()):
            return replace(item, action=Unchanged(remote_id, replace(entry, updated_at="")))
        case Drift(remote_id, LockEntry()):
            return replace(item, action=Drift(remote_id, replace(entry, updated_at="")))
        case _:
            return item


def _without_empty_record(write: Write) -> Write:
    """`write` without empty values in its record: if no file ever set them, the next diff would report them as
    missing."""
    record = {path: print for path, print in write.record.items() if not is_empty(write.send.get(path))}
    return replace(write, record=record)
