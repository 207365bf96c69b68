"""Writes files so that a reader, a crash or a full disk never leaves a partial file: either the old or the new content.

New content is written to a temporary file beside the old one, synced to disk, and renamed to the old one's name.
Several new files are created all or none, and never overwrite existing files.
"""

import contextlib
import errno
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from personactl.errors import StorageError, UsageError
from personactl.state.machine.private_files import FILE_MODE, make_private_folder, open_private_file

PROJECT_FILE_MODE: Final = 0o666
"""The mode of what belongs to a project, less the umask."""
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def write_atomic(path: Path, data: bytes, *, mode: int = PROJECT_FILE_MODE) -> None:
    """Make `data` the whole content of `path`. Missing folders above it are created, private to the user.

    The new file has `mode` (less the umask) from the start, so that other users can never read a secret. A private one
    is private whatever the umask is. If `path` is a symbolic link, the file that it points to is written. Raises
    `StorageError`; the old content is then unchanged, and no temporary file is left.
    """
    target = Path(os.path.realpath(path))
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
    try:
        make_private_folder(target.parent)
        _write_new(temporary, data, mode)
        temporary.replace(target)
        _sync_folder(target.parent)
    except OSError as error:
        raise storage_error("write", path, error) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def refuse_missing_folder(path: Path, option: str) -> None:
    """Raise `UsageError` if the folder of a file that an option names does not exist: it may be misspelt."""
    from shlex import quote

    if not os.path.lexists(path.parent):
        raise UsageError(
            "the folder for the file does not exist",
            where=f"{option} {path}",
            hint=f"check the path, or make the folder: mkdir -p {quote(str(path.parent))}",
        )


def storage_error(verb: str, path: Path, error: OSError) -> StorageError:
    """Return an `OSError` on `path` as a `StorageError`; `verb` is what was tried, as in "cannot write"."""
    return StorageError(
        f"cannot {verb} {path.name}: {error.strerror or error}",
        where=str(path),
        hint=_hint(verb, path, error),
    )


def _hint(verb: str, path: Path, error: OSError) -> str:
    if verb != "write":
        return f"check the permissions of {path.parent} and of what lies in it"
    if error.errno in _FULL:
        return "free some space and try again; what the file held before is still there"
    return f"make {path.parent} writable and try again; what the file held before is still there"


def _write_new(path: Path, data: bytes, mode: int) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    private = mode == FILE_MODE
    descriptor = open_private_file(path, flags) if private else os.open(path, flags | os.O_CLOEXEC, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Sync the folder, because a rename is only on disk once its folder is."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def create_files(folder: Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write every file, by its path below `folder`, and return the paths in order.

    Raises `UsageError` that names files that exist already, and `StorageError`; no new file is left then.
    """
    blocker = next((parent for parent in (folder, *folder.parents) if os.path.lexists(parent)), folder)
    if os.path.lexists(blocker) and not blocker.is_dir():
        raise UsageError("this is not a folder", where=str(blocker), hint="choose another folder; nothing was written")
    paths = {folder / name: data for name, data in files.items()}
    there = [path for path in paths if os.path.lexists(path)]
    if there:
        raise _occupied(there)
    made: list[Path] = []
    path = folder
    try:
        for path, data in paths.items():
            _make_folders(path.parent, made)
            with path.open("xb") as file:
                made.append(path)
                file.write(data)
    except FileExistsError as error:
        _remove(made)
        raise _occupied([path]) from error
    except OSError as error:
        _remove(made)
        raise storage_error("write", path, error) from error
    return tuple(paths)


def _make_folders(folder: Path, made: list[Path]) -> None:
    missing = [parent for parent in (folder, *folder.parents) if not parent.exists()]
    for parent in reversed(missing):
        with contextlib.suppress(FileExistsError):  # another process was faster
            parent.mkdir()
            made.append(parent)


def _remove(made: list[Path]) -> None:
    """Remove new files and folders; a folder into which somebody else has written stays."""
    for path in reversed(made):
        with contextlib.suppress(OSError):
            path.rmdir() if path.is_dir() else path.unlink()


def _occupied(paths: list[Path]) -> UsageError:
    one = len(paths) == 1
    return UsageError(
        f"{'this file exists' if one else 'these files exist'} already, and nothing is overwritten",
        where=", ".join(str(path) for path in paths),
        hint="choose another folder, or move them away first; nothing was written",
    )
