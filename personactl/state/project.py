"""The project: its folder, its settings, and where they are found."""

import contextlib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from personactl.document.suggestion import closest_names
from personactl.files.owner import refuse_foreign
from personactl.state.profile_settings import ProfileSettings
from personactl.state.project_settings import PROJECT_FILE, LintTable, PushSettings

LOCK_NAME = "personactl.lock"
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
    """Return the project around `start`, an absolute folder.

    Without a project, it is `start`. Raises `UsageError` as `project_root` does, and with file, line and column for an
    invalid `personactl.yaml`.
    """
    start = Path(os.path.normpath(start))
    root = project_root(start) or start
    # `lexists`, so that a dangling link is an error that gets a name
    if not os.path.lexists(root / PROJECT_FILE):
        return Project(root, root / _PERSONAS)
    from personactl.state.project_file import read_project_settings  # takes a parser along

    settings = read_project_settings(root / PROJECT_FILE)
    personas = root / (settings.personas or _PERSONAS)
    return Project(root, personas, settings.profile, settings.profiles, settings.lint, settings.push)


def project_root(start: Path) -> Path | None:
    """Return the folder of the project around `start`, an absolute folder; None if there is no project.

    In a repository it is the nearest folder from `start` upwards with a `personactl.yaml`, else with a `personas`
    folder, and the search ends at the root of the repository. Elsewhere it is the nearest folder with either.

    Raises `UsageError` if another user owns what was found: the settings, or personas in a folder above `start`.
    """
    folders = (start, *start.parents)
    top = next((number for number, folder in enumerate(folders) if os.path.lexists(folder / ".git")), None)
    personas: Path | None = None
    for folder in folders if top is None else folders[: top + 1]:
        if os.path.lexists(folder / PROJECT_FILE):
            refuse_foreign(folder, folder / PROJECT_FILE)
            return folder
        if personas is None and _may_be_folder(folder / _PERSONAS):
            personas = folder
            if top is None:
                break
    if personas is not None and personas != start:
        refuse_foreign(personas, personas / _PERSONAS)
    return personas


def projects_below(folder: Path) -> list[Path]:
    """Return the folders with a `personactl.yaml` that are at most two levels below `folder`, sorted, for hints."""
    from personactl.files.path_patterns import matching_paths

    patterns = (f"*/{PROJECT_FILE}", f"*/*/{PROJECT_FILE}")
    with contextlib.suppress(OSError):  # the folder is too large to look for a hint
        return sorted(path.parent for pattern in patterns for path in matching_paths(folder, pattern))
    return []


def lock_path(root: Path) -> Path:
    """Return the lock of the project at `root`, for every target except the embedded engine."""
    return root / LOCK_NAME


def suggestion(selector: str, known: Sequence[str]) -> str:
    """Return a hint for a name that is not `known`, which must not be empty."""
    near = closest_names(selector, known)
    if near:
        return f"did you mean {' or '.join(near)}?"
    more = ", ..." if len(known) > _LISTED else ""
    return f"choose one of: {', '.join(known[:_LISTED])}{more}"


def _may_be_folder(path: Path) -> bool:
    """Return whether `path` is a folder, or a link, which may lead to nothing or to where nobody may look."""
    return os.path.isdir(path) or os.path.islink(path)  # noqa: PTH112, PTH114 - these never raise
