"""The files that git ignores, by the `.gitignore` files of a repository and its `info/exclude`.

The deepest file that matches decides; a file in an ignored folder cannot be included again.
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from personactl.files.read_log import note_absence, note_content, note_listing
from personactl.files.regular_file import read_regular
from personactl.files.repository import real_path

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

GITIGNORE: Final = ".gitignore"
_GIT: Final = ".git"


class Patterns(NamedTuple):
    """The patterns of one file; they are relative to the absolute `folder`."""

    folder: str
    spec: "GitIgnoreSpec"

    def is_ignored(self, path: str) -> bool | None:
        """Return whether the absolute `path` is ignored, None if no pattern matches. A folder's ends in a slash."""
        below = self.folder if self.folder.endswith(os.sep) else self.folder + os.sep
        return self.spec.check_file(path[len(below) :]).include if path.startswith(below) else None


Ignores: TypeAlias = tuple[Patterns, ...]
"""The pattern files that apply to a folder, the deepest last."""


def patterns_in(folder: Path) -> Ignores:
    """Return the patterns in the `.gitignore` of `folder`; empty if it cannot be read."""
    return _read(folder / GITIGNORE, real_path(folder))


def patterns_above(folder: Path) -> Ignores:
    """Return the patterns of the repository and of all folders above `folder`; empty outside of a repository."""
    place = Path(real_path(folder))
    found: list[Path] = []
    for above in (place, *place.parents):
        if above != place and os.path.lexists(above / GITIGNORE):
            found.insert(0, above)
        elif above != place:
            note_absence(above / GITIGNORE)
        if os.path.lexists(above / _GIT):
            own = _read(shared_git_folder(above / _GIT) / "info" / "exclude", str(above))
            return (*own, *(patterns for each in found for patterns in patterns_in(each)))
        note_listing(above / _GIT, None)
    return ()


def ignored(path: str, ignores: Ignores) -> bool:
    """Return whether an absolute path is ignored, without checking the folders above it. A folder's ends in a slash."""
    results = (patterns.is_ignored(path) for patterns in reversed(ignores))
    return next((result for result in results if result is not None), False)


class GitIgnores:
    """Checks files below `top`, and reads the patterns of each folder once."""

    def __init__(self, top: Path) -> None:
        self._top = Path(real_path(top))
        self._folders: dict[Path, Ignores | None] = {self._top: (*patterns_above(top), *patterns_in(top))}

    def ignore(self, path: Path) -> bool:
        """Return whether git ignores the file at `path` or a folder above it."""
        folder = Path(real_path(path.parent))
        ignores = self._within(folder)
        return ignores is None or ignored(str(folder / path.name), ignores)

    def _within(self, folder: Path) -> Ignores | None:
        """Return the patterns that apply to `folder`; None if the folder itself is ignored."""
        if folder not in self._folders:
            outside = not folder.is_relative_to(self._top)  # a link led there
            above = patterns_above(folder) if outside else self._within(folder.parent)
            alone = above is None or (not outside and ignored(f"{folder}{os.sep}", above))
            self._folders[folder] = None if above is None or alone else (*above, *patterns_in(folder))
        return self._folders[folder]


def git_folder(git: Path) -> Path:
    """Return the folder of a work tree's repository: `.git`, or what the file `.git` of another work tree names."""
    try:
        return git.parent / _line(git).removeprefix("gitdir:").strip() if git.is_file() else git
    except (OSError, ValueError):
        return git


def shared_git_folder(git: Path) -> Path:
    """Return the folder that all work trees of the repository share."""
    tree = git_folder(git)
    try:
        return tree / _line(tree / "commondir") if git.is_file() else tree
    except (OSError, ValueError):
        return tree


def _line(file: Path) -> str:
    return read_regular(file).data.decode("utf-8").strip()


def _read(file: Path, folder: str) -> Ignores:
    """Return the patterns in a file; none if it is missing, or nothing that git would take for patterns."""
    try:
        data, status = read_regular(file)
    except (OSError, ValueError):  # a file `.git` may name a path with a NUL
        note_absence(file)
        return ()
    note_content(file, data, status)
    from personactl.files.ignore_patterns import ignore_patterns  # most folders have no such file

    return (Patterns(folder, ignore_patterns(data.decode("utf-8", "replace").splitlines())),)
