"""Selects the files of a run: all files of the project, or those that the command line names."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from personactl.persona.project_resource import Address, Resource
from personactl.persona.resource_files import ResourceFiles, defining_files
from personactl.persona.schema.file_kind import FileKind, kind_of
from personactl.state.named_files import addresses_named, all_files, files_at, files_named
from personactl.state.project import Project
from personactl.state.unique_keys import add_file


class Selection(Struct, frozen=True):
    """The selected files.

    files: all files of the project.
    selected: the addresses that the run is about; None for everything.
    """

    files: ResourceFiles
    selected: frozenset[Address] | None = None

    def addresses(self, resources: Iterable[Resource], locked: Iterable[Address]) -> frozenset[Address]:
        """Return the addresses that the project's files define.

        resources: the resources that this run read.
        locked: the addresses in the lock. Those whose file exists and was not read are included.
        """
        read = frozenset(resource.address for resource in resources)
        if self.selected is None:
            return read
        return read | {address for address in locked if self._may_define(address, read)}

    def _may_define(self, address: Address, read: frozenset[Address]) -> bool:
        """Return whether a file that was not read may define the resource.

        A shared tool counts as defined while a persona was not read, because that persona may use it.
        """
        there = [home for home in defining_files(address) if home.key in self.files.get(home.kind, {})]
        if address.kind == "tool" and any(home.kind in {"knowledge", "persona"} for home in there):
            return any(Address("persona", key) not in read for key in self.files.get("persona", {}))
        return any(Address(home.kind, home.key) not in read for home in there)


def resource_files(project: Project, *, may_be_empty: bool = False) -> ResourceFiles:
    """Return the project's files by kind and key, in the order of keys.

    Raises `UsageError` for two files of one kind with the same key and, unless `may_be_empty`, for a project without
    files.
    """
    files: dict[FileKind, Mapping[str, Path]] = {}
    for kind, paths in all_files(project).items():
        found: dict[str, Path] = {}
        for path in paths:
            add_file(found, path, kind)
        files[kind] = found
    if not may_be_empty and not any(files.values()):
        files_at(project, project.personas)  # says what is missing
    return files


def select(
    project: Project, names: Sequence[str] = (), *, cwd: Path | None = None, may_be_empty: bool = False
) -> Selection:
    """Select what `names` name: paths, patterns and keys, see `named_files`; everything if there are none.

    cwd: the folder where relative paths start; None for the project's.
    may_be_empty: accept a project without files, for example one that was pushed and whose files were all deleted.

    Raises `UsageError` as `resource_files` does, for a path that is missing, empty, of no kind or outside the project,
    and for a key that several kinds have. Raises `NotFoundError`, with what there is, for an unknown key.
    """
    if not names:
        return Selection(resource_files(project, may_be_empty=may_be_empty))
    # Mistakes in files that are not selected do not stop this run.
    every = all_files(project)
    named: dict[FileKind, dict[str, Path]] = {}
    selected: set[Address] = set()
    for name in names:
        files = files_named(project, name, cwd or project.root)
        if files is None:
            selected |= addresses_named(project, every, name, cwd or project.root)
        for file in files or ():
            kind = kind_of(file, project.root)
            add_file(named.setdefault(kind, {}), file, kind)
            selected.add(Address(kind, file.stem))
    joined = {kind: {path.stem: path for path in paths} | named.get(kind, {}) for kind, paths in every.items()}
    return Selection(joined, frozenset(selected))
