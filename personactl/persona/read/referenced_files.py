"""Find and read the files that a file of the project names.

Only files of the project are read, and what its links lead to inside the repository.
"""

import os
from pathlib import Path
from typing import Final

from personactl.document.display_text import quoted
from personactl.document.document import Document, Problem, Trouble
from personactl.document.file_reader import read_document, read_text
from personactl.document.line_index import Lines
from personactl.files.read_log import note_failure, note_link
from personactl.files.repository import is_inside, is_linked, leaves_repository, real_path, repository
from personactl.persona.read.ignore_comments import without_ignore_comments
from personactl.persona.read.private_files import private_name, private_reason

PRIVATE_HINT: Final = (
    "Name another file: what a persona or a knowledge file names is sent to the platform. A harmless file needs"
    " another name."
)


def read_in_repository(path: Path, root: Path) -> Document:
    """Read the YAML file at `path` of the project at `root`. A link that leaves the repository is a problem of it."""
    if not is_linked(path, root):
        return read_document(path)
    real = Path(real_path(path))
    note_link(path, real)
    if reason := private_reason(real, root):
        return _refused(path, "R209", f"this is a link to the private file {real.name}: {reason}", PRIVATE_HINT)
    if not leaves_repository(path, root):
        return read_document(path)
    message = f"this is a link to {real_path(path)}, outside the repository"
    return _refused(path, "R202", message, "Replace the link by the file, or move the file into the repository.")


def _refused(path: Path, code: str, message: str, hint: str) -> Document:
    note_failure()
    lines = Lines("")
    return Document(path, lines, None, (Problem(code, message, hint, lines.span(0, 0)),))


def locate(name: str, folder: Path, root: Path) -> Path | Trouble:
    """Return the path that `name` in a file of `folder` refers to, with links followed.

    It is inside the project, or inside the repository if a link leads there: `name`, or the file that refers to it.

    root: the folder of the project.
    """
    try:
        path = Path(real_path(folder / name))
        project = real_path(root)
        inside = is_inside(str(path), project) or (
            _through_link(folder, name, project) and is_inside(str(path), repository(root))
        )
    except (OSError, RuntimeError, ValueError) as error:  # a cycle of links; a NUL in the name
        note_failure()
        return Trouble("R202", f"{quoted(name)} is not a valid path: {error}", "Name a file of the project.")
    note_link(folder / name, path)
    if not inside:
        hint = "Move it into the project's folder. personactl reads no other files."
        if os.path.islink(folder / name):  # noqa: PTH114 - `Path.is_symlink` raises for a name that is too long
            hint = f"It is a link to {path}. Replace it by the file. personactl reads no files outside the repository."
        return Trouble("R202", f"{name} is outside the project", hint)
    if reason := private_name(name) or private_reason(path, root):
        return Trouble("R209", f"{name} is a private file: {reason}", PRIVATE_HINT)
    return path


def _through_link(folder: Path, name: str, project: str) -> bool:
    """Return whether `name` does not leave the project itself, or is in a file that a link of the project leads to."""
    real = real_path(folder)
    return not is_inside(real, project) or is_inside(os.path.normpath(Path(real, name)), project)


def shown_path(name: str, folder: Path, located: Path) -> Path:
    """Return the path of the file `located` for messages: relative in the same way as `folder`, if possible."""
    short = Path(os.path.normpath(folder / name))
    return short if Path(real_path(short)) == located else located


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
