"""Folders to the persona files in them: the one walk that every command shares.

Hidden files and folders are nobody's business, nor is what `.gitignore` names; links to folders are not followed, so
that a walk ends; `personactl.yaml` is no persona.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from personactl.state.atomic import storage_error
from personactl.state.project_file import PROJECT_FILE

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

SUFFIXES: Final = frozenset({".yaml", ".yml"})
_IGNORE: Final = ".gitignore"


def walk(folder: Path) -> Iterator[Path]:
    """The persona files below `folder`, parts included, in the form given and in no order.

    What is no file but is called like one, a dangling link say, is left for its reader to judge. Raises `StorageError`
    for a folder that cannot be read.
    """
    waiting = [(folder, _above(folder))]
    while waiting:
        place, ignores = waiting.pop()
        entries = _visible(place)
        if any(entry.name == _IGNORE for entry in entries):
            ignores = (*ignores, _Ignore.read(place))
        for entry in entries:
            is_folder = os.path.isdir(entry.path)  # noqa: PTH112 - `DirEntry.is_dir` raises for a link to itself
            if entry.name.startswith(".") or _ignored(entry, is_folder, ignores):
                continue
            path = place / entry.name
            if is_folder and not entry.is_symlink():
                waiting.append((path, ignores))
            elif not is_folder and path.suffix in SUFFIXES and entry.name != PROJECT_FILE:
                yield path


@dataclass(frozen=True, slots=True)
class _Ignore:
    """One `.gitignore`: its patterns count from the absolute `folder` that it lies in."""

    folder: str
    spec: "GitIgnoreSpec | None"

    @classmethod
    def read(cls, folder: Path) -> "_Ignore":
        from pathspec import GitIgnoreSpec  # slow to import, and a file that is named needs no walk

        path = os.path.realpath(folder)
        try:
            lines = (folder / _IGNORE).read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return cls(path, None)
        return cls(path, GitIgnoreSpec.from_lines(lines))

    def verdict(self, path: str) -> bool | None:
        """Whether it says that the absolute `path` (a folder's ends in a slash) is ignored; None if it is silent."""
        if self.spec is None or not path.startswith(self.folder + os.sep):
            return None
        return self.spec.check_file(path[len(self.folder) + 1 :]).include


def _ignored(entry: os.DirEntry[str], is_folder: bool, ignores: tuple[_Ignore, ...]) -> bool:
    """The deepest `.gitignore` that speaks of it has the word."""
    if not ignores:
        return False
    path = os.path.join(os.path.realpath(os.path.dirname(entry.path) or "."), entry.name)  # noqa: PTH118, PTH120
    verdicts = (ignore.verdict(path + "/" if is_folder else path) for ignore in reversed(ignores))
    return next((verdict for verdict in verdicts if verdict is not None), False)


def _above(folder: Path) -> tuple[_Ignore, ...]:
    """The `.gitignore` files from the top of the repository down to, not including, `folder`."""
    found: list[Path] = []
    place = Path(os.path.realpath(folder))
    for above in (place, *place.parents):
        if above != place and os.path.lexists(above / _IGNORE):
            found.insert(0, above)
        if os.path.lexists(above / ".git"):
            return tuple(_Ignore.read(each) for each in found)
    return ()


def _visible(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return [entry for entry in entries if entry.name == _IGNORE or not entry.name.startswith(".")]
    except OSError as error:
        raise storage_error("read", folder, error) from error
