"""From a platform to a `Pull`: everything is read, and every file thought through, before the first is written.

Kinds go in the order in which they need each other, so that a persona can name the tool that came along with it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from personactl.api.client import Client
from personactl.persona.read.component_files import search_tool
from personactl.persona.read.definitions import SEARCH_TOOL_PREFIX
from personactl.persona.resource import KINDS, Address, Kind, Resource
from personactl.persona.schema.file_kind import FileKind
from personactl.state.lock import LockEntry
from personactl.sync.apply.apply import CONCURRENCY
from personactl.sync.plan.name_resolution import Candidate, candidates, resolve_names
from personactl.sync.plan.options import Resolution
from personactl.sync.pull.documents import NO_DOCUMENTS, DocumentPulls, Fetched, document_pulls, fetch_documents
from personactl.sync.pull.file_texts import existing_file, new_file
from personactl.sync.pull.future_project import FutureProject
from personactl.sync.pull.merge import everything
from personactl.sync.pull.pull_result import FilePull, Pull, Pulled, PullStatus
from personactl.sync.pull.remote_state import LocalProject, PullRequest, Sighting, Survey, survey
from personactl.sync.values.desired import pin
from personactl.sync.values.field_paths import fingerprints
from personactl.sync.values.three_way import ABSENT

_FILED: tuple[FileKind, ...] = ("llm", "knowledge", "tool", "persona")


async def prepare_pull(
    client: Client,
    here: LocalProject,
    wish: PullRequest,
    on_conflict: Resolution | None,
    *,
    scratch: Path,
    concurrency: int = CONCURRENCY,
) -> Pull:
    """What a pull would do. Documents are downloaded into the folder `scratch`, which the caller removes.

    Raises `NotFoundError` and `UsageError` for a name that nothing or several things bear, and what reads raise.
    """
    seen = await survey(client, here, wish, concurrency=concurrency)
    known = [sighting.resource for sighting in seen.known.values() if sighting.resource is not None]
    pins = await resolve_names(client, known, here.locked)
    groups = [one.remote_id for address, one in seen.known.items() if address.kind == "knowledge" and not one.gone]
    groups += [one.remote_id for one in seen.new.get("knowledge", ())]
    documents = await fetch_documents(client, groups, here, scratch, refresh=wish.refresh, concurrency=concurrency)
    ground = FutureProject(here, pins, seen.tools, await _catalogue(client, seen, pins))
    for address, sighting in seen.known.items():
        ground.add(address, sighting.remote_id)
    files = tuple(_Thinker(ground, seen, documents, on_conflict).files())
    return Pull(files, _names(here, seen, files))


def _names(here: LocalProject, seen: Survey, files: Iterable[FilePull]) -> dict[str, Address]:
    """By id: the platform's tools, what was pushed from here, and what the files are about."""
    entries = [*here.locked.resources.items(), *(entry for file in files for entry in file.entries.items())]
    tools = {remote_id: Address("tool", name) for name, remote_id in seen.tools.items()}
    return {**tools, **{entry.remote_id: address for address, entry in entries}}


async def _catalogue(
    client: Client, seen: Survey, pins: Mapping[Address, Mapping[str, str]]
) -> dict[str, list[Candidate]]:
    """The entries that fields may name whose names no longer mean what the platform holds."""
    fields = {
        at
        for address, sighting in seen.known.items()
        if sighting.observed is not None and sighting.resource is not None
        for at, name in sighting.resource.unresolved.items()
        if isinstance(name, str) and pins[address][pin(at, name)] != sighting.observed.values.get(at)
    }
    return {at: [one async for one in candidates(client, at)] for at in sorted(fields)}


@dataclass(frozen=True, slots=True)
class _Thinker:
    ground: FutureProject
    seen: Survey
    documents: Mapping[str, list[Fetched]]
    on_conflict: Resolution | None

    def files(self) -> Iterator[FilePull]:
        for kind in _FILED:
            for path, found in self._by_file(kind):
                yield self._existing(path, kind, found)
            for sighting in self.seen.new.get(kind, ()):
                if sighting.observed is not None:
                    yield self._new(kind, sighting)
            if kind == "knowledge":
                yield from self._derived()

    def _by_file(self, kind: FileKind) -> Iterator[tuple[Path, dict[Address, Sighting]]]:
        """The files of that kind with what is known of each, by their keys."""
        paths = self.ground.here.files.get(kind, {})
        found: dict[Path, dict[Address, Sighting]] = {}
        for address in sorted(self.seen.known, key=lambda one: (KINDS.index(one.kind), one.key)):
            sighting = self.seen.known[address]
            assert sighting.resource is not None
            path = sighting.resource.path
            if paths.get(path.stem) == path and not self._is_derived(address):
                found.setdefault(path, {})[address] = sighting
        yield from sorted(found.items(), key=lambda item: item[0].stem)

    def _existing(self, path: Path, kind: FileKind, found: Mapping[Address, Sighting]) -> FilePull:
        documents = NO_DOCUMENTS
        for address, sighting in found.items():
            if address.kind == "knowledge" and not sighting.gone:
                documents = self._documents(address)
        return existing_file(self.ground, path, kind, found, self.on_conflict, documents)

    def _new(self, kind: Kind, sighting: Sighting) -> FilePull:
        assert kind != "document"
        if kind == "tool" and (pull := self._new_search(sighting)) is not None:
            return pull
        return new_file(self.ground, kind, sighting, self._documents)

    def _documents(self, group: Address) -> DocumentPulls:
        return document_pulls(self.ground, group, self.documents.get(self.ground.ids[group], []), self.on_conflict)

    def _is_derived(self, address: Address) -> bool:
        """Whether it is the tool that searches a group, which no file spells out."""
        group = address.key.removeprefix(f"{SEARCH_TOOL_PREFIX}.")
        return address.kind == "tool" and group != address.key and group in self.ground.files["knowledge"]

    def _derived(self) -> Iterator[FilePull]:
        for address in sorted(self.seen.known):
            if self._is_derived(address):
                sighting = self.seen.known[address]
                assert sighting.resource is not None
                yield existing_file(
                    self.ground, sighting.resource.path, "knowledge", {address: sighting}, self.on_conflict
                )

    def _new_search(self, sighting: Sighting) -> FilePull | None:
        """A tool that is just what a persona's `knowledge:` comes to needs no file of its own."""
        assert sighting.observed is not None
        folders = sighting.observed.values.get("config.documentFolderIds")
        groups = self.ground.names.groups(folders)
        if groups is None or len(groups) != 1 or sighting.remote_id not in self._used():
            return None
        group = self._group(str(groups[0]))
        if group is None:
            return None
        tool = search_tool(group)
        wanted = self.ground.desired(tool)
        held = everything(tool.address, sighting.observed)
        prints = fingerprints({path: value for path, value in held.items() if value is not ABSENT})
        if prints != wanted.prints or tool.address in self.ground.ids:
            return None
        self.ground.add(tool.address, sighting.remote_id)
        entry = LockEntry(sighting.remote_id, wanted.prints, {}, sighting.observed.updated_at)
        item = Pulled(tool.address, wanted.path, tool.name, PullStatus.learned)
        return FilePull((item,), entries={tool.address: entry})

    def _used(self) -> frozenset[str]:
        """The ids of tools that some new persona uses."""
        ids: set[str] = set()
        for sighting in self.seen.new.get("persona", ()):
            tools = sighting.observed.values.get("toolIds") if sighting.observed is not None else None
            ids |= {str(one) for one in (tools if isinstance(tools, list) else ())}
        return frozenset(ids)

    def _group(self, key: str) -> Resource | None:
        """The group of that key as its file will say it."""
        path = self.ground.files["knowledge"].get(key)
        return None if path is None else self.ground.resource("knowledge", path)
