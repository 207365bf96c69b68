"""What an open file is to the project that it lies in, told by where it lies.

Other YAML files are not looked at: an editor sends every one that it opens.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from personactl.errors import PersonactlError
from personactl.lint.rule_selection import DEFAULT, Selection
from personactl.lint.rule_settings import selection_of
from personactl.lsp.key_positions import Edited
from personactl.persona.schema.file_kind import FOLDERS
from personactl.state.persona_files import SUFFIXES
from personactl.state.project import Project, find_project
from personactl.state.project_settings import PROJECT_FILE


@dataclass(frozen=True, slots=True)
class Role:
    project: Project
    kind: Edited


@dataclass(frozen=True, slots=True)
class Workplace:
    """`failure` says why the settings cannot be used; the project is checked as if it had none."""

    project: Project
    selection: Selection
    failure: str | None = None

    @property
    def exists(self) -> bool:
        """A folder with nothing that makes it a project is none, whatever other folders it has."""
        root = self.project.root
        return self.project.personas.is_dir() or self.failure is not None or (root / PROJECT_FILE).is_file()


def workplace(folder: Path) -> Workplace:
    """The project around `folder`."""
    try:
        project = find_project(folder)
        return Workplace(project, selection_of(project.lint, project.root))
    except PersonactlError as error:
        root = next((above for above in (folder, *folder.parents) if os.path.lexists(above / PROJECT_FILE)), folder)
        return Workplace(Project(root, root / "personas"), DEFAULT, f"{error.message} ({error.where})")


def role_of(path: Path) -> Role | None:
    """Of the file at the real `path`; None where no project knows it."""
    around = workplace(path.parent)
    kind = kind_in(path, around.project) if around.exists else None
    return None if kind is None else Role(around.project, kind)


def kind_in(path: Path, project: Project) -> Edited | None:
    if path.suffix not in SUFFIXES:
        return None
    root = real(project.root)
    if path.name == PROJECT_FILE:
        return "project" if path.parent == root else None
    saved = next((kind for kind, folder in FOLDERS.items() if path.is_relative_to(root / folder)), None)
    return saved or ("persona" if path.is_relative_to(real(project.personas)) else None)


def real(path: Path) -> Path:
    """One path for a file, whatever links lead to it."""
    return Path(os.path.realpath(path))
