"""Making new files, all or none, and never in place of something that is there."""

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path

from personactl.errors import UsageError
from personactl.state.atomic import storage_error


def create_files(folder: Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write every file, by its path below `folder`, and return the paths in order.

    Raises `UsageError` that names what is there already, and `StorageError`; nothing new is then left behind.
    """
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
