"""What a YAML file of a project describes: a persona, or a component, which is a tool, knowledge or an LLM.

The folder of the file decides. Components are in `tools/`, `knowledge/` and `llms/` at the root of the project; every
other file is a persona.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

ComponentKind: TypeAlias = Literal["tool", "knowledge", "llm"]
FileKind: TypeAlias = Literal["persona"] | ComponentKind

FOLDERS: Final[Mapping[ComponentKind, Path]] = MappingProxyType(
    {"tool": Path("tools"), "knowledge": Path("knowledge"), "llm": Path("llms")}
)
"""The folder of each kind of component, relative to the root of the project."""

_KINDS: Final[dict[str, ComponentKind]] = {str(folder): kind for kind, folder in FOLDERS.items()}


def kind_of(path: Path, root: Path) -> FileKind:
    """Return the kind of the file at `path` in the project at `root`. Both may be relative to the current folder."""
    top, _, below = os.path.relpath(path, root).partition(os.sep)
    return _KINDS.get(top, "persona") if below else "persona"


def is_part(path: Path) -> bool:
    """Return whether the file is a part: a file that only others extend and that is never pushed.

    Its name begins with `_`.
    """
    return path.name.startswith("_")
