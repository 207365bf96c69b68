"""The promotion of resources: what one target holds now, as the desired state of another target.

Ids of the source become references, so that they get the ids of the destination. Everything is promoted as the source
holds it now, whatever its files say, with these exceptions:

- A field that the files set differently for the two targets (`profiles:`) keeps the value of the destination's file.
- A field that no read returns is taken from the file if the lock proves that this is what was pushed. Otherwise a note
  names it, and it is left as it is.
- A field that is empty on the source and was never pushed to either target is not promoted.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from personactl.api.client import Client
from personactl.files.file_writes import write_atomic
from personactl.json_value import JsonObject, JsonValue
from personactl.persona.project_resource import KINDS, Address, Resource, Upload, with_ids, with_references
from personactl.persona.read.knowledge_files import read_upload
from personactl.state.lock import LockBlock, LockEntry
from personactl.sync.kinds.kind import RESOURCE_KINDS
from personactl.sync.plan.dependencies import with_dependencies
from personactl.sync.plan.plan import Item, Plan
from personactl.sync.plan.remote_reads import ReadRequest, list_remote, read_remote
from personactl.sync.plan.unreadable_fields import without_unreadable_fields
from personactl.sync.plan.wording import PlanWording
from personactl.sync.values.desired import CONTENT
from personactl.sync.values.field_paths import field_of, fingerprint, is_empty, is_secret_fingerprint, leaves, nested
from personactl.sync.values.observed import Observed
from personactl.sync.values.shapes import SHAPES
from personactl.sync.values.three_way import Unverifiable

_UPLOAD_FIELDS = frozenset({"fileSize", CONTENT})


class Source(Struct, frozen=True):
    """The target to promote from.

    name: its name.
    locked: what was pushed to it.
    held: what it holds now; None for a resource that no longer exists.
    files: what the project's files say for it.
    """

    name: str
    locked: LockBlock
    held: Mapping[Address, Observed | None]
    files: Mapping[Address, Resource]


class Destination(Struct, frozen=True):
    """The target to promote to.

    files: what the project's files say for it.
    locked: what was pushed to it.
    """

    files: Mapping[Address, Resource]
    locked: LockBlock


class Promotion(Struct, frozen=True):
    """One resource to promote.

    resource: what the destination should hold.
    notes: sentences about what could not be promoted.
    own: the leaf paths for which the destination's file decides.
    """

    resource: Resource
    notes: tuple[str, ...]
    own: tuple[str, ...] = ()


class _Draft(Struct):
    """One resource while it is put together. `flat` maps leaf path -> value, `names` maps field -> names to look up."""

    flat: dict[str, JsonValue] = field(default_factory=dict)
    names: dict[str, str | tuple[str, ...]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    own: tuple[str, ...] = ()


async def read_current(
    client: Client, locked: LockBlock, addresses: Iterable[Address], *, concurrency: int
) -> dict[Address, Observed | None]:
    """Read the resources at `addresses` whole; None for one that the platform no longer has.

    All addresses must be in `locked`. `concurrency` is the number of requests under way at once.
    """
    to_read = list(addresses)
    found: dict[Address, Observed | None] = {}
    for kind in KINDS:
        ids = {address: locked.resources[address].remote_id for address in to_read if address.kind == kind}
        if not ids:
            continue
        groups = [entry.remote_id for entry in locked.of_kind("knowledge").values()]
        listed = await list_remote(client, kind, groups if kind == "document" else ())
        alone = [one for one in ids.values() if one not in listed or listed[one].observed is None]
        view = await read_remote(client, kind, listed, ReadRequest(alone, ()), concurrency=concurrency)
        found |= {address: view.read.get(remote_id) for address, remote_id in ids.items()}
    return found


async def collect_promotions(source: Source, to: Destination, client: Client, contents: Path) -> tuple[Promotion, ...]:
    """What `source` holds, for another target.

    source: the target to promote from.
    to: the target to promote to.
    client: the connection to the source.
    contents: the folder for the content of documents that no longer have the same content in a file.
    """
    names = {entry.remote_id: address for address, entry in source.locked.resources.items()}
    found = []
    for address, observed in source.held.items():
        if observed is None:
            continue
        draft = _draft(address, observed, source, to, names)
        upload = None
        if address.kind == "document":
            upload = await _upload(address, observed, source, client, contents)
        resource = _resource(address, observed, draft, source, to.files.get(address), upload)
        found.append(Promotion(resource, tuple(draft.notes), draft.own))
    return tuple(found)


def promotion_plan(plan: Plan, promotions: Iterable[Promotion], locked: LockBlock, wording: PlanWording) -> Plan:
    """`plan` with the notes about `promotions`.

    plan: the plan that was made for the promoted resources.
    promotions: the promoted resources.
    locked: what was pushed to the destination.
    wording: the names of the two targets.
    """
    by_address = {one.resource.address: one for one in promotions}
    items = tuple(_noted(item, by_address.get(item.address), locked, wording) for item in plan.items)
    own = {address: one.own for address, one in by_address.items() if one.own}
    return replace(plan, items=items, wording=replace(wording, target_fields=own))


def _noted(item: Item, promoted: Promotion | None, locked: LockBlock, wording: PlanWording) -> Item:
    item = without_unreadable_fields(item, locked.resources.get(item.address), wording)
    return item if promoted is None else replace(item, notes=(*item.notes, *promoted.notes))


def _draft(
    address: Address, observed: Observed, source: Source, to: Destination, names: Mapping[str, Address]
) -> _Draft:
    source_file, own_file = source.files.get(address), to.files.get(address)
    entry, own_entry = source.locked.resources[address], to.locked.resources.get(address)
    pushed = {*entry.fields, *(own_entry.fields if own_entry is not None else ())}
    draft = _Draft()
    draft.flat |= {
        path: with_references(value, names)
        for path, value in observed.values.items()
        if (path in pushed or not is_empty(value)) and not is_secret_fingerprint(entry.fields.get(path))
    }
    _add_unreadable(draft, observed, entry, source_file, source)
    _name_again(draft, entry, observed)
    if source_file is not None and own_file is not None:
        _keep_own(draft, source_file, own_file)
    return draft


def _add_unreadable(draft: _Draft, observed: Observed, entry: LockEntry, file: Resource | None, source: Source) -> None:
    """Add the fields that no read returns, if the lock proves that the file's value is what was pushed."""
    known = source.locked.resources
    ids = {one: known[one].remote_id for one in (file.needs if file is not None else ()) if one in known}
    set_by_file = _leaves(file) if file is not None else {}
    unreadable = [
        path
        for path, print in entry.fields.items()
        if path != "secret" and isinstance(observed.side(path, print), Unverifiable)
    ]
    unknown = []
    for path in unreadable:
        if path in set_by_file and fingerprint(path, with_ids(set_by_file[path], ids)) == entry.fields[path]:
            draft.flat[path] = set_by_file[path]
        elif field_of(path) not in _UPLOAD_FIELDS:
            unknown.append(path)
    if unknown:
        draft.notes.append(f"not promoted: {', '.join(unknown)}, which {source.name} does not show and no file holds")


def _name_again(draft: _Draft, entry: LockEntry, observed: Observed) -> None:
    """Put the name in place of the id for names of the catalogue: the same name may have another id on the
    destination."""
    for pinned, remote_id in entry.resolved.items():
        path, _, name = pinned.partition(": ")
        held = observed.values.get(path)
        if held == remote_id:
            draft.flat.pop(path, None)
            draft.names[path] = name
        elif isinstance(held, list) and remote_id in held:
            rest = draft.flat[path]
            assert isinstance(rest, list)
            draft.flat[path] = [one for one in rest if one != remote_id]
            before = draft.names.get(path, ())
            draft.names[path] = (*before, name) if isinstance(before, tuple) else (before, name)


def _keep_own(draft: _Draft, source_file: Resource, own_file: Resource) -> None:
    """Take the fields that the files set differently for the two targets from the destination's file."""
    ours, theirs = _leaves(own_file), _leaves(source_file)
    named = {
        path
        for path in {*own_file.unresolved, *source_file.unresolved}
        if _says(own_file, path) != _says(source_file, path)
    }
    own = sorted(
        path for path in {*ours, *theirs} if field_of(path) not in named and ours.get(path) != theirs.get(path)
    )
    draft.own = (*sorted(named), *own)
    for path in draft.own:
        draft.names.pop(path, None)
        draft.flat.pop(path, None)
        if path in ours:
            draft.flat[path] = ours[path]
        if path in own_file.unresolved:
            draft.names[path] = own_file.unresolved[path]
    if draft.own:
        draft.notes.append(f"the target's own, by its file: {', '.join(draft.own)}")


def _says(resource: Resource, path: str) -> tuple[JsonValue, str | tuple[str, ...] | None]:
    return resource.fields.get(path), resource.unresolved.get(path)


def _leaves(resource: Resource) -> dict[str, JsonValue]:
    return leaves(resource.fields, SHAPES[resource.address.kind])


async def _upload(address: Address, observed: Observed, source: Source, client: Client, contents: Path) -> Upload:
    """The file, if it has the content that was uploaded; otherwise a download from the source."""
    file = source.files.get(address)
    pushed = source.locked.resources[address].fields.get(CONTENT)
    if file is not None and file.upload is not None and fingerprint(CONTENT, file.upload.sha256) == pushed:
        return file.upload
    fetch = RESOURCE_KINDS["document"].content
    assert fetch is not None
    path = contents / hashlib.sha256(observed.id.encode()).hexdigest()  # the id is the platform's, and may be a path
    write_atomic(path, await fetch(client, observed.id), mode=0o600)
    return read_upload(path, str(path))


def _resource(
    address: Address,
    observed: Observed,
    draft: _Draft,
    source: Source,
    own_file: Resource | None,
    upload: Upload | None,
) -> Resource:
    flat = {path: value for path, value in draft.flat.items() if path not in _UPLOAD_FIELDS}
    body = nested(flat)
    ordered: JsonObject = {name: body[name] for name in SHAPES[address.kind].order if name in body}
    own_name = body.get("name", body.get("displayName", body.get("filename")))
    file = own_file or source.files.get(address)
    return Resource(
        address=address,
        path=file.path if file is not None else Path(source.name),
        name=own_name if isinstance(own_name, str) else observed.name,
        fields=ordered,
        unresolved=draft.names,
        secret=file.secret if file is not None else None,
        upload=upload,
    )


def missing_from_source(source: Source) -> Iterator[Address]:
    """The resources that were pushed to the source and no longer exist there, sorted."""
    yield from sorted(address for address, observed in source.held.items() if observed is None)


def select_promotions(promotions: Iterable[Promotion], selected: Collection[Address]) -> tuple[Promotion, ...]:
    """The promotions of the `selected` resources, and of those that they need."""
    by_address = {one.resource.address: one for one in promotions}
    kept = with_dependencies(selected, [one.resource for one in by_address.values()])
    return tuple(by_address[resource.address] for resource in kept)
