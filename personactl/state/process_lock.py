"""A lock between processes on a path, so that only one personactl works on it at a time.

The operating system's file lock ends with its process, so a killed run leaves nothing to clean up. The lock files are
in personactl's own state folder and never in a project.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from personactl.errors import ConflictError
from personactl.files.file_writes import storage_error
from personactl.files.own_files import make_private_folder, open_private_file
from personactl.files.repository import real_path
from personactl.state.paths import path_slug


@contextmanager
def hold_lock(
    path: Path, *, state: Path, timeout_s: float, on_wait: Callable[[], None] = lambda: None
) -> Iterator[None]:
    """Exclude other processes that hold `path` until the block ends.

    state: `Paths.state`.
    timeout_s: the maximum wait in seconds.
    on_wait: is called once, before a wait.

    Raises `ConflictError` if the lock does not become free in time, and `StorageError` if the state folder cannot be
    used.
    """
    file = state / "locks" / f"{path_slug(Path(real_path(path)))}.lock"
    lock = FileLock(file, mode=0o600)
    try:
        make_private_folder(file.parent)
        os.close(open_private_file(file, os.O_RDWR | os.O_CREAT))
        _acquire(lock, timeout_s, on_wait)
    except Timeout as error:
        raise ConflictError(
            f"another personactl has been working with {path.name} for more than {timeout_s:g} s",
            where=str(path),
            hint="wait until it has ended, or end it, and try again",
        ) from error
    except OSError as error:
        raise storage_error("lock", file, error) from error
    try:
        yield
    finally:
        lock.release()


def _acquire(lock: FileLock, timeout_s: float, on_wait: Callable[[], None]) -> None:
    try:
        lock.acquire(timeout=0)
    except Timeout:
        on_wait()
        lock.acquire(timeout=timeout_s)
