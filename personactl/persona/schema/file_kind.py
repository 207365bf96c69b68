"""What a YAML file of a project describes, told by where it lies: a persona, or a tool, knowledge or LLM in its folder.

Personas may lie anywhere; `tools/`, `knowledge/` and `llms/` are those at the top of the project.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

SavedKind: TypeAlias = Literal["tool", "knowledge", "llm"]
FileKind: TypeAlias = Literal["persona"] | SavedKind

FOLDERS: Final[Mapping[SavedKind, Path]] = MappingProxyType(
    {"tool": Path("tools"), "knowledge": Path("knowledge"), "llm": Path("llms")}
)
"""Where a project keeps such files, below its root."""

_KINDS: Final[dict[str, SavedKind]] = {str(folder): kind for kind, folder in FOLDERS.items()}


def kind_of(path: Path, root: Path) -> FileKind:
    """Of the file at `path`, which may count from the current folder, in the project at `root`."""
    top, _, below = os.path.relpath(path, root).partition(os.sep)
    return _KINDS.get(top, "persona") if below else "persona"
