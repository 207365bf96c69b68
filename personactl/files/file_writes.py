"""Writes files so that a reader, a crash or a full disk never leaves a partial file: either the old or the new content.

New content is written to a temporary file beside the old one, synced to disk, and renamed to the old one's name.
Several new files are created all or none, and never overwrite existing files.
"""

import contextlib
import errno
import os
import secrets
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from personactl.errors import StorageError, UsageError
from personactl.files.beneath import OutsideError, folder_beneath
from personactl.files.folder_walk import FolderLimitError
from personactl.files.own_files import FILE_MODE, make_private_folder
from personactl.files.regular_file import FileTooLargeError, NotRegularFileError
from personactl.files.repository import enclosing_repository, real_path, repository

PROJECT_FILE_MODE: Final = 0o666
"""The mode of what belongs to a project, less the umask."""
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def write_atomic(path: Path, data: bytes, *, mode: int = PROJECT_FILE_MODE, within: str | None = None) -> None:
    """Make `data` the whole content of `path`. Missing folders above it are created.

    The new file has `mode` (less the umask) from the start, so that other users can never read a secret. A private one
    is private whatever the umask is. If `path` is a symbolic link, the file that it points to is written. Raises
    `StorageError`; the old content is then unchanged, and no temporary file is left.

    within: the real path of the folder that links must not leave, for every file of a project; None for personactl's
        own folders, which are created private to the user.
    """
    try:
        if within is None:
            target = Path(real_path(path))
            make_private_folder(target.parent)
            place = folder_beneath(target, str(target.parent))
        else:
            make_private_folder(Path(within))
            place = folder_beneath(path, within, make=True)
        with place as (folder, name):
            _replace(folder, name, path, data, mode)
    except OSError as error:
        raise storage_error("write", path, error) from error


def write_in_repository(path: Path, data: bytes, root: Path, *, mode: int = PROJECT_FILE_MODE) -> None:
    """Write a file of the project at `root`, as `write_atomic` does. Links must stay within the repository."""
    write_atomic(path, data, mode=mode, within=repository(root))


def remove_beneath(path: Path, within: str) -> None:
    """Remove the file at `path`, in the folder with the real path `within`. Raises `OSError`."""
    with folder_beneath(path, within) as (folder, name):
        os.unlink(name, dir_fd=folder)


def storage_error(verb: str, path: Path, error: OSError) -> StorageError:
    """Return an `OSError` on `path` as a `StorageError`; `verb` is what was tried, as in "cannot write"."""
    return StorageError(
        f"cannot {verb} {path.name}: {error.strerror or error}",
        where=str(path),
        hint=_hint(verb, path, error),
    )


def _hint(verb: str, path: Path, error: OSError) -> str:
    if isinstance(error, OutsideError):
        return "replace the link by a file or a folder of the repository, or remove it"
    if isinstance(error, FileTooLargeError) or (isinstance(error, NotRegularFileError) and not error.is_folder):
        return f"look at what lies at {path}, and remove it or put a regular file there"
    if isinstance(error, FolderLimitError):
        return "let git ignore what is not part of the project, or name the folders and files to read"
    if verb != "write":
        return f"check the permissions of {path.parent} and of what lies in it"
    if error.errno in _FULL:
        return "free some space and try again; the file still has its old content"
    return f"make {path.parent} writable and try again; the file still has its old content"


def _replace(folder: int, name: str, path: Path, data: bytes, mode: int) -> None:
    """Write the file `name` in an open folder; `path` is for messages."""
    with contextlib.suppress(FileNotFoundError):
        status = os.stat(name, dir_fd=folder, follow_symlinks=False)
        if not stat.S_ISREG(status.st_mode):
            raise NotRegularFileError(path, status.st_mode)
    temporary = f".{name}.{secrets.token_hex(4)}.tmp"
    try:
        _write_new(folder, temporary, data, mode)
        os.replace(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)
        _sync(folder)
    finally:
        with contextlib.suppress(OSError):
            os.unlink(temporary, dir_fd=folder)


def _write_new(folder: int, name: str, data: bytes, mode: int) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW
    with os.fdopen(os.open(name, flags, mode, dir_fd=folder), "wb") as file:
        if mode == FILE_MODE:
            os.fchmod(file.fileno(), mode)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: int) -> None:
    """Sync an open folder, because a rename is only on disk once its folder is."""
    descriptor = os.open(".", os.O_RDONLY | os.O_CLOEXEC, dir_fd=folder)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def create_files(folder: Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write every file, by its path below `folder`, and return the paths in order.

    Raises `UsageError` that names files that exist already, and `StorageError`, also for a link on the way that leaves
    the repository around `folder`; no new file is left then.
    """
    blocker = next((parent for parent in (folder, *folder.parents) if os.path.lexists(parent)), folder)
    if os.path.lexists(blocker) and not blocker.is_dir():
        raise UsageError("this is not a folder", where=str(blocker), hint="choose another folder; nothing was written")
    paths = {folder / name: data for name, data in files.items()}
    there = [path for path in paths if os.path.lexists(path)]
    if there:
        raise _occupied(there)
    within = enclosing_repository(folder) or real_path(blocker)
    made: list[Path] = []
    path = folder
    try:
        for path, data in paths.items():
            made += reversed([parent for parent in path.parents if not os.path.lexists(parent)])
            with folder_beneath(path, within, make=True) as (place, name):
                _write_new(place, name, data, 0o666)
                made.append(path)
    except FileExistsError as error:
        _remove(made, within)
        raise _occupied([path]) from error
    except OSError as error:
        _remove(made, within)
        raise storage_error("write", path, error) from error
    return tuple(paths)


def _remove(made: list[Path], within: str) -> None:
    """Remove new files and folders; a folder into which somebody else has written stays."""
    for path in reversed(made):
        with contextlib.suppress(OSError), folder_beneath(path, within) as (folder, name):
            if path.is_dir():
                os.rmdir(name, dir_fd=folder)
            else:
                os.unlink(name, dir_fd=folder)


def _occupied(paths: list[Path]) -> UsageError:
    one = len(paths) == 1
    return UsageError(
        f"{'this file exists' if one else 'these files exist'} already, and nothing is overwritten",
        where=", ".join(str(path) for path in paths),
        hint="choose another folder, or move them away first; nothing was written",
    )
