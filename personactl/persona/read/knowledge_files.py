"""The files behind the names and patterns in the `documents` of knowledge.

Hidden files never count, and links to folders are not followed. What cannot be looked at is left to whoever asks.
"""

import os
from pathlib import Path


def matching_files(folder: Path, pattern: str) -> list[Path] | None:
    """The files that a name written in a file of `folder` stands for, sorted; None where that cannot be told."""
    top, below = folder, os.path.normpath(pattern)
    while below.startswith(os.pardir + os.sep):
        top, below = top / os.pardir, below[len(os.pardir) + 1 :]
    if below.endswith("**"):
        below += "/*"  # so that it means files in every Python
    try:
        exact = top / below
        if exact.is_file():
            return [exact]
        if Path(below).is_absolute():
            return None
        if exact.is_dir():
            return []
        return sorted(path for path in top.glob(below) if not _is_hidden(path, top) and path.is_file())
    except (OSError, ValueError, IndexError, NotImplementedError, RuntimeError):
        return None


def _is_hidden(path: Path, top: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(top).parts)
