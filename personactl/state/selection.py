"""Selects the files of a run: all files of the project, or those that the command line names.

A file is named by its path or by its key, such as `cara`, or `tool/open_calendar` if several kinds have the key.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from personactl.errors import NotFoundError, UsageError
from personactl.persona.project_resource import KINDS, Address, Resource
from personactl.persona.read.definitions import ResourceFiles, defining_files
from personactl.persona.schema.file_kind import FOLDERS, FileKind, kind_of
from personactl.persona.schema.persona_checks import is_part
from personactl.state.persona_files import walk
from personactl.state.project import Project, add_file, files_at, refuse_outside, suggestion


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
    for kind, paths in _every_file(project):
        found: dict[str, Path] = {}
        for path in paths:
            add_file(found, path, kind)
        files[kind] = found
    if not may_be_empty and not any(files.values()):
        files_at(project, project.personas)  # says what is missing
    return files


def select(
    project: Project,
    paths: Sequence[Path] | None = None,
    only: Sequence[str] | None = None,
    *,
    may_be_empty: bool = False,
) -> Selection:
    """Select the files that `paths` (files and folders) or the keys in `only` name; everything if both are empty.

    may_be_empty: accept a project without files, for example one that was pushed and whose files were all deleted.

    Raises `UsageError` as `resource_files` does, for a path that is missing, empty, of no kind or outside the project,
    and
    for a key that several kinds have. Raises `NotFoundError`, with similar names, for an unknown key.
    """
    if paths and only:
        hint = "name all by their keys, or all by their paths"
        raise UsageError("--only and paths exclude each other", where=f"{paths[0]} and --only {only[0]}", hint=hint)
    if not paths:
        files = resource_files(project, may_be_empty=may_be_empty and not only)
        return Selection(files, frozenset(_named(project, files, name) for name in only) if only else None)
    named: dict[FileKind, dict[str, Path]] = {}
    for path in paths:
        for file in files_at(project, path):
            kind = kind_of(file, project.root)
            add_file(named.setdefault(kind, {}), file, kind)
    # Mistakes in files that are not selected do not stop this run.
    others = {kind: {path.stem: path for path in found} for kind, found in _every_file(project)}
    joined = {kind: {**others[kind], **named.get(kind, {})} for kind in others}
    return Selection(joined, frozenset(Address(kind, key) for kind, found in named.items() for key in found))


def _every_file(project: Project) -> Iterator[tuple[FileKind, list[Path]]]:
    """Yield the files of each kind, in the order of `KINDS`. A missing folder has no files."""
    folders: dict[str, Path] = {kind: project.root / folder for kind, folder in FOLDERS.items()}
    folders["persona"] = project.personas
    for kind in KINDS:
        if kind != "document":
            yield kind, _whole_files(project, folders[kind], kind)


def _whole_files(project: Project, folder: Path, kind: FileKind) -> list[Path]:
    if not os.path.lexists(folder):
        return []
    files = [path for path in walk(folder) if not is_part(path)]
    if folder == project.root:  # the other kinds lie below it as well
        files = [path for path in files if kind_of(path, project.root) == kind]
    elif kind_of(folder / "any", project.root) != kind:
        return []
    refuse_outside(project, files)
    return sorted(files, key=lambda path: (path.stem, path))


def _named(project: Project, files: ResourceFiles, name: str) -> Address:
    before, _, key = name.partition("/")
    exact = next((Address(kind, key) for kind in KINDS if key and kind == before), None)
    if exact is not None:
        if any(home.key in files.get(home.kind, {}) for home in defining_files(exact)):
            return exact
        every = [f"{kind}/{one}" for kind, found in files.items() for one in found]
        raise _unknown(project, name, [one for one in every if one.startswith(f"{before}/")] or every)
    kinds = [kind for kind, found in files.items() if name in found]
    if not kinds:
        raise _unknown(project, name, sorted(key for found in files.values() for key in found))
    if len(kinds) > 1:
        choices = " or ".join(f"{kind}/{name}" for kind in kinds)
        raise UsageError(f"{len(kinds)} files have the key {name!r}", where=f"--only {name}", hint=f"write {choices}")
    return Address(kinds[0], name)


def _unknown(project: Project, name: str, known: Sequence[str]) -> NotFoundError:
    message = f"this project has no {name!r}"
    return NotFoundError(message, where=str(project.root), hint=suggestion(name, known))
