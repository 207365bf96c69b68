"""The role of an open file in its project, which its path decides.

An editor sends every YAML file that it opens; those without a role are ignored.
"""

import os
from pathlib import Path

import msgspec

from personactl.document.plain_text import is_plain_text
from personactl.errors import PersonactlError
from personactl.files import repository
from personactl.lint.rule_selection import DEFAULT, Selection
from personactl.lint.rule_settings import selection_of
from personactl.lsp.key_positions import EditableKind
from personactl.persona.schema.file_kind import FOLDERS
from personactl.state.persona_files import SUFFIXES
from personactl.state.project import Project, find_project
from personactl.state.project_settings import PROJECT_FILE


class FileRole(msgspec.Struct, frozen=True):
    """The project of a file, and the kind of file that it is there."""

    project: Project
    kind: EditableKind


class LintedProject(msgspec.Struct, frozen=True):
    """A project and the rules for its files.

    selection: the rules of its settings, or the defaults if the settings cannot be used.
    failure: why the settings cannot be used.
    """

    project: Project
    selection: Selection
    failure: str | None = None

    @property
    def exists(self) -> bool:
        """Whether the folder is a project: it has personas or a settings file."""
        root = self.project.root
        return self.project.personas.is_dir() or self.failure is not None or (root / PROJECT_FILE).is_file()


def linted_project(folder: Path) -> LintedProject:
    """Return the project around `folder`; a folder outside of any project is returned as an empty one."""
    try:
        project = find_project(folder)
        return LintedProject(project, selection_of(project.lint, project.root))
    except PersonactlError as error:
        root = next((above for above in (folder, *folder.parents) if os.path.lexists(above / PROJECT_FILE)), folder)
        return LintedProject(Project(root, root / "personas"), DEFAULT, f"{error.message} ({error.where})")


def role_of(path: Path) -> FileRole | None:
    """Return the role of the file at the real `path`, or None if it has none."""
    found = linted_project(path.parent)
    kind = kind_in(path, found.project) if found.exists else None
    return None if kind is None else FileRole(found.project, kind)


def kind_in(path: Path, project: Project) -> EditableKind | None:
    """Return the kind of the file at the real `path` in `project`, or None if it is not one of its files."""
    if path.suffix not in SUFFIXES:
        return None
    root = real_path(project.root)
    if path.name == PROJECT_FILE:
        return "project" if path.parent == root else None
    component = next((kind for kind, folder in FOLDERS.items() if path.is_relative_to(root / folder)), None)
    return component or ("persona" if path.is_relative_to(real_path(project.personas)) else None)


def is_prompt_in(path: Path, project: Project) -> bool:
    """Return whether the text at the real `path` is a prompt by its folder: among the personas, or in `prompts/`."""
    folders = (project.personas, project.root / "prompts")
    return is_plain_text(path) and any(path.is_relative_to(real_path(folder)) for folder in folders)


def real_path(path: Path) -> Path:
    """Return the path with all links resolved."""
    return Path(repository.real_path(path))
