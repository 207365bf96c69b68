"""Finds the persona files in a folder, in the same way for every command.

Hidden files and folders are left out, and files that git ignores. Links to folders of the repository are followed, but
each real folder is visited once, because links may be circular. `personactl.yaml` is not a persona.
"""

import os
from collections.abc import Iterator, Sequence
from glob import has_magic
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from personactl.files.folder_walk import FolderWalk
from personactl.files.git_ignores import GITIGNORE, GitIgnores, Ignores, ignored, patterns_above, patterns_in
from personactl.files.read_log import note_failure, note_listing
from personactl.files.repository import is_inside, leaving_link, real_path, repository
from personactl.state.project_settings import PROJECT_FILE

if TYPE_CHECKING:
    from personactl.errors import StorageError

_Folder: TypeAlias = tuple[Path, Ignores, int]
"""A folder, the patterns that apply to it, and how deep it lies."""
SUFFIXES: Final = frozenset({".yaml", ".yml"})


def walk(folder: Path, suffixes: frozenset[str] = SUFFIXES) -> Iterator[Path]:
    """The persona files below `folder`, parts included, in the form given and in no order.

    suffixes: the endings of the names, to find other files in the same way.

    A name that is not a file is returned too, and its reader reports it: a broken link, also one without an ending that
    may have led to a folder, and a link to a folder outside the repository. Raises `StorageError` for a folder that
    cannot be read, and for folders beyond the limits of a walk.
    """
    top = Path(os.path.normpath(Path.cwd() / folder))
    if folder.is_symlink() and (not _is_folder(folder) or _leaves(folder, top.parent)):
        yield folder
        return
    if (outward := as_leaving_link(folder)) is not None:
        yield outward
        return
    found = FolderWalk()
    links: list[_Folder] = []
    visited: set[str] = set()
    yield from _walk_folders([(folder, patterns_above(folder), 0)], links, visited, suffixes, found)
    while links:  # after the folders themselves, so that their files have their own names
        link, ignores, depth = links.pop()
        real = real_path(link)
        if is_inside(real_path(folder), real):
            continue  # the link leads back to this folder, or to one above it
        if _leaves(link, top):
            yield link
        else:
            yield from _walk_folders([(link, ignores, depth)], links, visited, suffixes, found)


def _walk_folders(
    waiting: list[_Folder],
    links: list[_Folder],
    visited: set[str],
    suffixes: frozenset[str],
    found: FolderWalk,
) -> Iterator[Path]:
    """Yield the files below folders that wait. Add links to folders to `links`, and real folders to `visited`."""
    while waiting:
        place, ignores, depth = waiting.pop()
        real = real_path(place)
        if real in visited:
            continue
        visited.add(real)
        entries = _visible(place, found, depth)
        if any(entry.name == GITIGNORE for entry in entries):
            ignores = (*ignores, *patterns_in(place))
        for entry in entries:
            is_folder = os.path.isdir(entry.path)  # noqa: PTH112 - `DirEntry.is_dir` raises for a link to itself
            if entry.name.startswith(".") or _ignored(entry, is_folder, ignores):
                continue
            path = place / entry.name
            if is_folder:
                (links if entry.is_symlink() else waiting).append((path, ignores, depth + 1))
            elif entry.name == PROJECT_FILE:
                continue
            elif path.suffix in suffixes or (not path.suffix and _is_broken(entry)):
                yield path


def _is_broken(entry: os.DirEntry[str]) -> bool:
    return entry.is_symlink() and not os.path.exists(entry.path)  # noqa: PTH110 - never raises


def _leaves(link: Path, folder: Path) -> bool:
    """Return whether a link leads out of the repository around `folder`."""
    return not is_inside(real_path(link), repository(folder))


def is_pattern(word: str) -> bool:
    """Return whether a word of a command line is a pattern, such as `personas/p2*`."""
    return has_magic(word)


def matching(pattern: Path, folder: Path = Path()) -> Iterator[Path]:
    """Yield the files that a pattern matches, of any name, and the persona files below folders that it matches.

    folder: where a relative pattern starts. The paths are in the form `folder / match`.

    Hidden and ignored files are left out.
    """
    fixed = list(takewhile(lambda part: not has_magic(part), pattern.parts))
    top = folder / Path(*fixed)
    if (outward := as_leaving_link(top)) is not None:
        yield outward
        return
    git = GitIgnores(top)
    for match in _matching_paths(top, pattern.parts[len(fixed) :]):
        if not _is_folder(match):
            if not git.ignore(match):
                yield match
        else:
            yield from walk(match)


def _matching_paths(top: Path, parts: Sequence[str]) -> Iterator[Path]:
    from personactl.files.path_patterns import matching_paths

    try:
        yield from matching_paths(top, str(Path(*parts)))
    except OSError as error:
        raise _unreadable(Path(error.filename or top), error) from error


def as_leaving_link(path: Path) -> Path | None:
    """Return the link through which `path` leads out of its repository, relative if `path` is; None without one."""
    link = leaving_link(path)
    return link if link is None or path.is_absolute() else Path(os.path.relpath(link))


def _is_folder(path: Path) -> bool:
    return os.path.isdir(path)  # noqa: PTH112 - `Path.is_dir` raises where a folder above may not be searched


def _ignored(entry: os.DirEntry[str], is_folder: bool, ignores: Ignores) -> bool:
    if not ignores:
        return False
    path = os.path.join(real_path(os.path.dirname(entry.path) or "."), entry.name)  # noqa: PTH118, PTH120
    return ignored(path + os.sep if is_folder else path, ignores)


def _visible(folder: Path, found: FolderWalk, depth: int) -> list[os.DirEntry[str]]:
    try:
        entries = found.entries(folder, depth)
    except OSError as error:
        raise _unreadable(folder, error) from error
    note_listing(folder, (entry.name for entry in entries))
    return [entry for entry in entries if entry.name == GITIGNORE or not entry.name.startswith(".")]


def _unreadable(folder: Path, error: OSError) -> "StorageError":
    from personactl.files.file_writes import storage_error

    note_failure()
    return storage_error("read", folder, error)
