"""The project as it will be when the files that were pulled so far are written, and the ids of its resources.

New texts are read as part of this project before anything is on disk, because a file can refer to a file that the same
pull writes.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

from personactl.document.file_reader import unsaved
from personactl.files.portable_names import portable_form
from personactl.files.regular_file import read_regular
from personactl.persona.project_resource import Address, Kind, Resource
from personactl.persona.read.component_files import read_llm, read_tool
from personactl.persona.read.definitions import Definitions
from personactl.persona.read.layered_file import read_layered_file
from personactl.persona.read.persona_file import read_persona
from personactl.persona.schema.file_kind import FOLDERS, FileKind
from personactl.sync.plan.names.name_resolution import CatalogueEntry, resolve_name
from personactl.sync.pull.new_keys import fresh_key, fresh_variable, usable_key
from personactl.sync.pull.prompt_files import PromptUses
from personactl.sync.pull.reference_names import ReferenceNames
from personactl.sync.pull.remote_state import LocalProject
from personactl.sync.pull.write_area import names_in
from personactl.sync.values.desired import Desired, desired, pin, project_path

_VARIABLES: Final = re.compile(r"\bANAM_\w+", re.ASCII)
_GROUP = ("name", "description")


class FutureProject:
    """The project after the pull.

    local: the project as it is.
    pins: address -> pin -> id, for the names in the files.
    tools: name -> remote id, for all tools of the platform.
    catalogue: field -> the entries that a name in the field can mean, for the fields in which a name has to be found.
    """

    def __init__(
        self,
        local: LocalProject,
        pins: Mapping[Address, Mapping[str, str]],
        tools: Mapping[str, str],
        catalogue: Mapping[str, Sequence[CatalogueEntry]] = MappingProxyType({}),
    ) -> None:
        self.local = local
        self.pins = pins
        self.tools = tools
        self.catalogue = catalogue
        self.files: dict[FileKind, dict[str, Path]] = {
            kind: dict(local.files.get(kind, {})) for kind in ("llm", "knowledge", "tool", "persona")
        }
        self.ids = {address: entry.remote_id for address, entry in local.locked.resources.items()}
        self.texts: dict[Path, str] = {}
        self.prompts = PromptUses(local)
        self._names: ReferenceNames | None = None
        self._taken: dict[Kind, set[str]] = {}
        self._tool_names = {one.address: one.name for one in local.resources.values() if one.address.kind == "tool"}

    @property
    def names(self) -> ReferenceNames:
        """The names that new texts use for ids."""
        if self._names is None:
            addresses = {one: address for address, one in self.ids.items()}
            self._names = ReferenceNames(Definitions(self.files), addresses, self.tools, self.catalogue)
        return self._names

    def add(self, address: Address, remote_id: str, path: Path | None = None) -> None:
        """`address` has that id from now on. `path` is its file, if the file is new."""
        self.ids[address] = remote_id
        if path is not None and address.kind != "document":
            self.files[address.kind][address.key] = path
        self._forget_names(address)

    def remove(self, address: Address) -> None:
        """Undo `add` for a new file that cannot be written."""
        self.ids.pop(address, None)
        if address.kind != "document":
            self.files[address.kind].pop(address.key, None)
        self._forget_names(address)

    def _forget_names(self, address: Address) -> None:
        """The names are stale now, except after a change of a persona, which no file refers to."""
        if address.kind != "persona":
            self._names = None

    def add_texts(self, kind: FileKind, texts: Mapping[Path, str]) -> None:
        """`texts` will be written. Those of a persona are not needed, because no other file is read with them."""
        if kind != "persona":
            self.texts |= texts

    def folder(self, kind: Kind) -> Path:
        """The folder for new files of that kind."""
        assert kind != "document"
        return self.local.personas if kind == "persona" else self.local.root / FOLDERS[kind]

    def fresh_key(self, kind: Kind, name: str, remote_id: str) -> str:
        """The key of a new file: the key under which the resource was pushed, if a file can have it, or else one that
        is made from its name. It is not the key of any file in the folder, even one that is not part of the project."""
        assert kind != "document"
        if kind not in self._taken:
            folder = self.folder(kind)
            stems = {portable_form(Path(name).stem) for name in names_in(folder)}
            self._taken[kind] = stems | {portable_form(key) for key in self.files[kind]}
        key = self._former_key(kind, remote_id) or fresh_key(kind, name, self._taken[kind])
        self._taken[kind].add(portable_form(key))
        return key

    def fresh_variable(self) -> str:
        """The variable for the secret of an LLM that gets a file. No file of the project names it."""
        texts = dict(self.texts)
        for path in self.files["llm"].values():
            if path not in texts and path.is_file():
                texts[path] = read_regular(path).data.decode("utf-8", "replace")
        return fresh_variable({word for text in texts.values() for word in _VARIABLES.findall(text)})

    def _former_key(self, kind: Kind, remote_id: str) -> str | None:
        """The key under which the resource was pushed, if a file can have it. The key of an inline tool contains a
        dot."""
        entries = self.local.locked.of_kind(kind)
        pushed = (key for key, entry in entries.items() if entry.remote_id == remote_id)
        free = (key for key in pushed if usable_key(key) and portable_form(key) not in self._taken[kind])
        return next((key for key in free if kind != "tool" or "." not in key), None)

    def read(self, kind: FileKind, path: Path, texts: Mapping[Path, str]) -> dict[Address, Desired]:
        """The resources that the file at `path` will define when `texts` are written, without documents.

        Raises `UsageError` for a file that is not valid.
        """
        with unsaved({**self.texts, **texts}):
            resources = list(self._resources(kind, path))
        self._tool_names |= {one.address: one.name for one in resources if one.address.kind == "tool"}
        return {resource.address: self.desired(resource) for resource in resources}

    def resource(self, kind: FileKind, path: Path) -> Resource:
        """The main resource that the file at `path` will define."""
        with unsaved(self.texts):
            *_, resource = self._resources(kind, path)
        return resource

    def listed(self, group: str) -> tuple[str, ...]:
        """The documents that the file of a group lists now."""
        path = self.files["knowledge"][group]
        if not path.is_file():
            return ()
        written = read_layered_file(path, self.local.root, self.local.profile, "knowledge").config.get("documents")
        return tuple(str(one) for one in written) if isinstance(written, list) else ()

    def desired(self, resource: Resource) -> Desired:
        """`resource` with its ids. An inline tool may also belong to another persona, so its id is also found by its
        name."""
        ids = {address: self.ids[address] for address in resource.needs if address in self.ids}
        for address in resource.needs:
            name = self._tool_names.get(address)
            if address not in ids and name is not None and name in self.tools:
                ids[address] = self.tools[name]
        return desired(resource, project_path(resource.path, self.local.root), self._pins(resource), ids)

    def _pins(self, resource: Resource) -> dict[str, str]:
        known = self.pins.get(resource.address, {})
        pins: dict[str, str] = {}
        for at, names in resource.unresolved.items():
            for name in [names] if isinstance(names, str) else names:
                pins[pin(at, name)] = known.get(pin(at, name)) or self._resolved_id(at, name, str(resource.path))
        return pins

    def _resolved_id(self, field: str, name: str, where: str) -> str:
        """The id for a name in a file that is about to be written."""
        tools = (CatalogueEntry(one, (called,)) for called, one in self.tools.items())
        return resolve_name(
            name, tools if field == "toolIds" else self.catalogue.get(field, ()), field, where, self.local.profile
        )

    def _resources(self, kind: FileKind, path: Path) -> Iterator[Resource]:
        root, profile = self.local.root, self.local.profile
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
