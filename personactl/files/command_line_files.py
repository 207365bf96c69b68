"""Reads and writes the files that a command line names: wherever they lie, and pipes as well.

Only a link of a repository that leads out of it is not followed: the user named a file of the repository, and somebody
else decided where it leads. A pipe or a device of a repository is not read, because it may have no end.
"""

import os
import stat
from pathlib import Path

from personactl.errors import UsageError
from personactl.files.file_writes import PROJECT_FILE_MODE, storage_error, write_atomic
from personactl.files.regular_file import MAX_DATA_BYTES, FileTooLargeError, read_regular
from personactl.files.repository import enclosing_repository, is_inside, leaving_link, real_path


def read_named(path: Path, limit: int = MAX_DATA_BYTES) -> bytes:
    """Return the content of a file or pipe. Raises `UsageError` for a link that leaves the repository, `OSError`."""
    refuse_leaving_link(path)
    if not _is_special(path) or enclosing_repository(_folder(path)) is not None:
        return read_regular(path, limit).data
    with path.open("rb") as stream:
        data = stream.read(limit + 1)
    if len(data) > limit:
        raise FileTooLargeError(path, len(data), limit)
    return data


def write_named(path: Path, data: bytes, *, mode: int = PROJECT_FILE_MODE) -> None:
    """Write a file atomically, or directly if it is a device or a pipe such as `/dev/stderr`.

    Raises `UsageError` for a link that leaves the repository, and `StorageError`.
    """
    refuse_leaving_link(path)
    try:
        special = _is_special(path)
        if special:
            with path.open("wb") as stream:
                stream.write(data)
    except OSError as error:
        raise storage_error("write", path, error) from error
    if not special:
        around = enclosing_repository(_folder(path))
        inside = around is not None and is_inside(real_path(path), around)
        write_atomic(path, data, mode=mode, within=around if inside else None)


def refuse_unwritable(path: Path, option: str) -> None:
    """Raise `UsageError` before any work if a file that an option names cannot be written.

    Its folder does not exist, and may be misspelt, or a link leaves the repository.
    """
    from shlex import quote

    refuse_leaving_link(path)
    if not os.path.lexists(path.parent):
        raise UsageError(
            "the folder for the file does not exist",
            where=f"{option} {path}",
            hint=f"check the path, or make the folder: mkdir -p {quote(str(path.parent))}",
        )


def refuse_leaving_link(path: Path) -> None:
    """Raise `UsageError` if `path`, which the command line names, leads out of its repository by a link."""
    link = leaving_link(path)
    if link is None:
        return
    raise UsageError(
        f"this is a link to {real_path(link)}, outside the repository",
        where=os.path.relpath(link),
        hint="name that file itself, if you mean it; or replace the link",
    )


def _is_special(path: Path) -> bool:
    """Return whether there is something other than a file or a folder."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def _folder(path: Path) -> Path:
    return Path(os.path.normpath(Path.cwd() / path)).parent
