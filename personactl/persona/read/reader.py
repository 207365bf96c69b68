"""Read the files of a project, each of them once and only when something in it is needed.

A project may have thousands of personas. What earlier runs know about them is used, what the caller has read already
is taken over with `add_personas`, and the remaining files are read on all cores.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Protocol, TypeAlias

from personactl.errors import PersonactlError, UsageError
from personactl.files.read_log import Reads, recording_reads
from personactl.json_value import JsonMapping
from personactl.parallel import is_worth_processes, map_files
from personactl.persona.project_resource import Address, Resource
from personactl.persona.read.cached_resources import resources_from_text, resources_to_text
from personactl.persona.read.component_files import read_knowledge, read_llm, read_tool, search_tool
from personactl.persona.read.definitions import Definitions
from personactl.persona.read.persona_file import read_persona
from personactl.persona.resource_files import FileKey, ResourceFiles, defining_files
from personactl.persona.schema.file_kind import FileKind

PersonaResult: TypeAlias = "tuple[tuple[Resource, ...], Reads, str]"
"""The resources of a persona file, the reads that it took, and its text for the cache."""


class Results(Protocol):
    """A cache of resources as text. A result is valid until a file that was read for it changes."""

    def known(self, paths: Iterable[Path]) -> Mapping[Path, str]:
        """Return the valid results of `paths`."""

    def store(self, results: Iterable[tuple[Path, Reads, str]]) -> None:
        """Store results, each with the reads that it took."""


class Reader:
    """Reads the resources of a project.

    files:        the files of the project
    root:         the folder of the project
    profile:      the profile that applies
    open_results: gives the cache for some definitions, or None for no cache
    processes:    the highest number of processes that read personas
    """

    def __init__(
        self,
        files: ResourceFiles,
        root: Path,
        profile: str | None = None,
        open_results: Callable[[Definitions], Results | None] | None = None,
        *,
        processes: int = 1,
    ) -> None:
        self.files = files
        self._definitions = Definitions(files)
        self._root = root
        self._profile = profile
        self._results = None if open_results is None else open_results(self._definitions)
        self._processes = processes
        self._resources: dict[FileKey, dict[Address, Resource]] = {}
        self._cached: Mapping[Path, str] | None = None
        self._all_loaded = False
        self._added: dict[Path, tuple[Resource, ...]] = {}
        self._new_results: list[tuple[Path, Reads, str]] = []

    @property
    def persona_reader(self) -> "Callable[[Path], PersonaResult | None]":
        """A function that reads a persona, also in another process.

        It returns None for a file that cannot be read. The error is raised when the persona is needed.
        """
        definitions = self._definitions.for_personas()
        return partial(_try_to_read, root=self._root, profile=self._profile, definitions=definitions)

    def unread_personas(self) -> list[Path]:
        """Return the personas that were neither read yet nor are known from an earlier run."""
        paths = self._definitions.keys("persona")
        if self._cached is None:
            self._cached = {} if self._results is None else self._results.known(paths.values())
        read = {path for key, path in paths.items() if FileKey("persona", key) in self._resources}
        known = self._cached.keys() | self._added.keys() | read
        return [path for path in paths.values() if path not in known]

    def add_personas(self, results: "Mapping[Path, PersonaResult | None]") -> None:
        """Take over what `persona_reader` returned."""
        for path, result in results.items():
            if result is not None:
                self._added[path], reads, text = result
                self._new_results.append((path, reads, text))

    def load_personas(self) -> None:
        """Take all personas from the cache, and read the others in several processes if there are many."""
        if self._all_loaded:
            return
        self._all_loaded = True
        missing = self.unread_personas()
        if self._processes < 2 or not is_worth_processes(len(missing)):
            return
        results = map_files(self.persona_reader, missing, self._processes)
        self.add_personas(dict(zip(missing, results, strict=True)))

    def save_results(self) -> None:
        """Store what was read in the cache."""
        if self._results is not None:
            self._results.store(self._new_results)

    def closure(self, addresses: Iterable[Address]) -> dict[Address, Resource]:
        """Return the resources at `addresses` and all resources that they need."""
        found: dict[Address, Resource] = {}
        waiting = list(addresses)
        while waiting:
            address = waiting.pop()
            if address in found:
                continue
            resource = found[address] = self.resource(address)
            waiting += resource.needs
            if address.kind == "knowledge":
                in_file = self._in_file(FileKey("knowledge", address.key))
                waiting += (one for one in in_file if one.kind == "document")
        return found

    def resource(self, address: Address) -> Resource:
        """Return the resource at `address`. Raise `UsageError` if no file defines it."""
        resource = next(self.definitions(address), None)
        if resource is not None:
            return resource
        hint = "give the key of a file in the project, such as cara or tool/open_calendar"
        raise UsageError(f"no file of this project defines the {address}", where=str(self._root), hint=hint)

    def definitions(self, address: Address) -> Iterator[Resource]:
        """Yield every definition of the resource at `address`. More than one is a mistake in the project."""
        for file in defining_files(address):
            if (resource := self._in_file(file).get(address)) is not None:
                yield resource

    def inline_tools(self) -> Iterator[Resource]:
        """Yield the inline tools of all personas by the personas' keys. Files that cannot be read are left out."""
        self.load_personas()
        for key in sorted(self._definitions.keys("persona")):
            try:
                resources = self._in_file(FileKey("persona", key))
            except UsageError:
                continue
            yield from (one for address, one in resources.items() if address.kind == "tool")

    def _in_file(self, file: FileKey) -> dict[Address, Resource]:
        """Return the resources of a file, which are none if the file does not exist."""
        path = self._definitions.keys(file.kind).get(file.key)
        if path is None:
            return {}
        if file not in self._resources:
            self._resources[file] = {one.address: one for one in self._read(file.kind, path)}
        return self._resources[file]

    def _read(self, kind: FileKind, path: Path) -> Iterator[Resource]:
        match kind:
            case "persona":
                yield from self._added.pop(path, None) or self._from_cache(path) or self._read_persona(path)
            case "tool":
                yield read_tool(path, self._root, self._profile, self._definitions)
            case "knowledge":
                group, *documents = read_knowledge(path, self._root, self._profile)
                yield from (group, *documents, search_tool(group))
            case "llm":
                yield read_llm(path, self._root, self._profile)

    def _from_cache(self, path: Path) -> tuple[Resource, ...] | None:
        text = (self._cached or {}).get(path)
        return None if text is None else resources_from_text(text, path, partial(self._reread_fields, path))

    def _read_persona(self, path: Path) -> tuple[Resource, ...]:
        if self._results is None:
            return _persona_resources(path, self._root, self._profile, self._definitions)
        resources, reads, text = _persona_result(path, self._root, self._profile, self._definitions)
        self._new_results.append((path, reads, text))
        return resources

    def _reread_fields(self, path: Path, address: Address) -> JsonMapping:
        resources = _persona_resources(path, self._root, self._profile, self._definitions)
        return next((one.fields for one in resources if one.address == address), {})


def _try_to_read(path: Path, *, root: Path, profile: str | None, definitions: Definitions) -> "PersonaResult | None":
    try:
        return _persona_result(path, root, profile, definitions)
    except PersonactlError:
        return None


def _persona_result(path: Path, root: Path, profile: str | None, definitions: Definitions) -> PersonaResult:
    with recording_reads() as reads:
        resources = _persona_resources(path, root, profile, definitions)
    return resources, reads, resources_to_text(resources)


def _persona_resources(path: Path, root: Path, profile: str | None, definitions: Definitions) -> tuple[Resource, ...]:
    persona = read_persona(path, root, profile, definitions)
    return (persona.as_resource(), *persona.inline_tools)
