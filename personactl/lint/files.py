"""Paths from a command line -> the YAML files to look at, each once and sorted.

A folder stands for the `*.yaml` and `*.yml` files below it, parts included, as `push` sees it: hidden files and
folders are passed over, links to folders are not followed, and `personactl.yaml` is no persona. A file that is named
itself is taken whatever it is called.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from personactl.errors import StorageError, UsageError
from personactl.state.project_file import PROJECT_FILE

_SUFFIXES: Final = frozenset({".yaml", ".yml"})


def find_files(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Every file that `paths` stand for, in the form given (a relative path stays relative).

    Raises `UsageError` for a path that does not exist and for a folder without YAML files, `StorageError` for a
    folder that cannot be read.
    """
    found: dict[Path, Path] = {}
    for path in paths:
        for file in _below(path) if _is_folder(path) else (_named(path),):
            found.setdefault(_identity(file), file)
    return tuple(sorted(found.values(), key=lambda file: file.parts))


def _named(path: Path) -> Path:
    if not os.path.lexists(path):
        raise UsageError(
            f"{path} does not exist",
            where=str(path.absolute()),
            hint="check the path; without one, the project's personas folder is checked",
        )
    return path


def _below(folder: Path) -> list[Path]:
    files = list(_walk(folder))
    if not files:
        raise UsageError(
            f"{folder} holds no persona files",
            where=str(folder.absolute()),
            hint="name another folder, or a file; persona files end in .yaml or .yml",
        )
    return files


def _walk(top: Path) -> Iterator[Path]:
    waiting = [top]
    while waiting:
        for path in _visible(waiting.pop()):
            if not _is_folder(path):
                if path.suffix in _SUFFIXES and path.name != PROJECT_FILE:
                    yield path
            elif not path.is_symlink():
                waiting.append(path)


def _visible(folder: Path) -> list[Path]:
    try:
        return [path for path in folder.iterdir() if not path.name.startswith(".")]
    except OSError as error:
        raise StorageError(
            f"the folder {folder} cannot be read: {error.strerror}",
            where=str(folder.absolute()),
            hint="check its permissions, or name the files to look at",
        ) from error


def _is_folder(path: Path) -> bool:
    return os.path.isdir(path)  # noqa: PTH112 - `Path.is_dir` raises where a folder above may not be searched


def _identity(file: Path) -> Path:
    """Equal for two ways to the same entry of the same folder. Two links to one file stay two: they are two keys."""
    return Path(os.path.realpath(file.parent)) / file.name
