"""The files of a project, each read once, when something in it is asked for.

Personas may be very many: what earlier runs know of them is taken from there, what somebody has read already is given
to `take`, and what is left is read on all cores. Whoever reads a persona elsewhere does `work` on it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Protocol, TypeAlias

from personactl.document.read_log import Reads, recording_reads
from personactl.errors import PersonactlError, UsageError
from personactl.json_value import JsonMapping
from personactl.parallel import nothing, shared, worth_sharing
from personactl.persona.read.cached_resources import resources_of, sketched
from personactl.persona.read.component_files import read_knowledge, read_llm, read_tool, search_tool
from personactl.persona.read.definitions import Definitions, ResourceFiles, homes
from personactl.persona.read.persona_file import read_persona
from personactl.persona.resource import Address, Resource
from personactl.persona.schema.file_kind import FileKind

WasRead: TypeAlias = "tuple[tuple[Resource, ...], Reads, str]"
"""What a file defines, what was read for it, and what is to be kept of it."""


class Results(Protocol):
    """What reading files gave, as text, kept for as long as nothing that it depends on has changed."""

    def known(self, paths: Iterable[Path]) -> Mapping[Path, str]:
        """The results of those of `paths` for which nothing has changed."""

    def keep(self, results: Iterable[tuple[Path, Reads, str]]) -> None:
        """Each with what was read for it."""


class Reader:
    """What the `files` of the project at `root` want stored, as `profile` changes it.

    `kept` gives the results of earlier runs over the same definitions. Personas that are many are read by so many
    `processes`, and `meanwhile` is done by this one.
    """

    def __init__(
        self,
        files: ResourceFiles,
        root: Path,
        profile: str | None = None,
        kept: Callable[[Definitions], Results | None] | None = None,
        *,
        processes: int = 1,
        meanwhile: Callable[[], None] = nothing,
    ) -> None:
        self.files = files
        self._defined = Definitions(files)
        self._root = root
        self._profile = profile
        self._results = None if kept is None else kept(self._defined)
        self._processes = processes
        self._meanwhile = meanwhile
        self._known: dict[tuple[FileKind, str], dict[Address, Resource]] = {}
        self._sketches: Mapping[Path, str] | None = None
        self._remembering = False
        self._ahead: dict[Path, tuple[Resource, ...]] = {}
        self._fresh: list[tuple[Path, Reads, str]] = []

    @property
    def work(self) -> "Callable[[Path], WasRead | None]":
        """Reads a persona, in another process perhaps. None for a file that cannot be read: whoever asks for it is told
        why."""
        return partial(_read, root=self._root, profile=self._profile, defined=self._defined.beside_personas())

    def unknown(self) -> list[Path]:
        """The personas that nobody has read, now or in an earlier run without a change since."""
        paths = self._defined.keys("persona")
        if self._sketches is None:
            self._sketches = {} if self._results is None else self._results.known(paths.values())
        read = {path for key, path in paths.items() if ("persona", key) in self._known}
        known = self._sketches.keys() | self._ahead.keys() | read
        return [path for path in paths.values() if path not in known]

    def take(self, found: "Mapping[Path, WasRead | None]") -> None:
        """What `work` gave for personas."""
        for path, read in found.items():
            if read is not None:
                self._ahead[path], reads, sketch = read
                self._fresh.append((path, reads, sketch))

    def remember(self) -> None:
        """Take what is known of all personas from earlier runs; if the others are many, read them at once."""
        if self._remembering:
            return
        self._remembering = True
        missing = self.unknown()
        if self._processes < 2 or not worth_sharing(len(missing)):
            return
        read = shared(self.work, missing, self._processes, self._meanwhile)
        self.take(dict(zip(missing, read, strict=True)))

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
        for home in homes(address):
            if (resource := self._in_file(home.kind, home.key).get(address)) is not None:
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
        sketch = (self._sketches or {}).get(path)
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


def _read(path: Path, *, root: Path, profile: str | None, defined: Definitions) -> "WasRead | None":
    try:
        return _witnessed(path, root, profile, defined)
    except PersonactlError:
        return None


def _witnessed(path: Path, root: Path, profile: str | None, defined: Definitions) -> WasRead:
    with recording_reads() as reads:
        resources = _anew(path, root, profile, defined)
    return resources, reads, sketched(resources)


def _anew(path: Path, root: Path, profile: str | None, defined: Definitions) -> tuple[Resource, ...]:
    persona = read_persona(path, root, profile, defined)
    return (persona.as_resource(), *persona.inline_tools)
