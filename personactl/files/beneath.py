"""Opens what lies below a folder without following any link on the way.

The path is resolved first, and then each of its folders is opened by itself, in the folder before it. So a link that
somebody puts in the way meanwhile is refused by the system, and nothing outside the folder is ever opened.
"""

import contextlib
import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from personactl.files.regular_file import MAX_BYTES, READ_FLAGS, Content, NotRegularFileError, read_opened
from personactl.files.repository import is_inside, real_path

_FOLDER_FLAGS: Final = os.O_DIRECTORY | os.O_CLOEXEC | getattr(os, "O_PATH", os.O_RDONLY)
"""A folder may be searched that may not be read, where the system has O_PATH."""


class OutsideError(OSError):
    """A link leads out of the folder. `target` is where it leads."""

    def __init__(self, path: str | Path, target: str) -> None:
        self.target = target
        super().__init__(errno.EXDEV, f"a link leads to {target}, outside the repository", str(path))


def read_beneath(path: Path, within: str, limit: int = MAX_BYTES) -> Content:
    """Return the content of the file at `path`, whose links must not leave the folder with the real path `within`.

    Raises `OutsideError`, and what `read_regular` raises.
    """
    with folder_beneath(path, within) as (folder, name):
        status = os.stat(name, dir_fd=folder, follow_symlinks=False)
        if not stat.S_ISREG(status.st_mode):
            raise NotRegularFileError(path, status.st_mode)
        return read_opened(os.open(name, READ_FLAGS | os.O_NOFOLLOW, dir_fd=folder), path, limit)


@contextmanager
def folder_beneath(path: Path, within: str, *, make: bool = False) -> Iterator[tuple[int, str]]:
    """Open the real folder of `path`, and give its descriptor and the real name of the file in it.

    within: the real path of the folder that contains it.
    make: create folders that are missing.

    Raises `OutsideError` for a path that leads elsewhere, and `OSError`.
    """
    real = real_path(path)
    if not is_inside(real, within) or real == within:
        raise OutsideError(path, real)
    *folders, name = os.path.relpath(real, within).split(os.sep)  # noqa: PTH206 - both are normal
    descriptor = os.open(within, _FOLDER_FLAGS)
    try:
        for folder in folders:
            above, descriptor = descriptor, _inner(folder, descriptor, make=make)
            os.close(above)
        yield descriptor, name
    finally:
        os.close(descriptor)


def _inner(name: str, folder: int, *, make: bool) -> int:
    try:
        return os.open(name, _FOLDER_FLAGS | os.O_NOFOLLOW, dir_fd=folder)
    except FileNotFoundError:
        if not make:
            raise
    with contextlib.suppress(FileExistsError):  # another process was faster
        os.mkdir(name, dir_fd=folder)
    return os.open(name, _FOLDER_FLAGS | os.O_NOFOLLOW, dir_fd=folder)
