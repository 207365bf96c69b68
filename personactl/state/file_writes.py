"""Writing files so that a reader, a crash or a full disk sees the old content or the new, never a part.

New content goes into a file beside the old one, is forced to disk, and takes the old one's name in one step. Several
new files are made all or none, and never in the place of something that is there.
"""

import contextlib
import errno
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from personactl.errors import StorageError, UsageError

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def write_atomic(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Make `data` the whole content of `path`; missing folders above it are made, private to the user.

    `mode` is what the file is born with (less the umask), so a secret is at no moment readable by others. A
    symbolic link stays one: the file that it names is written. Raises `StorageError`; the old content is then intact
    and nothing new lies beside it.
    """
    target = Path(os.path.realpath(path))
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_new(temporary, data, mode)
        temporary.replace(target)
        _sync_folder(target.parent)
    except OSError as error:
        raise storage_error("write", path, error) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def storage_error(verb: str, path: Path, error: OSError) -> StorageError:
    """An `OSError` on `path` as one of ours; `verb` is what was tried, as in "cannot write"."""
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
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """A rename is only on disk once its folder is."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def create_files(folder: Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write every file, by its path below `folder`, and return the paths in order.

    Raises `UsageError` that names what is there already, and `StorageError`; nothing new is then left behind.
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
        with contextlib.suppress(FileExistsError):  # somebody else was faster
            parent.mkdir()
            made.append(parent)


def _remove(made: list[Path]) -> None:
    """What somebody else has put into a new folder meanwhile stays, and so does the folder."""
    for path in reversed(made):
        with contextlib.suppress(OSError):
            path.rmdir() if path.is_dir() else path.unlink()


def _occupied(paths: list[Path]) -> UsageError:
    one = len(paths) == 1
    return UsageError(
        f"{'this file is' if one else 'these files are'} there already, and nothing is overwritten",
        where=", ".join(str(path) for path in paths),
        hint="choose another folder, or move them away first; nothing was written",
    )
