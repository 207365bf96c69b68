"""What a YAML file of a project describes, told by where it lies: a persona, or a tool or knowledge in its own folder.

Personas may lie anywhere; `tools/` and `knowledge/` are those at the top of the project.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

SavedKind: TypeAlias = Literal["tool", "knowledge"]
FileKind: TypeAlias = Literal["persona"] | SavedKind

FOLDERS: Final[Mapping[SavedKind, Path]] = MappingProxyType({"tool": Path("tools"), "knowledge": Path("knowledge")})
"""Where a project at `root` keeps such files, below `root`."""

_KINDS: Final[dict[str, SavedKind]] = {"tools": "tool", "knowledge": "knowledge"}


def kind_of(path: Path, root: Path) -> FileKind:
    """Of the file at `path`, which may count from the current folder, in the project at `root`."""
    top, _, below = os.path.relpath(path, root).partition(os.sep)
    return _KINDS.get(top, "persona") if below else "persona"
