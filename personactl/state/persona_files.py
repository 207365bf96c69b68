"""Finds the persona files in a folder, in the same way for every command.

Hidden files and folders are left out, and files that git ignores. Links to folders are not followed, because they may
be circular. `personactl.yaml` is not a persona.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from personactl.document.read_log import note_failure, note_listing
from personactl.state.git_ignores import GITIGNORE, Ignores, ignored, patterns_above, patterns_in
from personactl.state.project_settings import PROJECT_FILE

SUFFIXES: Final = frozenset({".yaml", ".yml"})


def walk(folder: Path, suffixes: frozenset[str] = SUFFIXES) -> Iterator[Path]:
    """The persona files below `folder`, parts included, in the form given and in no order.

    suffixes: the endings of the names, to find other files in the same way.

    A name that is not a file, such as a dangling link, is returned too: its reader reports it. Raises `StorageError`
    for a folder that cannot be read.
    """
    waiting = [(folder, patterns_above(folder))]
    while waiting:
        place, ignores = waiting.pop()
        entries = _visible(place)
        if any(entry.name == GITIGNORE for entry in entries):
            ignores = (*ignores, *patterns_in(place))
        for entry in entries:
            is_folder = os.path.isdir(entry.path)  # noqa: PTH112 - `DirEntry.is_dir` raises for a link to itself
            if entry.name.startswith(".") or _ignored(entry, is_folder, ignores):
                continue
            path = place / entry.name
            if is_folder and not entry.is_symlink():
                waiting.append((path, ignores))
            elif not is_folder and path.suffix in suffixes and entry.name != PROJECT_FILE:
                yield path


def _ignored(entry: os.DirEntry[str], is_folder: bool, ignores: Ignores) -> bool:
    if not ignores:
        return False
    path = os.path.join(os.path.realpath(os.path.dirname(entry.path) or "."), entry.name)  # noqa: PTH118, PTH120
    return ignored(path + os.sep if is_folder else path, ignores)


def _visible(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            found = list(entries)
    except OSError as error:
        from personactl.state.file_writes import storage_error

        note_failure()
        raise storage_error("read", folder, error) from error
    note_listing(folder, (entry.name for entry in found))
    return [entry for entry in found if entry.name == GITIGNORE or not entry.name.startswith(".")]
