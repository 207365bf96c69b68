"""Files that a persona refers to: they are found beside it and read only from inside the project."""

import os
from pathlib import Path

from personactl.document.display_text import quoted
from personactl.document.document import Trouble
from personactl.document.file_reader import read_text
from personactl.document.read_log import note_failure, note_link
from personactl.persona.read.ignore_comments import without_remarks


def locate(name: str, folder: Path, root: Path) -> Path | Trouble:
    """Where `name`, written in a file of `folder`, leads: links followed, and inside `root`, else a trouble."""
    try:
        path = (folder / name).resolve()
        inside = path.is_relative_to(root.resolve())
    except (OSError, RuntimeError, ValueError) as error:  # a circle of links; a NUL in the name
        note_failure()
        return Trouble("R202", f"{quoted(name)} is not a usable path: {error}", "Name a file of the project.")
    note_link(folder / name, path)
    if not inside:
        message = f"{name} lies outside of the project"
        return Trouble("R202", message, "Move it below the project's folder; nothing else is read.")
    return path


def shown_path(name: str, folder: Path, located: Path) -> Path:
    """The file `located` as somebody who works where `folder` is named from would write it."""
    short = Path(os.path.normpath(folder / name))
    return short if short.resolve() == located else located


def read_prompt(name: str, folder: Path, root: Path) -> str | Trouble:
    """The prompt in that file, without remarks to the linter.

    With LF as line ends and no white space at its end, so that editors do not matter.
    """
    path = locate(name, folder, root)
    if isinstance(path, Trouble):
        return path
    file = read_text(path)
    if file.problem is not None:
        return Trouble("R201", f"{name}: {file.problem.message}", file.problem.hint)
    return without_remarks(file.text).rstrip()
