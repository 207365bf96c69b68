"""Paths from a command line to the YAML files to check, sorted and without duplicates.

A folder means all persona files below it, including parts, as for `push`, or its prompts if it has no persona files.
A pattern such as `personas/**/*.yaml` means the files that it matches. A path to a single file is taken with any name.
"""

import os
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from personactl.document.plain_text import PLAIN_TEXT
from personactl.errors import UsageError
from personactl.files.repository import real_path
from personactl.state.persona_files import as_leaving_link, is_pattern, matching, walk


def find_files(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Return the files that `paths` mean. A relative path stays relative.

    Raises `UsageError` if a path does not exist, a pattern matches nothing or a folder has no YAML files, and
    `StorageError` if a folder cannot be read.
    """
    found: dict[str, Path] = {}
    real = cache(real_path)
    outward = cache(lambda folder: as_leaving_link(Path(folder)))
    for path in paths:
        for file in _files_for(path, outward):
            found.setdefault(_identity(file, real), file)
    return tuple(sorted(found.values(), key=lambda file: file.parts))


def _identity(file: Path, real: Callable[[str], str]) -> str:
    """Return the same text for two paths to one file, unless their names, which are keys, differ."""
    folder, name = os.path.split(file)
    if os.path.islink(file) and os.path.basename(to := real_path(file)) == name:  # noqa: PTH114, PTH119
        return to
    return f"{real(folder)}/{name}"


def _files_for(path: Path, outward: Callable[[str], Path | None]) -> list[Path]:
    """`outward` returns the link through which a folder leaves its repository, or None."""
    if os.path.lexists(path):
        if _is_folder(path):
            return _below(path)
        link = as_leaving_link(path) if os.path.islink(path) else outward(os.path.dirname(path))  # noqa: PTH114, PTH120
        return [link or path]
    where = str(path.absolute())
    if not is_pattern(str(path)):
        hint = "check the path, or run the command without a path to check the whole project"
        raise UsageError(f"{path} does not exist", where=where, hint=hint)
    files = list(matching(path))
    if not files:
        raise UsageError(
            f"no file matches {path}", where=where, hint="check the pattern; ** matches any number of folders"
        )
    return files


def _below(folder: Path) -> list[Path]:
    files = list(walk(folder)) or _prompts_below(folder)
    if not files:
        raise UsageError(
            f"{folder} contains no persona files",
            where=str(folder.absolute()),
            hint="choose another folder or a file; persona files end in .yaml or .yml, prompts in .md or .txt",
        )
    return files


def _prompts_below(folder: Path) -> list[Path]:
    """Return the prompt files below a folder without persona files. A readme is about the prompts."""
    about = {"readme", "changelog", "license"}
    return [path for path in walk(folder, PLAIN_TEXT) if path.stem.casefold() not in about]


def _is_folder(path: Path) -> bool:
    return os.path.isdir(path)  # noqa: PTH112 - `Path.is_dir` raises where a folder above may not be searched
