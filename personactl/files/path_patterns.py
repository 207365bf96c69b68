"""Finds the paths that a pattern with `*`, `?`, `[...]` and `**` matches.

Every folder is listed once, whatever the pattern, and only as deep as the pattern goes. Names that begin with a dot are
left out. `**` follows no links to folders; other parts of a pattern follow those that stay in the repository.
"""

import os
import re
from collections.abc import Callable, Iterator
from fnmatch import translate
from glob import has_magic
from pathlib import Path
from typing import Final, TypeAlias

from personactl.files.folder_walk import MOST_WALKED, FolderWalk, is_folder
from personactl.files.repository import leaving_link

_ANY_DEPTH: Final = "**"
_Part: TypeAlias = Callable[[str], object] | None
"""Whether a name matches; None for `**`."""


def matching_paths(top: Path, pattern: str, most: int = MOST_WALKED) -> Iterator[Path]:
    """Yield the files and folders below `top` that `pattern` matches, each once, in no order.

    pattern: a relative path. A final `**` matches folders.
    most: how many files and folders are looked at.

    Raises `OSError` for folders beyond the limits of a walk; other folders that cannot be read are left out.
    """
    parts: list[_Part] = []
    for word in Path(pattern).parts:
        if word != _ANY_DEPTH:
            parts.append(re.compile(translate(word)).match if has_magic(word) else word.__eq__)
        elif not parts or parts[-1] is not None:
            parts.append(None)
    if parts:
        yield from _Match(parts, most).below(top, _passed(parts, {0}), 0)


class _Match:
    """One search. A position is the number of parts that the folders above an entry have matched."""

    def __init__(self, parts: list[_Part], most: int) -> None:
        self._parts = parts
        self._walk = FolderWalk(most)

    def below(self, folder: Path, positions: set[int], depth: int) -> Iterator[Path]:
        for entry in self._entries(folder, depth):
            if entry.name.startswith("."):
                continue
            after = self._after(entry, positions)
            path = folder / entry.name
            folderish = is_folder(entry, follow=True)
            if len(self._parts) in after and (self._parts[-1] is not None or folderish):
                yield path
            inner = {one for one in after if one < len(self._parts)}
            if inner and folderish and not (entry.is_symlink() and leaving_link(path) is not None):
                yield from self.below(path, inner, depth + 1)

    def _after(self, entry: os.DirEntry[str], positions: set[int]) -> set[int]:
        """Return the positions behind an entry."""
        after: set[int] = set()
        for position in positions:
            part = self._parts[position]
            if part is None:
                if is_folder(entry):
                    after.add(position)
            elif part(entry.name):
                after.add(position + 1)
        return _passed(self._parts, after)

    def _entries(self, folder: Path, depth: int) -> list[os.DirEntry[str]]:
        try:
            return self._walk.entries(folder, depth)
        except (PermissionError, FileNotFoundError, NotADirectoryError):
            return []


def _passed(parts: list[_Part], positions: set[int]) -> set[int]:
    """Return `positions` and those behind a `**`, which matches no folder at all as well."""
    return positions | {one + 1 for one in positions if one < len(parts) and parts[one] is None}
