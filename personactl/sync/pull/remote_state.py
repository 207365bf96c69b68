"""The remote resources that a pull is about, each with the file and the entry of the lock that belong to it.

A resource is managed if the lock has its id. An unmanaged resource that has the name of one of the project's files is
matched with that file. Any other resource is new, and is pulled if it is requested or if another new resource needs it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct, field

from personactl.api.client import Client
from personactl.api.concurrent_requests import concurrently
from personactl.command_hint import command_hint
from personactl.document.suggestion import closest_names
from personactl.errors import NotFoundError, UsageError
from personactl.persona.project_resource import Address, Kind, Resource
from personactl.persona.resource_files import ResourceFiles, defining_files
from personactl.state.lock import LockBlock, LockEntry
from personactl.sync.plan.remote_reads import ReadRequest, list_remote, read_remote
from personactl.sync.plan.unmanaged import UnmanagedResources, unmanaged_resources
from personactl.sync.values.observed import Observed, Row

_LISTED: Sequence[Kind] = ("llm", "knowledge", "tool", "persona")
_MOST_NAMED = 6


class PullRequest(Struct, frozen=True):
    """What to pull.

    addresses: the resources of the project; None for all of them.
    names: names and ids of resources that the project does not have yet.
    everything: whether to pull everything on the platform.
    refresh: whether to read every resource, even if the list says that it has not changed.
    """

    addresses: frozenset[Address] | None = None
    names: tuple[str, ...] = ()
    everything: bool = False
    refresh: bool = False

    @property
    def widens(self) -> bool:
        """Whether the pull may create files for new resources."""
        return self.everything or bool(self.names)

    def wants(self, address: Address) -> bool:
        """Whether the pull is about `address`, a resource of the project."""
        return self.everything or self.addresses is None or address in self.addresses


class LocalProject(Struct, frozen=True):
    """The project.

    root: its folder.
    personas: the folder of its personas.
    profile: the name of the target.
    files: all its files.
    resources: what the files define that the pull is about; all files, if the request widens.
    locked: what was pushed to the target.
    """

    root: Path
    personas: Path
    profile: str
    files: ResourceFiles
    resources: Mapping[Address, Resource]
    locked: LockBlock


class RemoteResource(Struct, frozen=True):
    """One resource on the platform.

    remote_id: its id.
    observed: what the platform holds; None if it has not changed or no longer exists.
    resource: what its file says; None if it has no file.
    entry: its entry in the lock.
    gone: whether it was deleted on the platform.
    """

    remote_id: str
    observed: Observed | None
    resource: Resource | None = None
    entry: LockEntry | None = None
    gone: bool = False


class RemoteState(Struct, frozen=True):
    """All resources that a pull is about, except documents.

    known: address -> resource, for the resources that have a file.
    new: kind -> resources without a file, sorted by name.
    tools: name -> id, for all tools of the platform; empty if they were not listed.
    """

    known: Mapping[Address, RemoteResource]
    new: Mapping[Kind, Sequence[RemoteResource]]
    tools: Mapping[str, str]


async def read_remote_state(
    client: Client, local: LocalProject, request: PullRequest, *, concurrency: int
) -> RemoteState:
    """Read everything except documents, which `documents` reads.

    Raises `NotFoundError` for a name without a match, and `UsageError` for a name with several.
    """
    reader = _RemoteReader(client, local.files, local.resources, local.locked, request, local.profile, concurrency)
    return await reader.read_all()


class _RemoteReader(Struct):
    client: Client
    files: ResourceFiles
    resources: Mapping[Address, Resource]
    locked: LockBlock
    request: PullRequest
    profile: str
    concurrency: int
    rows: dict[Kind, dict[str, Row]] = field(default_factory=dict)
    read: dict[str, Observed | None] = field(default_factory=dict)

    async def read_all(self) -> RemoteState:
        ours = self._ours()
        await self._list(ours)
        ours = [*dict.fromkeys((*ours, *self._ours_by_remote_name()))]
        among = {kind: unmanaged_resources(self.locked, rows.values()) for kind, rows in self.rows.items()}
        linked = dict(self._linked(among))
        new = self._named({*linked.values()})
        await self._read(ours, linked, new)
        await self._add_needs(new, linked)
        known = {address: self._tracked(address) for address in ours}
        known |= {
            address: RemoteResource(remote_id, self.read[remote_id], self.resources[address])
            for address, remote_id in linked.items()
        }
        return RemoteState(
            known,
            {
                kind: [RemoteResource(one, self.read[one]) for one in self._by_name(kind, ids)]
                for kind, ids in new.items()
            },
            {row.name: row.id for row in self.rows.get("tool", {}).values()},
        )

    def _ours(self) -> list[Address]:
        return [one for one in self.locked.resources if one in self.resources and self._is_requested(one)]

    def _ours_by_remote_name(self) -> Iterator[Address]:
        """Yield the pushed resources that the request names by what the platform calls them: a name or an id."""
        pushed = {self.locked.resources[one].remote_id: one for one in self.locked.resources if one in self.resources}
        for name in self.request.names:
            _, row = self._find(name)
            if row.id in pushed:
                yield pushed[row.id]

    def _is_requested(self, address: Address) -> bool:
        return address.kind != "document" and self.request.wants(address)

    def _filed(self) -> set[str]:
        """The ids of the resources that were pushed from this project and still have a file."""
        return {
            entry.remote_id
            for address, entry in self.locked.resources.items()
            if any(home.key in self.files.get(home.kind, {}) for home in defining_files(address))
        }

    async def _list(self, ours: Iterable[Address]) -> None:
        kinds_needed = {address.kind for address in (*ours, *filter(self._is_requested, self.resources))}
        if "persona" in kinds_needed or self.request.widens:
            kinds_needed |= {"tool"}
        kinds = [kind for kind in _LISTED if kind in kinds_needed or self.request.widens]
        listed = await concurrently(kinds, lambda kind: list_remote(self.client, kind), limit=self.concurrency)
        self.rows = dict(zip(kinds, listed, strict=True))

    def _linked(self, among: Mapping[Kind, UnmanagedResources]) -> Iterable[tuple[Address, str]]:
        """Yield resources that the lock lacks, each with the id of the only unmanaged one of its name."""
        names: dict[tuple[Kind, str], list[Address]] = {}
        for address, resource in self.resources.items():
            if address.kind != "document":
                names.setdefault((address.kind, resource.name), []).append(address)
        for (kind, name), addresses in names.items():
            found = among[kind].named("", name) if kind in among else ()
            address = addresses[0]
            if (
                len(found) == len(addresses) == 1
                and address not in self.locked.resources
                and self.request.wants(address)
            ):
                yield address, found[0]

    def _named(self, linked: set[str]) -> dict[Kind, dict[str, None]]:
        """Kind -> the ids of the new resources that the request names. The dict keeps their order."""
        known = self._filed() | linked
        new: dict[Kind, dict[str, None]] = {kind: {} for kind in _LISTED}
        for kind in _LISTED if self.request.everything else ():
            new[kind] |= dict.fromkeys(row.id for row in self.rows[kind].values() if self._is_new(kind, row, known))
        for name in self.request.names:
            kind, row = self._find(name)
            if row.id not in known:
                new[kind][row.id] = None
        return new

    def _is_new(self, kind: Kind, row: Row, known: Iterable[str]) -> bool:
        return row.id not in known and not row.builtin and not (kind == "tool" and _is_system(row))

    def _find(self, name: str) -> tuple[Kind, Row]:
        before, _, after = name.partition("/")
        kinds = [kind for kind in _LISTED if kind == before and after] or list(_LISTED)
        key = after if kinds == [before] else name
        locked = self.locked.resources
        pushed = {locked[one].remote_id for one in locked if one.kind in kinds and one.key == key}
        found = [
            (kind, row)
            for kind in reversed(kinds)
            for row in self.rows[kind].values()
            if (key in {row.id, row.name} or row.id in pushed) and not row.builtin
        ]
        if len(found) == 1:
            return found[0]
        if found:
            ids = " or ".join(row.id for _, row in found[:_MOST_NAMED])
            message = f"{len(found)} resources on the platform are called {name!r}"
            raise UsageError(message, where=f"pull {name}", hint=f"name one of them by its id: {ids}")
        raise self._unknown(name)

    def _unknown(self, name: str) -> NotFoundError:
        """Return the error for a name of nothing, with similar names or what the platform has."""
        personas = sorted(row.name for row in self.rows["persona"].values())
        keys = [key for found in self.files.values() for key in found]
        near = closest_names(name, [*keys, *personas])
        listing = command_hint("pull", "--all", "--dry-run", profile=self.profile)
        hint = f"see what the platform has: {listing}"
        if near:
            hint = f"did you mean {' or '.join(near)}? '{listing}' shows what the platform has"
        elif personas:
            hint += f"; its personas are {', '.join(personas[:_MOST_NAMED])}"
        return NotFoundError(f"neither the project nor the platform has {name!r}", where=f"pull {name}", hint=hint)

    async def _read(
        self, ours: Iterable[Address], linked: Mapping[Address, str], new: Mapping[Kind, Iterable[str]]
    ) -> None:
        for kind in self.rows:
            entries = [self.locked.resources[one] for one in ours if one.kind == kind]
            moved = [
                entry.remote_id for entry in entries if self.request.refresh or not self._is_unchanged(kind, entry)
            ]
            ids = {*moved, *(remote for one, remote in linked.items() if one.kind == kind), *new.get(kind, ())}
            await self._read_kind(kind, ids)

    async def _read_kind(self, kind: Kind, ids: Iterable[str]) -> None:
        rows = self.rows[kind]
        whole = {one: row.observed for one in ids if (row := rows.get(one)) is not None and row.observed is not None}
        reads = ReadRequest([one for one in ids if one not in whole], ())
        view = await read_remote(self.client, kind, rows, reads, concurrency=self.concurrency)
        self.read |= {one: view.read[one] for one in reads.plain} | whole

    async def _add_needs(self, new: dict[Kind, dict[str, None]], linked: Mapping[Address, str]) -> None:
        """Add the resources that new personas and tools use and that the project does not have."""
        known = self._filed() | {*linked.values()}
        for kind in ("persona", "tool"):
            for needing in new[kind]:
                for needed, remote_id in _needs(self.read[needing]):
                    row = self.rows[needed].get(remote_id)
                    if row is not None and self._is_new(needed, row, known):
                        new[needed][remote_id] = None
            for needed in filter(new.get, _LISTED):
                await self._read_kind(needed, new[needed])

    def _is_unchanged(self, kind: Kind, entry: LockEntry) -> bool:
        row = self.rows[kind].get(entry.remote_id)
        return row is not None and bool(entry.updated_at) and row.updated_at == entry.updated_at

    def _tracked(self, address: Address) -> RemoteResource:
        entry = self.locked.resources[address]
        resource = self.resources.get(address)
        if entry.remote_id not in self.read:
            return RemoteResource(entry.remote_id, None, resource, entry)
        observed = self.read[entry.remote_id]
        return RemoteResource(entry.remote_id, observed, resource, entry, gone=observed is None)

    def _by_name(self, kind: Kind, ids: Iterable[str]) -> list[str]:
        rows = self.rows.get(kind, {})
        return sorted(ids, key=lambda one: (rows[one].name, rows[one].created_at, one))


def _needs(observed: Observed | None) -> Iterable[tuple[Kind, str]]:
    if observed is None:
        return
    ids = observed.values.get("toolIds")
    yield from (("tool", str(one)) for one in (ids if isinstance(ids, list) else ()))
    llm = observed.values.get("llmId")
    if llm is not None:
        yield "llm", str(llm)
    folders = observed.values.get("config.documentFolderIds")
    yield from (("knowledge", str(one)) for one in (folders if isinstance(folders, list) else ()))


def _is_system(row: Row) -> bool:
    return row.observed is not None and row.observed.values.get("type") == "SYSTEM"
