"""All files of a project to all that they put on the platform: personas, and what these need, each thing once.

A tool that several personas define in place alike is one tool, the first persona's; a group of documents is searched by
one tool, whoever uses it. With a choice, only what is chosen is read, and what it needs.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Protocol, TypeAlias

from personactl.document.cores import shared, worth_sharing
from personactl.document.witness import Reads, witnessed
from personactl.errors import PersonactlError, UsageError
from personactl.json_value import JsonMapping
from personactl.persona.definitions import Definitions, ResourceFiles, homes
from personactl.persona.file_kind import FileKind
from personactl.persona.late import Late, known_fields
from personactl.persona.reading import read_persona
from personactl.persona.resource import KINDS, Address, Resource, filled, reference
from personactl.persona.saved_reading import read_knowledge, read_llm, read_tool, search_tool
from personactl.persona.sketches import resources_of, sketched


class Results(Protocol):
    """What reading files gave, as text, kept for as long as nothing that it depends on has changed."""

    def known(self, paths: Iterable[Path]) -> Mapping[Path, str]:
        """The results of those of `paths` for which nothing has changed."""

    def keep(self, results: Iterable[tuple[Path, Reads, str]]) -> None:
        """Each with what was read for it."""


def read_resources(
    files: ResourceFiles,
    root: Path,
    profile: str | None = None,
    chosen: Collection[Address] | None = None,
    kept: Callable[[Definitions], Results | None] | None = None,
    *,
    processes: int = 1,
) -> tuple[Resource, ...]:
    """What the `files` of the project at `root` want stored, as `profile` changes it; by kind (`KINDS`), then by key.

    `chosen` addresses bring along what they need, and knowledge its documents; None means everything. What is wrong
    with files that are not needed is no concern then. `kept` gives the results of earlier runs over the same
    definitions. Personas that are many are read by so many `processes`. Raises `UsageError` with the place of the first
    problem, for two tools of one name, and for a chosen address that no file defines.
    """
    defined = Definitions(files)
    reader = _Reader(defined, root, profile, kept(defined) if kept is not None else None, processes)
    if chosen is None:
        reader.remember()
    found = reader.closure(_all(files) if chosen is None else chosen)
    _refuse_same_addresses(found, reader)
    first = _first_alike(found, reader)
    reader.keep()
    resources = {address: resource for address, resource in found.items() if address not in first}
    resources |= {address: reader.resource(address) for address in first.values()}
    _refuse_same_names(resources.values())
    moved = {address: reference(other) for address, other in first.items()}
    pointed = (_pointed(resource, moved) for resource in resources.values())
    return tuple(sorted(pointed, key=lambda one: (KINDS.index(one.address.kind), one.address.key)))


def _all(files: ResourceFiles) -> Iterator[Address]:
    for kind, paths in files.items():
        for key in paths:
            yield Address(kind, key)


class _Reader:
    """The project's files, each read once, when something in it is asked for."""

    def __init__(
        self, defined: Definitions, root: Path, profile: str | None, results: Results | None, processes: int
    ) -> None:
        self._defined = defined
        self._root = root
        self._profile = profile
        self._results = results
        self._processes = processes
        self._known: dict[tuple[FileKind, str], dict[Address, Resource]] = {}
        self._remembering = False
        self._sketches: Mapping[Path, str] = {}
        self._ahead: dict[Path, tuple[Resource, ...]] = {}
        self._fresh: list[tuple[Path, Reads, str]] = []

    def remember(self) -> None:
        """Take what is known of all personas from earlier runs; if the others are many, read them at once."""
        if self._remembering:
            return
        self._remembering = True
        paths = self._defined.keys("persona").values()
        if self._results is not None:
            self._sketches = self._results.known(paths)
        missing = [path for path in paths if path not in self._sketches]
        if self._processes < 2 or not worth_sharing(len(missing)):
            return
        work = partial(_read, root=self._root, profile=self._profile, defined=self._defined.beside_personas())
        for path, read in zip(missing, shared(work, missing, self._processes), strict=True):
            if read is not None:
                self._ahead[path], reads, sketch = read
                self._fresh.append((path, reads, sketch))

    def keep(self) -> None:
        """Leave what is known now to later runs."""
        if self._results is not None:
            self._results.keep(self._fresh)

    def closure(self, addresses: Iterable[Address]) -> dict[Address, Resource]:
        """The resources at `addresses` and all that these need."""
        found: dict[Address, Resource] = {}
        waiting = list(addresses)
        while waiting:
            address = waiting.pop()
            if address in found:
                continue
            resource = found[address] = self.resource(address)
            waiting += resource.needs
            if address.kind == "knowledge":
                waiting += (one for one in self._in_file("knowledge", address.key) if one.kind == "document")
        return found

    def resource(self, address: Address) -> Resource:
        """Raises `UsageError` for an address that no file defines."""
        resource = next(self.definitions(address), None)
        if resource is not None:
            return resource
        hint = "name a file of the project by its key, such as cara or tool/open_calendar"
        raise UsageError(f"no file of this project defines the {address}", where=str(self._root), hint=hint)

    def definitions(self, address: Address) -> Iterator[Resource]:
        """What is to be at `address`, which had better be one thing."""
        for kind, key in homes(address):
            if (resource := self._in_file(kind, key).get(address)) is not None:
                yield resource

    def inline_tools(self) -> Iterator[Resource]:
        """Of all the project's personas; a file that cannot be read is passed over."""
        self.remember()
        for key in sorted(self._defined.keys("persona")):
            try:
                resources = self._in_file("persona", key)
            except UsageError:
                continue
            yield from (one for address, one in resources.items() if address.kind == "tool")

    def _in_file(self, kind: FileKind, key: str) -> dict[Address, Resource]:
        """What the file of that key defines; nothing where there is no such file."""
        path = self._defined.keys(kind).get(key)
        if path is None:
            return {}
        if (kind, key) not in self._known:
            self._known[kind, key] = {one.address: one for one in self._read(kind, path)}
        return self._known[kind, key]

    def _read(self, kind: FileKind, path: Path) -> Iterator[Resource]:
        match kind:
            case "persona":
                yield from self._ahead.pop(path, None) or self._remembered(path) or self._persona(path)
            case "tool":
                yield read_tool(path, self._root, self._profile, self._defined)
            case "knowledge":
                group, *documents = read_knowledge(path, self._root, self._profile)
                yield from (group, *documents, search_tool(group))
            case "llm":
                yield read_llm(path, self._root, self._profile)

    def _remembered(self, path: Path) -> tuple[Resource, ...] | None:
        sketch = self._sketches.get(path)
        return None if sketch is None else resources_of(sketch, path, partial(self._reread, path))

    def _persona(self, path: Path) -> tuple[Resource, ...]:
        if self._results is None:
            return self._anew(path)
        resources, reads, sketch = _witnessed(path, self._root, self._profile, self._defined)
        self._fresh.append((path, reads, sketch))
        return resources

    def _anew(self, path: Path) -> tuple[Resource, ...]:
        return _anew(path, self._root, self._profile, self._defined)

    def _reread(self, path: Path, address: Address) -> JsonMapping:
        return next((one.fields for one in self._anew(path) if one.address == address), {})


_WasRead: TypeAlias = "tuple[tuple[Resource, ...], Reads, str]"
"""What a file defines, what was read for it, and what is to be kept of it."""


def _read(path: Path, *, root: Path, profile: str | None, defined: Definitions) -> "_WasRead | None":
    """In another process, perhaps. None for a file that cannot be read: whoever asks for it is told why."""
    try:
        return _witnessed(path, root, profile, defined)
    except PersonactlError:
        return None


def _witnessed(path: Path, root: Path, profile: str | None, defined: Definitions) -> _WasRead:
    with witnessed() as reads:
        resources = _anew(path, root, profile, defined)
    return resources, reads, sketched(resources)


def _anew(path: Path, root: Path, profile: str | None, defined: Definitions) -> tuple[Resource, ...]:
    persona = read_persona(path, root, profile, defined)
    return (persona.as_resource(), *persona.inline_tools)


def _first_alike(found: Mapping[Address, Resource], reader: _Reader) -> dict[Address, Address]:
    """For each inline tool of `found` that is not the first one alike, that first one; by the personas' keys.

    Raises `UsageError` where inline tools of one name differ: the platform has but one tool of a name.
    """
    mine = {address for address, one in found.items() if address.kind == "tool" and _is_inline(one)}
    if not mine:
        return {}
    first: dict[str, Resource] = {}
    moved: dict[Address, Address] = {}
    for tool in reader.inline_tools():
        other = first.setdefault(tool.name, tool)
        if tool.fields != other.fields and not mine.isdisjoint({tool.address, other.address}):
            raise UsageError(
                f"two personas define a tool {tool.name!r}, and not the same one",
                where=f"{other.path} and {tool.path}",
                hint=f"rename one of the two, or write it once into tools/{tool.name}.yaml",
            )
        if tool is not other and tool.address in mine:
            moved[tool.address] = other.address
    return moved


def _refuse_same_addresses(found: Mapping[Address, Resource], reader: _Reader) -> None:
    """A tool that a persona defines in place shares its addresses with files of a certain name."""
    for address, resource in found.items():
        if address.kind == "tool":
            one, *others = reader.definitions(address)
            if others:
                raise UsageError(
                    f"two definitions would both be the {address}",
                    where=f"{one.path} and {others[0].path}",
                    hint=f"rename one of the two files, or the tool {resource.name}",
                )


def _is_inline(tool: Resource) -> bool:
    return tool.address.key == f"{tool.path.stem}.{tool.name}"


def _refuse_same_names(resources: Iterable[Resource]) -> None:
    tools: dict[str, Resource] = {}
    for tool in resources:
        other = tools.setdefault(tool.name, tool) if tool.address.kind == "tool" else tool
        if other is not tool:
            raise UsageError(
                f"two tools of this project are called {tool.name!r}",
                where=f"{other.path} and {tool.path}",
                hint="rename one of the two: the platform has but one tool of a name",
            )


def _pointed(resource: Resource, moved: Mapping[Address, str]) -> Resource:
    """With references to the tools that stand for those of `resource`."""
    if not moved.keys() & set(resource.needs):
        return resource
    fields = resource.fields
    known = filled(dict(known_fields(fields)), moved)
    assert isinstance(known, dict)
    return replace(resource, fields=fields.over(fields.order, known) if isinstance(fields, Late) else known)
