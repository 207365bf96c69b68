"""A database file that only its owner can use, whatever the umask is, with the files that SQLite keeps beside it."""

import contextlib
import errno
import os
import stat
from pathlib import Path
from typing import Final

_FOLDER_MODE: Final = 0o700
_FILE_MODE: Final = 0o600
_BESIDE: Final = ("-wal", "-shm", "-journal")


class OthersFileError(Exception):
    """The file belongs to another user."""


def make_private_file(path: Path) -> None:
    """Create the file and missing folders above it; one that others could use is closed to them.

    Raises `OSError`, and `OthersFileError` for a file of another user.
    """
    for folder in reversed([parent for parent in path.parents if not parent.is_dir()]):
        with contextlib.suppress(FileExistsError):  # another process was faster
            folder.mkdir(_FOLDER_MODE)
            folder.chmod(_FOLDER_MODE)
    with contextlib.suppress(FileExistsError):
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, _FILE_MODE)
        os.fchmod(descriptor, _FILE_MODE)
        os.close(descriptor)
    # The files are not opened: closing one would release the locks that another connection of this process has.
    for file in (path, *(Path(f"{path}{end}") for end in _BESIDE)):  # SQLite gives new ones the mode of the database
        with contextlib.suppress(FileNotFoundError):
            _close_to_others(file)


def _close_to_others(path: Path) -> None:
    status = path.stat()
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if hasattr(os, "geteuid") and status.st_uid != os.geteuid():
        raise OthersFileError
    if stat.S_ISREG(status.st_mode) and stat.S_IMODE(status.st_mode) != _FILE_MODE:
        path.chmod(_FILE_MODE)
