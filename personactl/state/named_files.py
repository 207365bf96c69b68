"""What words on a command line name: files, folders, patterns, and keys of the project's files.

A word is the first of these that it can be:

    an existing file or folder   personas/cara.yaml, tools/
    a pattern for keys           'p2*'
    a pattern for paths          'personas/p2*'
    a key, or kind/key           cara, tool/open_calendar
    a pattern for kind/key       'tool/*'

A persona is a `.yaml` or `.yml` file. Its key is the stem of the file. Files whose name begins with `_` are parts of
others; hidden files and folders are left out.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from personactl.command_hint import command_hint
from personactl.document.suggestion import closest_names
from personactl.errors import NotFoundError, UsageError
from personactl.files.repository import is_inside, real_path
from personactl.persona.project_resource import KINDS, Address
from personactl.persona.resource_files import FileKey, ResourceFiles, defining_files
from personactl.persona.schema.file_kind import FOLDERS, FileKind, is_part, kind_of
from personactl.state.persona_files import SUFFIXES, is_pattern, matching, walk
from personactl.state.project import Project, projects_below, suggestion
from personactl.state.project_settings import PROJECT_FILE
from personactl.state.unique_keys import add_file


def files_named(project: Project, word: str, cwd: Path) -> tuple[Path, ...] | None:
    """Return the project's files at an existing path, or those that a pattern for paths matches; None for other words.

    A pattern that could be one for keys is None if it matches any.

    cwd: the folder where relative paths start.

    Raises `UsageError` for a path that is empty, of no YAML file, of a part, or outside the project.
    """
    if not word.strip():
        hint = "name a persona, or leave the argument out"
        raise UsageError("the name of a file or persona is empty", where=repr(word), hint=hint)
    path = _in_project(project, cwd / word)
    if os.path.lexists(path):
        return files_at(project, path)
    if not is_pattern(word) or matches_keys(all_files(project), word):
        return None
    found = (file for file in matching(Path(word), cwd) if file.suffix in SUFFIXES and file.name != PROJECT_FILE)
    files = tuple(sorted(_in_project(project, file) for file in found if not is_part(file)))
    _refuse_outside(project, files)
    return files or None


def _in_project(project: Project, path: Path) -> Path:
    """Return a path without `..`, and below the project's own folder if a link outside the project leads there."""
    path = Path(os.path.normpath(path))
    if path.is_relative_to(project.root):
        return path
    root = real_path(project.root)
    if real_path(path) == root:
        return project.root
    folder = real_path(path.parent)
    return project.root / os.path.relpath(folder, root) / path.name if is_inside(folder, root) else path


def matches_keys(every: Mapping[FileKind, Sequence[Path]], word: str) -> bool:
    """Return whether a pattern without a folder and an ending, such as `p2*`, matches the key of a file."""
    if not is_pattern(word) or os.sep in word or Path(word).suffix in SUFFIXES:
        return False
    return any(fnmatchcase(path.stem, word) for paths in every.values() for path in paths)


def files_at(project: Project, path: Path) -> tuple[Path, ...]:
    """Return the file at the absolute path `path`, or all project files below it, of any kind.

    Raises `UsageError` for a path that is missing, empty, not a YAML file, or outside the project.
    """
    if not os.path.isdir(path):  # noqa: PTH112 - `Path.is_dir` raises where a folder above may not be searched
        return (_file(project, path),)
    files = tuple(sorted(file for file in walk(path) if not is_part(file)))
    if not files:
        raise UsageError(
            "there is no persona file in this folder",
            where=str(path),
            hint=f"write one, such as {path / 'cara.yaml'}",
        )
    _refuse_outside(project, files)
    return files


def all_files(project: Project) -> dict[FileKind, list[Path]]:
    """Return the project's files by kind, in the order of `KINDS` and then of keys. A missing folder has no files."""
    folders: dict[FileKind, Path] = {kind: project.root / folder for kind, folder in FOLDERS.items()}
    folders["persona"] = project.personas
    return {kind: _whole_files(project, folders[kind], kind) for kind in KINDS if kind != "document"}


def addresses_named(
    project: Project, every: Mapping[FileKind, Sequence[Path]], word: str, cwd: Path
) -> frozenset[Address]:
    """Return the addresses that a key or a pattern for keys names.

    every: the project's files.
    cwd: the folder where the paths in hints start.

    Raises `UsageError` for a key that several kinds or several files have, and for a path of no file; `NotFoundError`,
    with what there is, for an unknown key.
    """
    files = {kind: {path.stem: path for path in paths} for kind, paths in every.items()}
    found = _matched(files, word) if is_pattern(word) else frozenset(filter(None, [_named(files, word)]))
    seen: dict[FileKind, dict[str, Path]] = {}
    for kind, paths in every.items():
        for path in paths:
            if Address(kind, path.stem) in found:
                add_file(seen.setdefault(kind, {}), path, kind)
    return found or _refuse_unknown(project, files, word, cwd)


def address_matcher(project: Project, word: str, cwd: Path) -> Callable[[Address], bool]:
    """Return a function that tells whether a word names an address, whose file may not exist any more."""
    path = _in_project(project, cwd / word)
    if path.suffix in SUFFIXES and not is_pattern(word):
        found = {Address(kind_of(path, project.root), path.stem)}
    elif os.sep in word or path.is_dir():
        files = _files_or_none(project, word, cwd) or ()
        found = {Address(kind_of(file, project.root), file.stem) for file in files}
    else:
        found = set()
    return lambda address: address in found or fits(address, word)


def fits(address: Address, word: str) -> bool:
    """Return whether a key, a kind/key or a pattern for them names `address`."""
    name = f"{address.kind}/{address.key}" if "/" in word else address.key
    return word == name or (is_pattern(word) and fnmatchcase(name, word))


def _files_or_none(project: Project, word: str, cwd: Path) -> tuple[Path, ...] | None:
    try:
        return files_named(project, word, cwd)
    except UsageError:
        return None


def persona_named(project: Project, word: str, cwd: Path) -> Path:
    """Return the file of the one persona that `word` names. Raises `UsageError` and `NotFoundError` as `select` does.

    A folder is taken only if no persona has the word as its key.
    """
    personas = {path.stem: path for path in all_files(project)["persona"]}
    key = word.removeprefix("persona/")
    if key in personas and not (cwd / word).is_file():
        return personas[key]
    files = files_named(project, word, cwd)
    if files is None:
        found = addresses_named(project, {"persona": list(personas.values())}, word, cwd)
        files = tuple(personas[address.key] for address in found)
    if len(files) > 1:
        names = ", ".join(sorted(path.stem for path in files)[:_LISTED])
        hint = f"name one of them: {names}{', ...' if len(files) > _LISTED else ''}"
        raise UsageError(f"{word!r} names {len(files)} personas, and this command takes one", where=word, hint=hint)
    kind = kind_of(files[0], project.root)
    if kind != "persona":
        raise UsageError(f"this is a file of kind {kind}, not a persona", where=word, hint="name a persona")
    return files[0]


_LISTED = 8


def _file(project: Project, path: Path) -> Path:
    """Return `path` if it can be a persona. Whether it can be read is left to its reader."""
    if not os.path.lexists(path):
        hint = "check the path; without one, the project's personas folder is used"
        if path == project.personas:
            hint = f"run the command in a project, or make one here: {command_hint('init', profile=None)}"
        raise UsageError("there is no such file or folder", where=str(path), hint=hint)
    if path.name == PROJECT_FILE and path.parent == project.root:
        hint = "name files or folders of personas, or nothing for the whole project"
        raise UsageError("this is not a persona file: it has the project's settings", where=str(path), hint=hint)
    if path.suffix not in SUFFIXES:
        raise UsageError("this is not a persona file", where=str(path), hint="name a .yaml or .yml file")
    if is_part(path):
        hint = "name the persona that extends it; a file whose name begins with '_' is never pushed"
        raise UsageError("this file is a part of other files and not a persona", where=str(path), hint=hint)
    _refuse_outside(project, [path])
    return path


def _refuse_outside(project: Project, paths: Iterable[Path]) -> None:
    """Raises `UsageError` for a file in a folder outside the project. There may be very many files."""
    folders = {path.parent: path for path in paths}
    for folder, path in folders.items():
        if not folder.is_relative_to(project.root) and not _is_below(folder, project.root):
            raise UsageError(
                "this file is outside the project",
                where=f"{path} (the project is {project.root})",
                hint="name the files of each project in a call of their own",
            )


def _is_below(folder: Path, root: Path) -> bool:
    return Path(real_path(folder)).is_relative_to(real_path(root))


def _whole_files(project: Project, folder: Path, kind: FileKind) -> list[Path]:
    if not os.path.lexists(folder):
        return []
    files = [path for path in walk(folder) if not is_part(path)]
    if folder == project.root:  # the other kinds lie below it as well
        files = [path for path in files if kind_of(path, project.root) == kind]
    elif kind_of(folder / "any", project.root) != kind:
        return []
    return sorted(files, key=lambda path: (path.stem, path))


def _matched(files: ResourceFiles, pattern: str) -> frozenset[Address]:
    """Return the files whose key or kind/key the pattern matches: personas, or else files of the other kinds."""
    every = (Address(kind, key) for kind, keys in files.items() for key in keys)
    found = [one for one in every if fits(one, pattern)]
    personas = [one for one in found if one.kind == "persona"]
    return frozenset(personas or found)


def _named(files: ResourceFiles, name: str) -> Address | None:
    before, _, key = name.partition("/")
    exact = next((Address(kind, key) for kind in KINDS if key and kind == before), None)
    if exact is not None:
        return exact if any(home.key in files.get(home.kind, {}) for home in defining_files(exact)) else None
    kinds = [kind for kind, found in files.items() if name in found]
    if len(kinds) > 1:
        choices = " or ".join(f"{kind}/{name}" for kind in kinds)
        raise UsageError(f"{len(kinds)} files have the key {name!r}", where=name, hint=f"write {choices}")
    return Address(kinds[0], name) if kinds else None


def path_suggestion(word: str, known: Sequence[str]) -> str:
    """Return a hint for a path that is none of the `known` ones: paths of a similar file name, else all."""
    stems = {Path(path).stem: path for path in known}
    near = [stems[stem] for stem in closest_names(Path(word).stem, stems)]
    return f"did you mean {' or '.join(near)}?" if near else suggestion(word, known)


def is_path_like(word: str) -> bool:
    """Return whether a word that names nothing was meant as a path, not as a key or kind/key."""
    before, slash, _ = word.partition("/")
    return Path(word).suffix in SUFFIXES or (bool(slash) and before not in KINDS)


def _refuse_unknown(project: Project, files: ResourceFiles, word: str, cwd: Path) -> frozenset[Address]:
    """Raise an error that names what there is."""
    links = [path for found in files.values() for path in found.values() if path.suffix not in SUFFIXES]
    if links:
        hint = "repair the link, or replace it by the folder"
        raise UsageError(f"no {word!r} was found, and a folder is a link without files", where=str(links[0]), hint=hint)
    keys = [FileKey(kind, key) for kind, found in files.items() for key in found]
    if not keys:
        raise _no_files(project, word)
    if is_path_like(word):
        known = [os.path.relpath(path, cwd) for found in files.values() for path in found.values()]
        message = "no file matches this pattern" if is_pattern(word) else "there is no such file or folder"
        raise UsageError(message, where=word, hint=path_suggestion(word, known))
    before, slash, _ = word.partition("/")
    kinds = [f"{one.kind}/{one.key}" for one in keys]
    own = [name for name in kinds if name.startswith(f"{before}/")] or kinds
    known = own if slash else list(_in_order(keys))
    message = f"no key of this project matches {word!r}" if is_pattern(word) else f"this project has no {word!r}"
    raise NotFoundError(message, where=str(project.root), hint=suggestion(word, known))


def _in_order(keys: Iterable[FileKey]) -> Iterator[str]:
    """Yield the keys, those of personas first."""
    yield from sorted(one.key for one in keys if one.kind == "persona")
    yield from sorted(one.key for one in keys if one.kind != "persona")


def _no_files(project: Project, word: str) -> UsageError:
    below = projects_below(project.root)
    if below:
        folders = " or ".join(f"-C {os.path.relpath(folder, project.root)}" for folder in below[:_LISTED])
        hint = f"name the project: {folders}"
    else:
        init = command_hint("init", profile=None)
        hint = f"run the command in a project, name one with -C DIR, or make one here: {init}"
    return UsageError(f"there is no {word!r} here, and no project", where=str(project.root), hint=hint)
