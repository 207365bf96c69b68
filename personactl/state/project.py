"""The project: the folder of a run, and the persona files in it.

A persona is a `.yaml` or `.yml` file. Its key is the stem of the file, and keys are unique in one run. Files whose name
begins with `_` are parts of others; hidden files and folders are left out.
"""

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from personactl.document.suggestion import closest_names
from personactl.errors import NotFoundError, UsageError
from personactl.persona.schema.file_kind import FileKind, kind_of
from personactl.state.persona_files import SUFFIXES, walk
from personactl.state.profile_settings import ProfileSettings
from personactl.state.project_settings import PROJECT_FILE, LintTable, PushSettings

_PERSONAS = Path("personas")
_LISTED = 8


class Project(NamedTuple):
    """`root` and `personas` are absolute paths; `personas` may not exist. `profile` is the one of the settings file."""

    root: Path
    personas: Path
    profile: str | None = None
    profiles: Mapping[str, ProfileSettings] = {}
    lint: LintTable = LintTable()
    push: PushSettings = PushSettings()


def find_project(start: Path) -> Project:
    """Return the project around `start`.

    It is the nearest folder from `start` upwards with a `personactl.yaml`, else with a `personas` folder, else `start`.
    Raises `UsageError` that names file, line and column for an invalid `personactl.yaml`.
    """
    start = start.absolute()
    folders = (start, *start.parents)
    for folder in folders:
        # `lexists`, so that a dangling link is an error that gets a name
        if os.path.lexists(folder / PROJECT_FILE):
            from personactl.state.project_file import read_project_settings  # takes a parser along

            settings = read_project_settings(folder / PROJECT_FILE)
            personas = folder / (settings.personas or _PERSONAS)
            return Project(folder, personas, settings.profile, settings.profiles, settings.lint, settings.push)
    root = next((folder for folder in folders if _is_folder(folder / _PERSONAS)), start)
    return Project(root, root / _PERSONAS)


def lock_path(root: Path) -> Path:
    """Return the lock of the project at `root`, for every target except the embedded engine."""
    return root / "personactl.lock"


def persona_paths(project: Project, paths: Iterable[Path] | None) -> tuple[Path, ...]:
    """Return the persona files in `paths` (files and folders; by default the personas folder), sorted by key.

    Raises `UsageError` for a path that is missing, empty, not a persona, or outside the project, and for a key that two
    files have.
    """
    found: dict[str, Path] = {}
    for path in tuple(paths or ()) or (project.personas,):
        for file in files_at(project, path):
            if kind_of(file, project.root) == "persona":
                add_file(found, file, "persona")
    return tuple(found[key] for key in sorted(found))


def add_file(found: dict[str, Path], file: Path, kind: FileKind) -> None:
    """Add `file` to the files `found` of its kind. Raises `UsageError` if another file has its key."""
    other = found.setdefault(file.stem, file)
    if not _same(other, file):
        raise UsageError(
            f"two files have the {kind} key {file.stem!r}",
            where=f"{other} and {file}",
            hint="a key is the file's name without its ending: rename one of them",
        )


def find_persona_path(project: Project, selector: str) -> Path:
    """Return the file that `selector` names: a persona's key, or a path.

    Raises `NotFoundError`, with similar names, for an unknown key, and `UsageError` for a path as `persona_paths` does.
    """
    path = Path(selector)
    if path.suffix in SUFFIXES or len(path.parts) > 1:
        return _file(project, path)
    known = {file.stem: file for file in persona_paths(project, None)}
    if selector not in known:
        raise NotFoundError(
            f"there is no persona {selector!r} in this project",
            where=str(project.personas),
            hint=suggestion(selector, sorted(known)),
        )
    return known[selector]


def suggestion(selector: str, known: Sequence[str]) -> str:
    """Return a hint for a name that is not `known`."""
    near = closest_names(selector, known)
    if near:
        return f"did you mean {' or '.join(near)}?"
    more = ", ..." if len(known) > _LISTED else ""
    return f"choose one of: {', '.join(known[:_LISTED])}{more}"


def files_at(project: Project, path: Path) -> tuple[Path, ...]:
    """Return the file at `path`, or all project files below it, of any kind.

    Raises `UsageError` for a path that is missing, empty, not a YAML file, or outside the project.
    """
    if not _is_folder(path):
        return (_file(project, path),)
    files = tuple(sorted(file for file in walk(path) if not file.name.startswith("_")))
    if not files:
        raise UsageError(
            "there is no persona file in this folder",
            where=str(path),
            hint=f"write one, such as {path / 'cara.yaml'}",
        )
    refuse_outside(project, files)
    return files


def _file(project: Project, path: Path) -> Path:
    """Return `path` if it can be a persona. Whether it can be read is left to its reader."""
    if not os.path.lexists(path):
        hint = "check the path; without one, the project's personas folder is used"
        if path == project.personas:
            hint = "run the command in a project, or make one here: personactl init"
        raise UsageError("there is no such file or folder", where=str(path), hint=hint)
    if _is_folder(path) or path.suffix not in SUFFIXES:
        raise UsageError("this is not a persona file", where=str(path), hint="name a .yaml or .yml file")
    if path.name == PROJECT_FILE and path.absolute().parent == project.root:
        hint = "name files or folders of personas, or nothing for the whole project"
        raise UsageError("this is not a persona file: it has the project's settings", where=str(path), hint=hint)
    if path.name.startswith("_"):
        hint = "name the persona that extends it; a file whose name begins with '_' is never pushed"
        raise UsageError("this file is a part of other files and not a persona", where=str(path), hint=hint)
    refuse_outside(project, [path])
    return path


def refuse_outside(project: Project, paths: Iterable[Path]) -> None:
    """Raises `UsageError` for a file, or a link to one, outside the project. There may be very many files."""
    root = os.path.realpath(project.root)
    folders: dict[Path, bool] = {}
    for path in paths:
        if path.is_symlink():
            inside = _is_below(path, root)
        else:
            folder = path.parent
            inside = folders[folder] if folder in folders else folders.setdefault(folder, _is_below(folder, root))
        if not inside:
            raise UsageError(
                "this file is outside the project",
                where=f"{path} (the project is {project.root})",
                hint="run the command inside the project that the file belongs to",
            )


def _is_below(path: Path, root: str) -> bool:
    return Path(os.path.realpath(path)).is_relative_to(root)


def _same(one: Path, other: Path) -> bool:
    return one is other or os.path.realpath(one) == os.path.realpath(other)


def _is_folder(path: Path) -> bool:
    return os.path.isdir(path)  # noqa: PTH112 - `Path.is_dir` raises where a folder above may not be searched
