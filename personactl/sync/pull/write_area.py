"""Where a pull may write: below the folders of a project's files, because what it writes comes from a platform.

A file elsewhere, such as `conftest.py` at the root, could be code that another program runs.
"""

import os
from pathlib import Path
from typing import Final

from personactl.errors import UsageError
from personactl.files.file_writes import storage_error
from personactl.files.folder_walk import folder_names
from personactl.files.repository import is_inside, leaving_link, real_path, repository
from personactl.persona.schema.file_kind import FOLDERS
from personactl.sync.pull.remote_state import LocalProject
from personactl.sync.values.desired import project_path

_FOLDERS: Final = (Path("personas"), Path("prompts"), *FOLDERS.values())


def refuse_outside_area(path: Path, local: LocalProject, *, document: bool = False) -> None:
    """Raise `UsageError` for a path that a pull may not write, also if a link of the repository leads there.

    document: whether it is a document, which may have any name; it is not written beside other files of the root.
    """
    if may_write(path, local, document=document):
        return
    named, real = Path(os.path.normpath(path)), real_path(path)
    *others, last = dict.fromkeys(f"{folder.name}/" for folder in _folders(local, document=document))
    raise UsageError(
        f"pull does not write {project_path(named, local.root)}, which lies outside of the project's folders",
        where=real if str(named) == real else f"{named}, a link to {real}",
        hint=f"move it below {', '.join(others)} or {last}",
    )


def may_write(path: Path, local: LocalProject, *, document: bool = False) -> bool:
    """Whether a pull may write `path`. See `refuse_outside_area`."""
    folders = _folders(local, document=document)
    named = Path(os.path.normpath(path))
    below = any(named.is_relative_to(folder) for folder in folders)
    return below and _is_in_named_folder(real_path(path), repository(local.root), folders)


def names_in(folder: Path) -> list[str]:
    """The names in a folder where files may be written; none of a missing one, or of one behind a link that leaves the
    repository. Raises `StorageError`."""
    if not folder.is_dir() or leaving_link(folder) is not None:
        return []
    try:
        return folder_names(folder)
    except OSError as error:
        raise storage_error("read", folder, error) from error


def _folders(local: LocalProject, *, document: bool) -> list[Path]:
    folders = [local.root / name for name in _FOLDERS]
    return folders if document and local.personas == local.root else [*folders, local.personas]


def _is_in_named_folder(real: str, whole: str, folders: list[Path]) -> bool:
    """Return whether a real path lies in the repository, and below a folder that has the name of one of `folders`."""
    parts = Path(os.path.relpath(real, whole)).parts
    if not is_inside(real, whole) or ".git" in map(str.casefold, parts):
        return False
    if any(is_inside(real, real_path(folder.parent) + os.sep + folder.name) for folder in folders):
        return True
    return not {folder.name for folder in folders}.isdisjoint(parts[:-1])
