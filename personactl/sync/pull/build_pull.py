"""A platform -> a `Pull`. Everything is read, and the text of every file is made, before the first file is written.

Kinds are pulled in the order in which they need each other, so that a new persona can name a tool of the same pull.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from personactl.api.client import Client
from personactl.persona.project_resource import KINDS, Address, Kind, Resource
from personactl.persona.read.component_files import search_tool
from personactl.persona.resource_files import SEARCH_TOOL_PREFIX
from personactl.persona.schema.file_kind import FileKind
from personactl.state.lock import LockEntry
from personactl.sync.plan.names.name_resolution import CatalogueEntry, catalogue_entries, resolve_names
from personactl.sync.plan.options import CONCURRENCY
from personactl.sync.pull.documents import NO_DOCUMENTS, DocumentPulls, Fetched, document_pulls, fetch_documents
from personactl.sync.pull.file_texts import existing_file, new_file
from personactl.sync.pull.future_project import FutureProject
from personactl.sync.pull.merge import ConflictPolicy, all_set_fields
from personactl.sync.pull.pull_result import FilePull, Pull, PulledItem, PullStatus
from personactl.sync.pull.remote_state import LocalProject, PullRequest, RemoteResource, RemoteState, read_remote_state
from personactl.sync.values.desired import pin
from personactl.sync.values.field_paths import fingerprints
from personactl.sync.values.three_way import ABSENT

_FILED: tuple[FileKind, ...] = ("llm", "knowledge", "tool", "persona")


async def build_pull(
    client: Client,
    local: LocalProject,
    request: PullRequest,
    conflicts: ConflictPolicy,
    *,
    scratch: Path,
    concurrency: int = CONCURRENCY,
) -> Pull:
    """What a pull would do.

    Raises `NotFoundError` for a name without a match, `UsageError` for a name with several, and what reads raise.

    client: the connection to the target.
    local: the project.
    request: what to pull.
    conflicts: what happens to conflicts.
    scratch: the folder for downloads of documents; the caller deletes it.
    concurrency: the number of requests under way at once.
    """
    state = await read_remote_state(client, local, request, concurrency=concurrency)
    known = [remote.resource for remote in state.known.values() if remote.resource is not None]
    pins = await resolve_names(client, known, local.locked, profile=local.profile)
    groups = [one.remote_id for address, one in state.known.items() if address.kind == "knowledge" and not one.gone]
    groups += [one.remote_id for one in state.new.get("knowledge", ())]
    documents = await fetch_documents(client, groups, local, scratch, refresh=request.refresh, concurrency=concurrency)
    future = FutureProject(local, pins, state.tools, await _catalogue(client, state, pins))
    for address, remote in state.known.items():
        future.add(address, remote.remote_id)
    files = tuple(_FileBuilder(future, state, documents, conflicts).files())
    return Pull(files, _names(local, state, files))


def _names(local: LocalProject, state: RemoteState, files: Iterable[FilePull]) -> dict[str, Address]:
    """Remote id -> address, for the platform's tools, what was pushed from this project, and what the files define."""
    entries = [*local.locked.resources.items(), *(entry for file in files for entry in file.entries.items())]
    tools = {remote_id: Address("tool", name) for name, remote_id in state.tools.items()}
    return {**tools, **{entry.remote_id: address for address, entry in entries}}


async def _catalogue(
    client: Client, state: RemoteState, pins: Mapping[Address, Mapping[str, str]]
) -> dict[str, list[CatalogueEntry]]:
    """Field -> the entries of the catalogue, for fields in which the name in a file is no longer the one on the
    platform."""
    fields = {
        at
        for address, remote in state.known.items()
        if remote.observed is not None and remote.resource is not None
        for at, name in remote.resource.unresolved.items()
        if isinstance(name, str) and pins[address][pin(at, name)] != remote.observed.values.get(at)
    }
    return {at: [one async for one in catalogue_entries(client, at)] for at in sorted(fields)}


class _FileBuilder(Struct, frozen=True):
    future: FutureProject
    state: RemoteState
    documents: Mapping[str, list[Fetched]]
    conflicts: ConflictPolicy

    def files(self) -> Iterator[FilePull]:
        for kind in _FILED:
            for path, found in self._by_file(kind):
                yield self._existing(path, kind, found)
            for remote in self.state.new.get(kind, ()):
                if remote.observed is not None:
                    yield self._new(kind, remote)
            if kind == "knowledge":
                yield from self._derived()

    def _by_file(self, kind: FileKind) -> Iterator[tuple[Path, dict[Address, RemoteResource]]]:
        """The existing files of that kind, sorted by key, each with the resources that it defines."""
        paths = self.future.local.files.get(kind, {})
        found: dict[Path, dict[Address, RemoteResource]] = {}
        for address in sorted(self.state.known, key=lambda one: (KINDS.index(one.kind), one.key)):
            remote = self.state.known[address]
            assert remote.resource is not None
            path = remote.resource.path
            if paths.get(path.stem) == path and not self._is_derived(address):
                found.setdefault(path, {})[address] = remote
        yield from sorted(found.items(), key=lambda item: item[0].stem)

    def _existing(self, path: Path, kind: FileKind, found: Mapping[Address, RemoteResource]) -> FilePull:
        documents = NO_DOCUMENTS
        for address, remote in found.items():
            if address.kind == "knowledge" and not remote.gone:
                documents = self._documents(address)
        return existing_file(self.future, path, kind, found, self.conflicts, documents)

    def _new(self, kind: Kind, remote: RemoteResource) -> FilePull:
        assert kind != "document"
        if kind == "tool" and (pull := self._new_search(remote)) is not None:
            return pull
        return new_file(self.future, kind, remote, self._documents)

    def _documents(self, group: Address) -> DocumentPulls:
        return document_pulls(
            self.future, group, self.documents.get(self.future.ids[group], []), self.conflicts.on_conflict
        )

    def _is_derived(self, address: Address) -> bool:
        """Whether it is the tool that searches a knowledge group. Such a tool has no file of its own."""
        group = address.key.removeprefix(f"{SEARCH_TOOL_PREFIX}.")
        return address.kind == "tool" and group != address.key and group in self.future.files["knowledge"]

    def _derived(self) -> Iterator[FilePull]:
        for address in sorted(self.state.known):
            if self._is_derived(address):
                remote = self.state.known[address]
                assert remote.resource is not None
                yield existing_file(self.future, remote.resource.path, "knowledge", {address: remote}, self.conflicts)

    def _new_search(self, remote: RemoteResource) -> FilePull | None:
        """A pull without a file, for a tool that is the same as the one that a persona's `knowledge:` creates."""
        assert remote.observed is not None
        folders = remote.observed.values.get("config.documentFolderIds")
        groups = self.future.names.groups(folders)
        if groups is None or len(groups) != 1 or remote.remote_id not in self._used():
            return None
        group = self._group(str(groups[0]))
        if group is None:
            return None
        tool = search_tool(group)
        after = self.future.desired(tool)
        held = all_set_fields(tool.address, remote.observed)
        prints = fingerprints({path: value for path, value in held.items() if value is not ABSENT})
        if prints != after.fingerprints or tool.address in self.future.ids:
            return None
        self.future.add(tool.address, remote.remote_id)
        entry = LockEntry(remote.remote_id, after.fingerprints, {}, remote.observed.updated_at, {})
        item = PulledItem(tool.address, after.path, tool.name, PullStatus.learned)
        return FilePull((item,), entries={tool.address: entry})

    def _used(self) -> frozenset[str]:
        """The ids of the tools that new personas use."""
        ids: set[str] = set()
        for remote in self.state.new.get("persona", ()):
            tools = remote.observed.values.get("toolIds") if remote.observed is not None else None
            ids |= {str(one) for one in (tools if isinstance(tools, list) else ())}
        return frozenset(ids)

    def _group(self, key: str) -> Resource | None:
        """The group with that key, as its file will define it."""
        path = self.future.files["knowledge"].get(key)
        return None if path is None else self.future.resource("knowledge", path)
