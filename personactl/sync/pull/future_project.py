"""The project as it will be once the files that were pulled so far are written, and what the platform calls it all.

Files are read on this ground before anything is on disk: what one of them will say decides what the next can.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from personactl.document.file_reader import unsaved
from personactl.persona.read.component_files import read_llm, read_tool
from personactl.persona.read.definitions import Definitions
from personactl.persona.read.layered_file import read_layered_file
from personactl.persona.read.persona_file import read_persona
from personactl.persona.resource import Address, Kind, Resource
from personactl.persona.schema.file_kind import FOLDERS, FileKind
from personactl.sync.plan.build import shown
from personactl.sync.plan.name_resolution import Candidate, pick
from personactl.sync.pull.new_keys import fresh_key
from personactl.sync.pull.prompt_files import PromptUses
from personactl.sync.pull.reference_names import Names
from personactl.sync.pull.remote_state import LocalProject
from personactl.sync.values.desired import Desired, desired, pin

_GROUP = ("name", "description")


@dataclass
class FutureProject:
    """`pins` are what names of the catalogue stand for, by address; `tools` the ids of tools by name.
    `catalogue` has the entries that names of a field may mean, where one has to be found."""

    here: LocalProject
    pins: Mapping[Address, Mapping[str, str]]
    tools: Mapping[str, str]
    catalogue: Mapping[str, Sequence[Candidate]] = field(default_factory=dict)
    files: dict[FileKind, dict[str, Path]] = field(default_factory=dict)
    ids: dict[Address, str] = field(default_factory=dict)
    texts: dict[Path, str] = field(default_factory=dict)
    prompts: PromptUses = field(init=False)
    _names: Names | None = None
    _taken: dict[Kind, set[str]] = field(default_factory=dict)
    _called: dict[Address, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.prompts = PromptUses(self.here.personas)
        self.files = {kind: dict(self.here.files.get(kind, {})) for kind in ("llm", "knowledge", "tool", "persona")}
        self._called = {one.address: one.name for one in self.here.resources.values() if one.address.kind == "tool"}
        self.ids = {address: entry.remote_id for address, entry in self.here.locked.resources.items()}

    @property
    def names(self) -> Names:
        if self._names is None:
            addresses = {one: address for address, one in self.ids.items()}
            self._names = Names(Definitions(self.files), addresses, self.tools, self.catalogue)
        return self._names

    def add(self, address: Address, remote_id: str, path: Path | None = None) -> None:
        """`address` is known by that id from now on, and defined by the file at `path`, if that is new."""
        self.ids[address] = remote_id
        if path is not None and address.kind != "document":
            self.files[address.kind][address.key] = path
        self._forget(address)

    def remove(self, address: Address) -> None:
        """A new file that could not be made after all."""
        self.ids.pop(address, None)
        if address.kind != "document":
            self.files[address.kind].pop(address.key, None)
        self._forget(address)

    def _forget(self, address: Address) -> None:
        """Nothing names a persona."""
        if address.kind != "persona":
            self._names = None

    def keep(self, kind: FileKind, texts: Mapping[Path, str]) -> None:
        """`texts` will be written; those of a persona nobody else reads."""
        if kind != "persona":
            self.texts |= texts

    def folder(self, kind: Kind) -> Path:
        """Where new files of that kind go."""
        assert kind != "document"
        return self.here.personas if kind == "persona" else self.here.root / FOLDERS[kind]

    def fresh_key(self, kind: Kind, name: str, remote_id: str) -> str:
        """For a new file: the key under which that was pushed, if it can be, else one made of its name. Not that of a
        file which nobody reads either."""
        assert kind != "document"
        if kind not in self._taken:
            folder = self.folder(kind)
            stems = {path.stem.casefold() for path in folder.iterdir()} if folder.is_dir() else set()
            self._taken[kind] = stems | {key.casefold() for key in self.files[kind]}
        key = self._former_key(kind, remote_id) or fresh_key(kind, name, self._taken[kind])
        self._taken[kind].add(key.casefold())
        return key

    def _former_key(self, kind: Kind, remote_id: str) -> str | None:
        """A tool that was defined in place had a key that no file has."""
        entries = self.here.locked.of_kind(kind)
        pushed = (key for key, entry in entries.items() if entry.remote_id == remote_id)
        free = (key for key in pushed if key.casefold() not in self._taken[kind])
        return next((key for key in free if kind != "tool" or "." not in key), None)

    def read(self, kind: FileKind, path: Path, texts: Mapping[Path, str]) -> dict[Address, Desired]:
        """What the file at `path` wants once `texts` are written. Documents are left out.

        Raises `UsageError` for a file that says nothing valid.
        """
        with unsaved({**self.texts, **texts}):
            resources = list(self._resources(kind, path))
        self._called |= {one.address: one.name for one in resources if one.address.kind == "tool"}
        return {resource.address: self.desired(resource) for resource in resources}

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
        written = read_layered_file(path, self.here.root, self.here.profile, "knowledge").config.get("documents")
        return tuple(str(one) for one in written) if isinstance(written, list) else ()

    def desired(self, resource: Resource) -> Desired:
        """A tool that is defined in place may be another persona's too: it is known by its name."""
        ids = {address: self.ids[address] for address in resource.needs if address in self.ids}
        for address in resource.needs:
            name = self._called.get(address)
            if address not in ids and name is not None and name in self.tools:
                ids[address] = self.tools[name]
        return desired(resource, shown(resource.path, self.here.root), self._pins(resource), ids)

    def _pins(self, resource: Resource) -> dict[str, str]:
        known = self.pins.get(resource.address, {})
        pins: dict[str, str] = {}
        for at, names in resource.unresolved.items():
            for name in [names] if isinstance(names, str) else names:
                pins[pin(at, name)] = known.get(pin(at, name)) or self._meant(at, name, str(resource.path))
        return pins

    def _meant(self, field: str, name: str, where: str) -> str:
        """The id of what a file that is about to be written names."""
        tools = (Candidate(one, (called,)) for called, one in self.tools.items())
        return pick(name, tools if field == "toolIds" else self.catalogue.get(field, ()), field, where)

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
                config = read_layered_file(path, root, profile, "knowledge").config
                fields = {key: config[key] for key in _GROUP if key in config}
                yield Resource(Address("knowledge", path.stem), path, str(config["name"]), fields, {})
