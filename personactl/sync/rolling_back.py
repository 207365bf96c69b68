"""A run undone: what it overwrote and deleted as what is wanted again, and the plan for that.

A rollback changes the platform and no file. So the lock goes on saying what was last pushed, and the values that came
back count as somebody's change on the platform: the next push leaves them alone, and pull takes them into the files.
What was deleted comes back under a new id; the lock knows it again, and everything in the plan points to it.
"""

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from personactl.errors import PersonactlError, StorageError
from personactl.persona.documents import upload_of
from personactl.persona.resource import Address, Resource, SecretSource, Upload, referring
from personactl.state.history import Damaged, Kept, Run, content_path, kept_in, runs
from personactl.state.lock import LockBlock, LockEntry
from personactl.sync.plan import Drift, Item, Plan, Unchanged, Update
from personactl.sync.sparing import spared

_TAKEN_AWAY = frozenset({"deleted", "replaced"})
_OF_THE_UPLOAD = frozenset({"fileSize", "content"})


@dataclass(frozen=True, slots=True)
class Past:
    """What surrounds a run: `gone` are ids that later runs or this one took from the platform, with what they stood
    for; `later` is the newest run after it that wrote to a resource too; `secrets` are where the project's LLMs have
    theirs now, because none is ever kept."""

    gone: Mapping[str, Address]
    later: Mapping[Address, int]
    secrets: Mapping[Address, SecretSource]


def past_of(folder: Path, run: Run, secrets: Mapping[Address, SecretSource]) -> Past:
    """What the history in `folder` tells about the target of `run`. Runs that cannot be read tell nothing."""
    gone: dict[str, Address] = {}
    later: dict[Address, int] = {}
    for other in runs(folder):
        if isinstance(other, Damaged) or _target(other) != _target(run):
            continue
        with suppress(PersonactlError):
            for kept in kept_in(other):
                if kept.deed in _TAKEN_AWAY:
                    gone.setdefault(kept.remote_id, kept.address)
                if other.number > run.number:
                    later.setdefault(kept.address, other.number)
    return Past(gone, later, secrets)


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
    return Plan(tuple(_item(item, run, past, locked.resources.get(item.address)) for item in plan.items))


def with_needs(names: Collection[Address], wanted: Iterable[Resource]) -> tuple[Resource, ...]:
    """Those at `names`, those of `wanted` that they need, and the documents of groups among them."""
    by_address = {one.address: one for one in wanted}
    chosen: dict[Address, Resource] = {}
    waiting = [address for address in by_address if address in names]
    while waiting:
        address = waiting.pop()
        one = by_address.get(address)
        if one is None or address in chosen:
            continue
        chosen[address] = one
        waiting += one.needs
        if address.kind == "knowledge":
            waiting += (other for other in by_address if other.kind == "document" and _group(other) == address.key)
    return tuple(one for address, one in by_address.items() if address in chosen)


def _target(run: Run) -> tuple[str, str]:
    return run.about.profile, run.about.origin


def _resource(run: Run, kept: Kept, stale: Mapping[str, Address], past: Past) -> Resource:
    values = {
        field: value for field, value in kept.values.items() if kept.sha256 is None or field not in _OF_THE_UPLOAD
    }
    fields = referring(values, stale)
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
    upload = upload_of(content_path(run, sha256), f"run {run.number}")
    if upload.sha256 != sha256:
        raise StorageError(
            f"what run {run.number} kept of a document is damaged",
            where=str(upload.path),
            hint="roll back the rest with --only, and upload the document from its file",
        )
    return upload


def _item(item: Item, run: Run, past: Past, entry: LockEntry | None) -> Item:
    item = spared(item, entry)
    later = past.later.get(item.address)
    if later is not None and item.writes:
        item = replace(item, notes=(*item.notes, f"run {later} wrote to it after run {run.number}"))
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


def _group(document: Address) -> str:
    return document.key.partition("/")[0]
