"""Paths from a command line -> the YAML files to look at, each once and sorted.

A folder stands for the `*.yaml` and `*.yml` files below it. Hidden files and folders are passed over, and so is
`personactl.yaml`, which is no persona; a file that is named itself is taken whatever it is called.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from personactl.errors import StorageError, UsageError

YAML_SUFFIXES: Final = frozenset({".yaml", ".yml"})
PROJECT_FILE: Final = "personactl.yaml"


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
        raise UsageError(f"{path} does not exist", where=str(path.absolute()), hint="check the path for a typo")
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
    """Links to folders are followed, and each folder is entered once, so that a loop of links ends."""
    entered: set[tuple[int, int]] = set()
    waiting = [top]
    while waiting:
        folder = waiting.pop()
        status, paths = _opened(folder)
        if (status.st_dev, status.st_ino) in entered:
            continue
        entered.add((status.st_dev, status.st_ino))
        folders: list[Path] = []
        for path in paths:
            if _is_folder(path):
                folders.append(path)
            elif _looks_like_yaml(path):
                yield path
        waiting.extend(reversed(folders))


def _opened(folder: Path) -> tuple[os.stat_result, list[Path]]:
    """The folder's status, which tells it from any other, and what lies in it, sorted, without the hidden."""
    try:
        return folder.stat(), sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        raise StorageError(
            f"the folder {folder} cannot be read: {error.strerror}",
            where=str(folder.absolute()),
            hint="check its permissions, or name the files to look at",
        ) from error


def _is_folder(path: Path) -> bool:
    """False also where the question has no answer, as for a link in a circle: reading the file will say why."""
    try:
        return path.is_dir()
    except OSError:
        return False


def _looks_like_yaml(path: Path) -> bool:
    return path.suffix.lower() in YAML_SUFFIXES and path.name != PROJECT_FILE


def _identity(file: Path) -> Path:
    """Equal for two ways to the same entry of the same folder. Two links to one file stay two: they are two keys."""
    return Path(os.path.realpath(file.parent)) / file.name
