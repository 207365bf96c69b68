"""Which files of a project a run is about: all that describe something, or what the command line names.

A file is named by its path, or by its key: `cara`, or `tool/open_calendar` where several kinds have one of that key.
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
from personactl.state.project import Project, claim, files_at, refuse_outside, suggestion


class Selection(Struct, frozen=True):
    """`files` are all of the project, and `chosen` the addresses that the run is about; None means everything."""

    files: ResourceFiles
    chosen: frozenset[Address] | None = None

    def addresses(self, resources: Iterable[Resource], remembered: Iterable[Address]) -> frozenset[Address]:
        """All that the project's files define: the `resources` that this run read, and what is `remembered` of files
        that are still there and were not read."""
        read = frozenset(resource.address for resource in resources)
        if self.chosen is None:
            return read
        return read | {address for address in remembered if self._stands(address, read)}

    def _stands(self, address: Address, read: frozenset[Address]) -> bool:
        """Whether its file is there and may well define it.

        A tool that personas share counts as defined while one of them was not read: that one may use it.
        """
        there = [home for home in defining_files(address) if home.key in self.files.get(home.kind, {})]
        if address.kind == "tool" and any(home.kind in {"knowledge", "persona"} for home in there):
            return any(Address("persona", key) not in read for key in self.files.get("persona", {}))
        return any(Address(home.kind, home.key) not in read for home in there)


def resource_files(project: Project, *, emptied: bool = False) -> ResourceFiles:
    """The files of a project that describe something, by kind and key, in the order of keys.

    Raises `UsageError` for two files of one kind that claim the same key, and for a project without any, unless that is
    known to have been `emptied`: then there is nothing to select.
    """
    files: dict[FileKind, Mapping[str, Path]] = {}
    for kind, paths in _every_file(project):
        found: dict[str, Path] = {}
        for path in paths:
            claim(found, path, kind)
        files[kind] = found
    if not emptied and not any(files.values()):
        files_at(project, project.personas)  # says what is missing
    return files


def select(
    project: Project,
    paths: Sequence[Path] | None = None,
    only: Sequence[str] | None = None,
    *,
    emptied: bool = False,
) -> Selection:
    """What `paths` (files and folders) or the names in `only` mean; everything where neither says anything, which may
    be nothing where the project was `emptied`.

    Raises `UsageError` as `resource_files` does, for a path that is missing, empty, nothing of this kind or outside the
    project, and for a name that several kinds have; `NotFoundError`, with near names, for one that none has.
    """
    if paths and only:
        hint = "name all by their keys, or all by their paths"
        raise UsageError("--only goes without paths", where=f"{paths[0]} and --only {only[0]}", hint=hint)
    if not paths:
        files = resource_files(project, emptied=emptied and not only)
        return Selection(files, frozenset(_named(project, files, name) for name in only) if only else None)
    named: dict[FileKind, dict[str, Path]] = {}
    for path in paths:
        for file in files_at(project, path):
            kind = kind_of(file, project.root)
            claim(named.setdefault(kind, {}), file, kind)
    # Mistakes in files that are not selected do not stop this run.
    others = {kind: {path.stem: path for path in found} for kind, found in _every_file(project)}
    joined = {kind: {**others[kind], **named.get(kind, {})} for kind in others}
    return Selection(joined, frozenset(Address(kind, key) for kind, found in named.items() for key in found))


def _every_file(project: Project) -> Iterator[tuple[FileKind, list[Path]]]:
    """In the order of `KINDS`. Folders that are not there hold nothing."""
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
        meant = " or ".join(f"{kind}/{name}" for kind in kinds)
        raise UsageError(f"{len(kinds)} files have the key {name!r}", where=f"--only {name}", hint=f"write {meant}")
    return Address(kinds[0], name)


def _unknown(project: Project, name: str, known: Sequence[str]) -> NotFoundError:
    message = f"this project has no {name!r}"
    return NotFoundError(message, where=str(project.root), hint=suggestion(name, known))
