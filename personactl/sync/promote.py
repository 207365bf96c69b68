"""What one platform holds, wanted on another: ids exchanged for what they stand for, and each target's own kept.

A field that the files set differently for the two targets (`profiles:`) is the target's own: the file says what it
should be there. A field that no read returns is taken from the file, where the lock proves that this is what was
pushed; otherwise it is named and left as it is. What is empty there and was never pushed to either is nobody's choice,
and stays out of it. Everything else is what the source holds now, whatever its files say.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from personactl.api.client import Client
from personactl.json_value import JsonObject, JsonValue
from personactl.persona.read.knowledge_files import read_upload
from personactl.persona.resource import KINDS, Address, Resource, Upload, with_ids, with_references
from personactl.state.atomic import write_atomic
from personactl.state.lock import LockBlock, LockEntry
from personactl.sync.kinds.kinds_table import RESOURCE_KINDS
from personactl.sync.plan.dependencies import with_needs
from personactl.sync.plan.plan import Item, Plan
from personactl.sync.plan.remote_reads import Reads, list_remote, look
from personactl.sync.plan.unreadable_fields import spared
from personactl.sync.plan.wording import PlanWording
from personactl.sync.values.desired import CONTENT
from personactl.sync.values.field_paths import fingerprint, is_empty, leaves, nested, top
from personactl.sync.values.observed import Observed
from personactl.sync.values.shapes import SHAPES
from personactl.sync.values.three_way import Unverifiable

_OF_THE_UPLOAD = frozenset({"fileSize", CONTENT})


@dataclass(frozen=True, slots=True)
class Source:
    """Where from. `locked` is what was pushed there, `held` what it holds now (None where it is gone), `files` what the
    project's files say for it."""

    name: str
    locked: LockBlock
    held: Mapping[Address, Observed | None]
    files: Mapping[Address, Resource]


@dataclass(frozen=True, slots=True)
class Destination:
    """Where to: what the project's `files` say for it, and what was pushed there."""

    files: Mapping[Address, Resource]
    locked: LockBlock


@dataclass(frozen=True, slots=True)
class Promoted:
    """`resource` is what the other target should hold; `notes` are about what could not come along. `own` are the leaf
    paths that the file decides for that target."""

    resource: Resource
    notes: tuple[str, ...]
    own: tuple[str, ...] = ()


@dataclass(slots=True)
class _Draft:
    """The making of one resource; `flat` by leaf path."""

    flat: dict[str, JsonValue] = field(default_factory=dict)
    names: dict[str, str | tuple[str, ...]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    own: tuple[str, ...] = ()


async def held_now(
    client: Client, locked: LockBlock, addresses: Iterable[Address], *, concurrency: int
) -> dict[Address, Observed | None]:
    """Each of the resources that the lock knows, read whole; None where the platform no longer has it."""
    wanted = list(addresses)
    found: dict[Address, Observed | None] = {}
    for kind in KINDS:
        ids = {address: locked.resources[address].remote_id for address in wanted if address.kind == kind}
        if not ids:
            continue
        groups = [entry.remote_id for entry in locked.of_kind("knowledge").values()]
        listed = await list_remote(client, kind, groups if kind == "document" else ())
        alone = [one for one in ids.values() if one not in listed or listed[one].observed is None]
        seen = await look(client, kind, listed, Reads(alone, ()), concurrency=concurrency)
        found |= {address: seen.read.get(remote_id) for address, remote_id in ids.items()}
    return found


async def promoted(source: Source, to: Destination, client: Client, contents: Path) -> tuple[Promoted, ...]:
    """What `source` holds, for another target. `client` is the source's: documents that no file holds any more are
    fetched into the folder `contents`."""
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
        found.append(Promoted(resource, tuple(draft.notes), draft.own))
    return tuple(found)


def promotion_plan(plan: Plan, promotions: Iterable[Promoted], locked: LockBlock, parties: PlanWording) -> Plan:
    """`plan`, made for `promotions` against the target with `locked`, with what is to be said about them. `parties` are
    the two targets."""
    by_address = {one.resource.address: one for one in promotions}
    items = tuple(_noted(item, by_address.get(item.address), locked, parties) for item in plan.items)
    own = {address: one.own for address, one in by_address.items() if one.own}
    return replace(plan, items=items, parties=replace(parties, own=own))


def _noted(item: Item, promoted: Promoted | None, locked: LockBlock, parties: PlanWording) -> Item:
    item = spared(item, locked.resources.get(item.address), parties)
    return item if promoted is None else replace(item, notes=(*item.notes, *promoted.notes))


def _draft(
    address: Address, observed: Observed, source: Source, to: Destination, names: Mapping[str, Address]
) -> _Draft:
    there, here = source.files.get(address), to.files.get(address)
    entry, had = source.locked.resources[address], to.locked.resources.get(address)
    chosen = {*entry.fields, *(had.fields if had is not None else ())}
    draft = _Draft()
    draft.flat |= {
        path: with_references(value, names)
        for path, value in observed.values.items()
        if path in chosen or not is_empty(value)
    }
    _add_silent(draft, observed, entry, there, source)
    _name_again(draft, entry, observed)
    if there is not None and here is not None:
        _keep_own(draft, there, here)
    return draft


def _add_silent(draft: _Draft, observed: Observed, entry: LockEntry, there: Resource | None, source: Source) -> None:
    """Only what the lock proves to be what the source got."""
    known = source.locked.resources
    ids = {one: known[one].remote_id for one in (there.needs if there is not None else ()) if one in known}
    said = _leaves(there) if there is not None else {}
    silent = [path for path in entry.fields if isinstance(observed.side(path), Unverifiable) and path != "secret"]
    unknown = []
    for path in silent:
        if path in said and fingerprint(path, with_ids(said[path], ids)) == entry.fields[path]:
            draft.flat[path] = said[path]
        elif top(path) not in _OF_THE_UPLOAD:
            unknown.append(path)
    if unknown:
        draft.notes.append(f"not promoted: {', '.join(unknown)}, which {source.name} does not show and no file holds")


def _name_again(draft: _Draft, entry: LockEntry, observed: Observed) -> None:
    """Names of the catalogue are looked up anew: the same name may have another id there."""
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


def _keep_own(draft: _Draft, there: Resource, here: Resource) -> None:
    """Fields that the files set differently for the two targets."""
    ours, theirs = _leaves(here), _leaves(there)
    named = {path for path in {*here.unresolved, *there.unresolved} if _says(here, path) != _says(there, path)}
    own = sorted(path for path in {*ours, *theirs} if top(path) not in named and ours.get(path) != theirs.get(path))
    draft.own = (*sorted(named), *own)
    for path in draft.own:
        draft.names.pop(path, None)
        draft.flat.pop(path, None)
        if path in ours:
            draft.flat[path] = ours[path]
        if path in here.unresolved:
            draft.names[path] = here.unresolved[path]
    if draft.own:
        draft.notes.append(f"the target's own, by its file: {', '.join(draft.own)}")


def _says(resource: Resource, path: str) -> tuple[JsonValue, str | tuple[str, ...] | None]:
    return resource.fields.get(path), resource.unresolved.get(path)


def _leaves(resource: Resource) -> dict[str, JsonValue]:
    return leaves(resource.fields, SHAPES[resource.address.kind])


async def _upload(address: Address, observed: Observed, source: Source, client: Client, contents: Path) -> Upload:
    """The file where it is what was uploaded, else what the source gives out."""
    there = source.files.get(address)
    pushed = source.locked.resources[address].fields.get(CONTENT)
    if there is not None and there.upload is not None and fingerprint(CONTENT, there.upload.sha256) == pushed:
        return there.upload
    fetch = RESOURCE_KINDS["document"].content
    assert fetch is not None
    path = contents / observed.id
    write_atomic(path, await fetch(client, observed.id), mode=0o600)
    return read_upload(path, str(path))


def _resource(
    address: Address,
    observed: Observed,
    draft: _Draft,
    source: Source,
    here: Resource | None,
    upload: Upload | None,
) -> Resource:
    flat = {path: value for path, value in draft.flat.items() if path not in _OF_THE_UPLOAD}
    body = nested(flat)
    ordered: JsonObject = {name: body[name] for name in SHAPES[address.kind].order if name in body}
    own_name = body.get("name", body.get("displayName", body.get("filename")))
    file = here or source.files.get(address)
    return Resource(
        address=address,
        path=file.path if file is not None else Path(source.name),
        name=own_name if isinstance(own_name, str) else observed.name,
        fields=ordered,
        unresolved=draft.names,
        secret=file.secret if file is not None else None,
        upload=upload,
    )


def missing(source: Source) -> Iterator[Address]:
    """What was pushed to the source and is no longer there, sorted."""
    yield from sorted(address for address, observed in source.held.items() if observed is None)


def with_dependencies(promotions: Iterable[Promoted], chosen: Collection[Address]) -> tuple[Promoted, ...]:
    """Those that are chosen and what they need."""
    by_address = {one.resource.address: one for one in promotions}
    kept = with_needs(chosen, [one.resource for one in by_address.values()])
    return tuple(by_address[resource.address] for resource in kept)
