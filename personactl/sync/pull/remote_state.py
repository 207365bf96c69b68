"""What a pull is about: resources of the platform, each with what the project calls it and what it has of it.

A resource that the lock knows is ours. One that it does not know, but that bears the name of one of the project's
files, is taken for that file's; any other is new here, and comes along when it is asked for or when something new
needs it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from personactl.api.client import Client
from personactl.api.concurrent_requests import concurrently
from personactl.errors import NotFoundError, UsageError
from personactl.persona.read.definitions import ResourceFiles, defining_files
from personactl.persona.resource import Address, Kind, Resource
from personactl.state.lock import LockBlock, LockEntry
from personactl.sync.plan.remote_reads import Reads, list_remote, look
from personactl.sync.plan.unmanaged import UnmanagedResources, unmanaged_resources
from personactl.sync.values.observed import Observed, Row

_LISTED: Sequence[Kind] = ("llm", "knowledge", "tool", "persona")
_SHOWN = 6


@dataclass(frozen=True, slots=True)
class PullRequest:
    """What to pull: `addresses` of the project (None for all of them), `names` and ids of what it does not have yet,
    or `everything` that is there."""

    addresses: frozenset[Address] | None = None
    names: tuple[str, ...] = ()
    everything: bool = False
    refresh: bool = False

    @property
    def widens(self) -> bool:
        """Whether something may come that the project does not have."""
        return self.everything or bool(self.names)

    def wants(self, address: Address) -> bool:
        return self.everything or self.addresses is None or address in self.addresses


@dataclass(frozen=True, slots=True)
class LocalProject:
    """The project: all its `files`, what those of them say that the pull is about (all, when the wish widens), and what
    was pushed from here."""

    root: Path
    personas: Path
    profile: str
    files: ResourceFiles
    resources: Mapping[Address, Resource]
    locked: LockBlock


@dataclass(frozen=True, slots=True)
class Sighting:
    """`observed` is None where the date alone says that nothing moved; `gone` what was deleted on the platform."""

    remote_id: str
    observed: Observed | None
    resource: Resource | None = None
    entry: LockEntry | None = None
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Survey:
    """`known` by address; `new` by kind: what has no file yet, by name. `tools` are the ids of all tools by name, where
    they were looked at."""

    known: Mapping[Address, Sighting]
    new: Mapping[Kind, Sequence[Sighting]]
    tools: Mapping[str, str]


async def survey(client: Client, here: LocalProject, wish: PullRequest, *, concurrency: int) -> Survey:
    """Everything but documents, which `documents` looks at. Only reads.

    Raises `NotFoundError` and `UsageError` for a name that nothing or several things bear.
    """
    surveyor = _Surveyor(client, here.files, here.resources, here.locked, wish, concurrency)
    return await surveyor.survey()


@dataclass(slots=True)
class _Surveyor:
    client: Client
    files: ResourceFiles
    resources: Mapping[Address, Resource]
    locked: LockBlock
    wish: PullRequest
    concurrency: int
    rows: dict[Kind, dict[str, Row]] = field(default_factory=dict)
    read: dict[str, Observed | None] = field(default_factory=dict)

    async def survey(self) -> Survey:
        ours = self._ours()
        await self._list(ours)
        among = {kind: unmanaged_resources(self.locked, rows.values()) for kind, rows in self.rows.items()}
        linked = dict(self._linked(among))
        new = self._named({*linked.values()})
        await self._read(ours, linked, new)
        await self._with_needs(new, linked)
        known = {address: self._tracked(address) for address in ours}
        known |= {
            address: Sighting(remote_id, self.read[remote_id], self.resources[address])
            for address, remote_id in linked.items()
        }
        return Survey(
            known,
            {kind: [Sighting(one, self.read[one]) for one in self._by_name(kind, ids)] for kind, ids in new.items()},
            {row.name: row.id for row in self.rows.get("tool", {}).values()},
        )

    def _ours(self) -> list[Address]:
        return [one for one in self.locked.resources if one in self.resources and self._is_wanted(one)]

    def _is_wanted(self, address: Address) -> bool:
        return address.kind != "document" and self.wish.wants(address)

    def _filed(self) -> set[str]:
        """The ids of what was pushed from here and still has a file."""
        return {
            entry.remote_id
            for address, entry in self.locked.resources.items()
            if any(home.key in self.files.get(home.kind, {}) for home in defining_files(address))
        }

    async def _list(self, ours: Iterable[Address]) -> None:
        wanted = {address.kind for address in (*ours, *filter(self._is_wanted, self.resources))}
        if "persona" in wanted or self.wish.widens:
            wanted |= {"tool"}
        kinds = [kind for kind in _LISTED if kind in wanted or self.wish.widens]
        listed = await concurrently(kinds, lambda kind: list_remote(self.client, kind), limit=self.concurrency)
        self.rows = dict(zip(kinds, listed, strict=True))

    def _linked(self, among: Mapping[Kind, UnmanagedResources]) -> Iterable[tuple[Address, str]]:
        """Resources of the project that the lock does not know and the platform has by name."""
        names: dict[tuple[Kind, str], list[Address]] = {}
        for address, resource in self.resources.items():
            if address.kind != "document":
                names.setdefault((address.kind, resource.name), []).append(address)
        for (kind, name), addresses in names.items():
            found = among[kind].named("", name) if kind in among else ()
            address = addresses[0]
            if len(found) == len(addresses) == 1 and address not in self.locked.resources and self.wish.wants(address):
                yield address, found[0]

    def _named(self, linked: set[str]) -> dict[Kind, dict[str, None]]:
        """The ids of what is new and was asked for."""
        known = self._filed() | linked
        new: dict[Kind, dict[str, None]] = {kind: {} for kind in _LISTED}
        for kind in _LISTED if self.wish.everything else ():
            new[kind] |= dict.fromkeys(row.id for row in self.rows[kind].values() if self._is_new(kind, row, known))
        for name in self.wish.names:
            kind, row = self._meant(name)
            if row.id not in known:
                new[kind][row.id] = None
        return new

    def _is_new(self, kind: Kind, row: Row, known: Iterable[str]) -> bool:
        return row.id not in known and not row.builtin and not (kind == "tool" and _is_system(row))

    def _meant(self, name: str) -> tuple[Kind, Row]:
        before, _, after = name.partition("/")
        kinds = [kind for kind in _LISTED if kind == before and after] or list(_LISTED)
        said = after if kinds == [before] else name
        locked = self.locked.resources
        pushed = {locked[one].remote_id for one in locked if one.kind in kinds and one.key == said}
        found = [
            (kind, row)
            for kind in reversed(kinds)
            for row in self.rows[kind].values()
            if (said in {row.id, row.name} or row.id in pushed) and not row.builtin
        ]
        if len(found) == 1:
            return found[0]
        if found:
            shown = " or ".join(row.id for _, row in found[:_SHOWN])
            message = f"{len(found)} things on the platform are called {name!r}"
            raise UsageError(message, where=f"pull {name}", hint=f"name one by its id: {shown}")
        near = ", ".join(sorted(row.name for row in self.rows["persona"].values())[:_SHOWN])
        hint = f"it has the personas {near}" if near else "see what is there: personactl pull --all --dry-run"
        raise NotFoundError(f"neither the project nor the platform has {name!r}", where=f"pull {name}", hint=hint)

    async def _read(
        self, ours: Iterable[Address], linked: Mapping[Address, str], new: Mapping[Kind, Iterable[str]]
    ) -> None:
        for kind in self.rows:
            mine = [self.locked.resources[one] for one in ours if one.kind == kind]
            moved = [entry.remote_id for entry in mine if self.wish.refresh or not self._still(kind, entry)]
            ids = {*moved, *(remote for one, remote in linked.items() if one.kind == kind), *new.get(kind, ())}
            await self._look(kind, ids)

    async def _look(self, kind: Kind, ids: Iterable[str]) -> None:
        rows = self.rows[kind]
        whole = {one: row.observed for one in ids if (row := rows.get(one)) is not None and row.observed is not None}
        reads = Reads([one for one in ids if one not in whole], ())
        seen = await look(self.client, kind, rows, reads, concurrency=self.concurrency)
        self.read |= {one: seen.read[one] for one in reads.plain} | whole

    async def _with_needs(self, new: dict[Kind, dict[str, None]], linked: Mapping[Address, str]) -> None:
        """What new personas and tools use, and nobody here has yet, comes along."""
        known = self._filed() | {*linked.values()}
        for kind in ("persona", "tool"):
            for needing in new[kind]:
                for needed, remote_id in _needs(self.read[needing]):
                    row = self.rows[needed].get(remote_id)
                    if row is not None and self._is_new(needed, row, known):
                        new[needed][remote_id] = None
            for needed in filter(new.get, _LISTED):
                await self._look(needed, new[needed])

    def _still(self, kind: Kind, entry: LockEntry) -> bool:
        row = self.rows[kind].get(entry.remote_id)
        return row is not None and bool(entry.updated_at) and row.updated_at == entry.updated_at

    def _tracked(self, address: Address) -> Sighting:
        entry = self.locked.resources[address]
        resource = self.resources.get(address)
        if entry.remote_id not in self.read:
            return Sighting(entry.remote_id, None, resource, entry)
        observed = self.read[entry.remote_id]
        return Sighting(entry.remote_id, observed, resource, entry, gone=observed is None)

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
