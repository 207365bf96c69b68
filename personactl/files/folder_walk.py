"""Lists folders, with bounds: a repository may have a folder with a million entries, or folders ten thousand deep."""

import errno
import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

MOST_ENTRIES: Final = 100_000
"""In one folder."""
MOST_WALKED: Final = 1_000_000
"""In all folders of one walk."""
MOST_DEPTH: Final = 64
"""Folders below the one where a walk begins."""


class FolderLimitError(OSError):
    """A folder has too many entries, or lies too deep."""

    def __init__(self, folder: str | Path, what: str) -> None:
        super().__init__(errno.E2BIG, what, str(folder))


class FolderWalk:
    """One walk through folders, which counts what it lists."""

    def __init__(self, most: int = MOST_WALKED) -> None:
        self._most = self._left = most

    def entries(self, folder: str | Path, depth: int = 0) -> list[os.DirEntry[str]]:
        """Return what lies in `folder`, in no order.

        depth: the number of folders between this one and the one where the walk began.

        Raises `FolderLimitError`, and any other `OSError`.
        """
        if depth > MOST_DEPTH:
            raise FolderLimitError(folder, f"it lies more than {MOST_DEPTH} folders deep")
        with os.scandir(folder) as found:
            entries = list(islice(found, MOST_ENTRIES + 1))
        if len(entries) > MOST_ENTRIES:
            raise FolderLimitError(folder, f"it has more than {MOST_ENTRIES:,} entries")
        self._left -= len(entries)
        if self._left < 0:
            raise FolderLimitError(folder, f"there are more than {self._most:,} files and folders up to here")
        return entries

    def files_below(self, folder: Path, depth: int = 0) -> Iterator[Path]:
        """Yield the files below `folder` that are not hidden, sorted by folder. Links to folders are not followed."""
        try:
            entries = sorted(self.entries(folder, depth), key=lambda entry: entry.name)
        except OSError:
            return
        visible = [entry for entry in entries if not entry.name.startswith(".")]
        yield from (folder / entry.name for entry in visible if not is_folder(entry, follow=True))
        for entry in visible:
            if is_folder(entry):
                yield from self.files_below(folder / entry.name, depth + 1)


def folder_names(folder: str | Path) -> list[str]:
    """Return the names in `folder`, in no order. Raises as `FolderWalk.entries` does."""
    return [entry.name for entry in FolderWalk().entries(folder)]


def is_folder(entry: os.DirEntry[str], *, follow: bool = False) -> bool:
    """Return whether an entry is a folder, or, with `follow`, a link to one."""
    try:
        return entry.is_dir(follow_symlinks=follow)
    except OSError:  # a link to itself
        return False
