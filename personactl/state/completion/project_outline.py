"""The outline of a project, for the completion of a command line: the folder of its personas, and names of profiles.

Reading `personactl.yaml` takes longer than a completion may, so its outline is kept in the cache folder for as long as
the file stays as it is. The cache may be deleted at any time, and a damaged one is read anew.
"""

import contextlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from personactl.errors import StorageError
from personactl.files.regular_file import read_regular
from personactl.state.paths import Paths
from personactl.state.project import project_root
from personactl.state.project_settings import PROJECT_FILE

_VERSION: Final = 1
_MAX_PROJECTS: Final = 100


class ProjectOutline(NamedTuple):
    """Absolute folders, which may not exist, and the addresses of the project's profiles by their names."""

    root: Path
    personas: Path
    profiles: Mapping[str, str]


def project_outline(start: Path, paths: Paths) -> ProjectOutline:
    """Return the outline of the project around `start`. Raises `UsageError` for settings that cannot be read."""
    root = project_root(start) or start
    file = root / PROJECT_FILE
    try:
        found = file.stat()
    except OSError:
        return ProjectOutline(root, root / "personas", {})
    stamp = [_VERSION, found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino]
    kept = _kept(paths)
    known = kept.get(str(file))
    if known is not None and _is_valid(known, stamp):
        return ProjectOutline(root, root / known["personas"], known["profiles"])
    from personactl.state.project import find_project

    project = find_project(root)
    profiles = {name: profile.api_url for name, profile in project.profiles.items()}
    kept.pop(str(file), None)
    kept[str(file)] = {"stamp": stamp, "personas": os.path.relpath(project.personas, root), "profiles": profiles}
    _keep(paths, kept)
    return ProjectOutline(root, project.personas, profiles)


def login_addresses(paths: Paths) -> dict[str, str]:
    """Return the addresses of the profiles that the user has logged in to, by their names; none of a damaged file."""
    try:
        stored = json.loads(read_regular(paths.config / "profiles.json").data) if paths.config is not None else {}
        return {name: str(profile["apiUrl"]) for name, profile in stored.get("profiles", {}).items()}
    except (OSError, ValueError, RecursionError, AttributeError, KeyError, TypeError):
        return {}


def _is_valid(known: Any, stamp: list[int]) -> bool:
    return (
        isinstance(known, dict)
        and known.get("stamp") == stamp
        and isinstance(known.get("personas"), str)
        and isinstance(known.get("profiles"), dict)
        and all(isinstance(address, str) for address in known["profiles"].values())
    )


def _kept(paths: Paths) -> dict[str, Any]:
    """Return what is known of projects, by the paths of their settings; the newest is the last."""
    try:
        stored = json.loads(read_regular(_file(paths)).data) if paths.cache is not None else {}
    except (OSError, ValueError, RecursionError):
        return {}
    return stored if isinstance(stored, dict) else {}


def _keep(paths: Paths, kept: Mapping[str, Any]) -> None:
    from personactl.files.file_writes import write_atomic

    newest = dict(list(kept.items())[-_MAX_PROJECTS:])
    if paths.cache is not None:
        with contextlib.suppress(StorageError, UnicodeEncodeError):
            write_atomic(_file(paths), json.dumps(newest).encode(), mode=0o600)


def _file(paths: Paths) -> Path:
    assert paths.cache is not None
    return paths.cache / "projects.json"
