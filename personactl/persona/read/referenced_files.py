"""Find and read the files that a file of the project names. Only files inside the project are read."""

import os
from pathlib import Path

from personactl.document.display_text import quoted
from personactl.document.document import Trouble
from personactl.document.file_reader import read_text
from personactl.document.read_log import note_failure, note_link
from personactl.persona.read.ignore_comments import without_ignore_comments


def locate(name: str, folder: Path, root: Path) -> Path | Trouble:
    """Return the path that `name` in a file of `folder` refers to, with links followed; it is inside `root`."""
    try:
        path = (folder / name).resolve()
        inside = path.is_relative_to(root.resolve())
    except (OSError, RuntimeError, ValueError) as error:  # a cycle of links; a NUL in the name
        note_failure()
        return Trouble("R202", f"{quoted(name)} is not a valid path: {error}", "Name a file of the project.")
    note_link(folder / name, path)
    if not inside:
        message = f"{name} is outside the project"
        return Trouble("R202", message, "Move it into the project's folder. personactl reads no other files.")
    return path


def shown_path(name: str, folder: Path, located: Path) -> Path:
    """Return the path of the file `located` for messages: relative in the same way as `folder`, if possible."""
    short = Path(os.path.normpath(folder / name))
    return short if short.resolve() == located else located


def read_prompt(name: str, folder: Path, root: Path) -> str | Trouble:
    """Return the prompt in the file `name`, without ignore comments.

    Line ends are LF and white space at the end is removed, so that all editors give the same prompt.
    """
    path = locate(name, folder, root)
    if isinstance(path, Trouble):
        return path
    file = read_text(path)
    if file.problem is not None:
        return Trouble("R201", f"{name}: {file.problem.message}", file.problem.hint)
    return without_ignore_comments(file.text).rstrip()
