"""The project as it will be once the files that were pulled so far are written, and what the platform calls it all.

Files are read on this ground before anything is on disk: what one of them will say decides what the next can.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from personactl.document.reading import unsaved
from personactl.errors import UsageError
from personactl.persona.definitions import Definitions
from personactl.persona.file_kind import FOLDERS, FileKind
from personactl.persona.reading import read_persona
from personactl.persona.resource import Address, Kind, Resource
from personactl.persona.saved_reading import read_llm, read_tool
from personactl.persona.stack import read_stack
from personactl.sync.desired import Desired, desired, pin
from personactl.sync.preparing import shown
from personactl.sync.pulling.names import Names
from personactl.sync.pulling.survey import Here

_GROUP = ("name", "description")


@dataclass
class Ground:
    """`pins` are what names of the catalogue stand for, by address; `tools` the ids of tools by name."""

    here: Here
    pins: Mapping[Address, Mapping[str, str]]
    tools: Mapping[str, str]
    files: dict[FileKind, dict[str, Path]] = field(default_factory=dict)
    ids: dict[Address, str] = field(default_factory=dict)
    texts: dict[Path, str] = field(default_factory=dict)
    _names: Names | None = None

    def __post_init__(self) -> None:
        self.files = {kind: dict(self.here.files.get(kind, {})) for kind in ("llm", "knowledge", "tool", "persona")}
        self.ids = {address: entry.remote_id for address, entry in self.here.locked.resources.items()}

    @property
    def names(self) -> Names:
        if self._names is None:
            self._names = Names(
                Definitions(self.files), {one: address for address, one in self.ids.items()}, self.tools
            )
        return self._names

    def add(self, address: Address, remote_id: str, path: Path | None = None) -> None:
        """`address` is known by that id from now on, and defined by the file at `path`, if that is new."""
        self.ids[address] = remote_id
        if path is not None and address.kind != "document":
            self.files[address.kind][address.key] = path
        self._names = None

    def remove(self, address: Address) -> None:
        """A new file that could not be made after all."""
        self.ids.pop(address, None)
        if address.kind != "document":
            self.files[address.kind].pop(address.key, None)
        self._names = None

    def folder(self, kind: Kind) -> Path:
        """Where new files of that kind go."""
        assert kind != "document"
        return self.here.personas if kind == "persona" else self.here.root / FOLDERS[kind]

    def taken(self, kind: Kind) -> Iterator[str]:
        """Keys that no new file may have, those of files that nobody reads included."""
        assert kind != "document"
        yield from self.files[kind]
        folder = self.folder(kind)
        if folder.is_dir():
            yield from (path.stem for path in folder.iterdir())

    def read(self, kind: FileKind, path: Path, texts: Mapping[Path, str]) -> dict[Address, Desired]:
        """What the file at `path` wants once `texts` are written. Documents are left out.

        Raises `UsageError` for a file that says nothing valid.
        """
        with unsaved({**self.texts, **texts}):
            resources = list(self._resources(kind, path))
        called = {resource.address: resource.name for resource in resources}
        return {resource.address: self.desired(resource, called) for resource in resources}

    def resource(self, kind: FileKind, path: Path) -> Resource:
        """What the file at `path` itself will be, without what else it defines."""
        with unsaved(self.texts):
            *_, resource = self._resources(kind, path)
        return resource

    def listed(self, group: str) -> tuple[str, ...]:
        """The documents that the file of a group names, as it is on disk."""
        path = self.files["knowledge"][group]
        if not path.is_file():
            return ()
        written = read_stack(path, self.here.root, self.here.profile, "knowledge").config.get("documents")
        return tuple(str(one) for one in written) if isinstance(written, list) else ()

    def desired(self, resource: Resource, called: Mapping[Address, str] | None = None) -> Desired:
        """`called` are the names of tools that are defined in place, and may be another persona's too."""
        ids = dict(self.ids)
        for address in resource.needs:
            name = (called or {}).get(address)
            if address not in ids and name is not None and name in self.tools:
                ids[address] = self.tools[name]
        return desired(resource, shown(resource.path, self.here.root), self._pins(resource), ids)

    def _pins(self, resource: Resource) -> dict[str, str]:
        known = self.pins.get(resource.address, {})
        pins: dict[str, str] = {}
        for at, names in resource.unresolved.items():
            for name in [names] if isinstance(names, str) else names:
                found = known.get(pin(at, name)) or (self.tools.get(name) if at == "toolIds" else None)
                if found is None:
                    where = str(resource.path)
                    raise UsageError(f"nothing on the platform is called {name!r}", where=where, hint=f"correct {at}")
                pins[pin(at, name)] = found
        return pins

    def _resources(self, kind: FileKind, path: Path) -> Iterator[Resource]:
        root, profile = self.here.root, self.here.profile
        defined = Definitions(self.files)
        match kind:
            case "persona":
                persona = read_persona(path, root, profile, defined)
                yield from (*persona.inline_tools, persona.as_resource())
            case "tool":
                yield read_tool(path, root, profile, defined)
            case "llm":
                yield read_llm(path, root, profile)
            case "knowledge":
                config = read_stack(path, root, profile, "knowledge").config
                fields = {key: config[key] for key in _GROUP if key in config}
                yield Resource(Address("knowledge", path.stem), path, str(config["name"]), fields, {})
