"""Reads a whole file, if it is a regular file of limited size.

Only what was opened counts: its kind and size are those of the open file, so that nobody can exchange it in between. A
device is not even opened, because that alone can have an effect.
"""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import Final, NamedTuple

MAX_BYTES: Final = 2 * 1024 * 1024
"""The most of a file that people write."""
MAX_DATA_BYTES: Final = 64 * 1024 * 1024
"""The most of a file that programs write, such as a lock or a plan; also of a document, whose limit is 50 MB."""
READ_FLAGS: Final = (
    os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
)  # without O_NONBLOCK, a pipe that takes the place of the file would wait for its writer

_PIECE: Final = 1 << 20


class NotRegularFileError(OSError):
    """The path leads to a folder, a device, a pipe or a socket. `is_folder` says whether it is a folder."""

    def __init__(self, path: str | Path, mode: int) -> None:
        self.is_folder = stat.S_ISDIR(mode)
        number, reason = (
            (errno.EISDIR, "Is a directory") if self.is_folder else (errno.EINVAL, "it is not a regular file")
        )
        super().__init__(number, reason, str(path))


class FileTooLargeError(OSError):
    """The file has more than `limit` bytes. `size` is what it had when it was opened, or a byte more than the limit."""

    def __init__(self, path: str | Path, size: int, limit: int) -> None:
        self.size = size
        mega = 1024 * 1024
        super().__init__(errno.EFBIG, f"it has {size / mega:,.1f} MiB; the limit is {limit // mega} MiB", str(path))


class Content(NamedTuple):
    """The bytes of a file, and its status when it was opened."""

    data: bytes
    status: os.stat_result


def read_regular(path: str | Path, limit: int = MAX_BYTES) -> Content:
    """Return the content of the file at `path`, whose links are followed.

    limit: the most bytes; a larger file is not read at all.

    Raises `NotRegularFileError`, `FileTooLargeError` and any other `OSError`; `ValueError` for a path with a NUL.
    """
    _refuse_unreadable(path, os.stat(path), limit)  # noqa: PTH116 - there may be very many
    return read_opened(os.open(path, READ_FLAGS), path, limit)


def read_opened(descriptor: int, path: str | Path, limit: int = MAX_BYTES) -> Content:
    """Return the content of an open file, and close it. Raises as `read_regular` does; `path` is for messages."""
    try:
        status = os.fstat(descriptor)
        _refuse_unreadable(path, status, limit)
        data = os.read(descriptor, status.st_size + 1)
        while data and len(data) <= limit and (more := os.read(descriptor, min(limit, _PIECE))):
            data += more
    finally:
        os.close(descriptor)
    if len(data) > limit:
        raise FileTooLargeError(path, len(data), limit)
    return Content(data, status)


def has_content(path: Path, data: bytes) -> bool:
    """Return whether there is a regular file at `path` with exactly this content. Raises no error for any other."""
    try:
        return read_regular(path, max(len(data), MAX_BYTES)).data == data
    except (OSError, ValueError):
        return False


@contextmanager
def opened_regular(path: Path, limit: int = MAX_DATA_BYTES) -> Iterator[BufferedReader]:
    """Open the file for reading piece by piece. Raises as `read_regular` does; it may grow beyond the limit later."""
    _refuse_unreadable(path, path.stat(), limit)
    with os.fdopen(os.open(path, READ_FLAGS), "rb") as stream:
        _refuse_unreadable(path, os.fstat(stream.fileno()), limit)
        yield stream


def _refuse_unreadable(path: str | Path, status: os.stat_result, limit: int) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise NotRegularFileError(path, status.st_mode)
    if status.st_size > limit:
        raise FileTooLargeError(path, status.st_size, limit)
