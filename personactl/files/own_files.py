"""Folders and files of personactl's own: only their owner can use them, whatever the umask is.

They hold keys, prompts and what was said. A mode that is given when something is created loses what the umask takes
away, and the folders above it get no mode at all, so modes are set again.
"""

import contextlib
import os
import stat
from pathlib import Path
from typing import Final

from personactl.errors import StorageError

FOLDER_MODE: Final = 0o700
FILE_MODE: Final = 0o600
_OTHERS: Final = 0o077
_ANYBODY: Final = 0o002


def make_private_folder(folder: Path) -> None:
    """Make a folder and the missing ones above it. Raises `OSError`."""
    missing: list[Path] = []
    for parent in (folder, *folder.parents):
        if parent.is_dir():
            break
        missing.append(parent)
    for parent in reversed(missing):
        with contextlib.suppress(FileExistsError):  # another process was faster
            parent.mkdir(FOLDER_MODE)
            parent.chmod(FOLDER_MODE)
    if not folder.is_dir():
        raise NotADirectoryError(f"not a folder: {folder}")


def open_private_file(path: Path, flags: int) -> int:
    """Open or create a file and return its descriptor. One that others could use is not for them any longer.

    A link is not followed. Raises `OSError`.
    """
    descriptor = os.open(path, flags | os.O_CLOEXEC | getattr(os, "O_NOFOLLOW", 0), FILE_MODE)
    try:
        if stat.S_IMODE(os.fstat(descriptor).st_mode) != FILE_MODE:
            os.fchmod(descriptor, FILE_MODE)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def is_own_folder(folder: Path, *, closing: bool = True) -> bool:
    """Return whether this user owns a folder, and nobody else put a link in its place. A missing one is fine.

    closing: close the folder to other users if it is not yet.
    """
    if os.name == "nt":
        return True
    try:
        status = folder.lstat()
        if stat.S_ISLNK(status.st_mode):
            if status.st_uid not in {0, os.geteuid()} and folder.parent.stat().st_mode & _ANYBODY:
                return False
            status = folder.stat()
    except OSError:  # missing, or below a folder that cannot be entered: using it fails with the system's own words
        return True
    if status.st_uid != os.geteuid():
        return False
    if closing and status.st_mode & _OTHERS and stat.S_ISDIR(status.st_mode):
        with contextlib.suppress(OSError):  # a file system without modes
            folder.chmod(FOLDER_MODE)
    return True


def refuse_others_folder(folder: Path, *, closing: bool = True) -> None:
    """Raise `StorageError` unless `is_own_folder`: what lies there may be somebody's trap."""
    if is_own_folder(folder, closing=closing):
        return
    raise StorageError(
        "this folder of personactl's own belongs to another user, or a link of another user is in its place",
        where=str(folder),
        hint="run the command as the user who owns it, set PERSONACTL_HOME to a folder of your own, or take it: chown",
    )
