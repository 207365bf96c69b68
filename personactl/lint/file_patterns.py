"""Patterns of `perFile` that can match no file, and what to write instead.

The patterns are those of `.gitignore`, relative to the folder of `personactl.yaml`, so that people who know other
patterns write some that never match and then wonder why findings stay.
"""

import re
from pathlib import Path
from typing import Final

from personactl.files.repository import real_path

_DRIVE: Final = re.compile(r"[A-Za-z]:|~|\w+://")
_POINTLESS_ESCAPE: Final = re.compile(r"\\(?:\w|$)")
_CHOICE: Final = re.compile(r"\{[^{},]*+,[^{}]*+\}")
_FOLDER_OF_FILE: Final = re.compile(r"\.(?:ya?ml|md|txt)/$")


def why_never(pattern: str, root: Path) -> tuple[str, str] | None:
    """Return why no file of the project at `root` can match, and what to do; None if one can."""
    if not pattern.strip() or pattern.startswith("#"):
        return (
            "it is empty or a comment",
            "write a path such as personas/cara.yaml, or a pattern such as personas/*.yaml",
        )
    if pattern.startswith("!"):
        return "a pattern with ! only takes back another one", "write the pattern of the files that it is about"
    below = _below(pattern, root)
    if below is not None:
        return "it is relative to the folder of personactl.yaml", f"write {below}"
    if _DRIVE.match(pattern):
        return "it is outside of the project", "write a path relative to the folder of personactl.yaml"
    if _POINTLESS_ESCAPE.search(pattern):
        return "a backslash does not separate folders", "write " + re.sub(r"\\+", "/", pattern).strip("/")
    parts = pattern.strip("/").split("/")
    if ".." in parts:
        return "it leads out of the project", "write a path relative to the folder of personactl.yaml"
    if "." in parts or "" in parts:
        return "a path in it is not plain", f"write {'/'.join(part for part in parts if part not in {'', '.'}) or '**'}"
    return _unknown_syntax(pattern)


def _unknown_syntax(pattern: str) -> tuple[str, str] | None:
    if _CHOICE.search(pattern):
        return "braces are not part of such patterns", "write a pattern for each of the choices"
    if _FOLDER_OF_FILE.search(pattern):
        return "a / at the end means a folder", f"write {pattern.rstrip('/')}"
    if "[" in pattern and not _closes_a_bracket(pattern):
        return "a [ in it is never closed", r"write \[ for the character itself"
    return None


def _closes_a_bracket(pattern: str) -> bool:
    opened = re.search(r"\[[^\]]", pattern)
    return opened is not None and "]" in pattern[opened.end() :]


def _below(pattern: str, root: Path) -> str | None:
    """Return an absolute path inside the project as a pattern, or None for any other pattern."""
    for folder in dict.fromkeys((root.absolute(), Path(real_path(root)))):
        start = folder.as_posix().rstrip("/") + "/"
        if len(start) > 1 and pattern.startswith(start):
            return pattern.removeprefix(start)
    return None
