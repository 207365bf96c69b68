"""What `validate` and its relatives look at: the files that were named, each in its project and under its settings."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from personactl.lint.rule_selection import Selection
    from personactl.state.project import Project


class RuleRequest(NamedTuple):
    """Which rules a run asks for; None leaves it to the project's settings.

    select: words such as "default", "P4" or "X806"; commas separate several.
    ignore: words of the same form.
    online: also the rules that need a target's catalogue.
    """

    select: Sequence[str] | None = None
    ignore: Sequence[str] | None = None
    online: bool = False


class LintScope(NamedTuple):
    """Files of one project and the rules that they are checked with.

    files: paths in the form in which they were named.
    """

    project: "Project"
    files: tuple[Path, ...]
    rules: RuleRequest

    @property
    def root(self) -> Path:
        return self.project.root

    @property
    def selection(self) -> "Selection":
        """Loads all the rules. Raises `UsageError` for one that does not exist."""
        from personactl.lint.rule_settings import selection_of, split_option

        rules = self.rules
        return selection_of(
            self.project.lint,
            self.root,
            select=None if rules.select is None else split_option(rules.select, "--select"),
            ignore=split_option(rules.ignore or (), "--ignore"),
            online=rules.online,
        )


def scopes_of(cwd: Path, paths: Sequence[Path], rules: RuleRequest) -> tuple[LintScope, ...]:
    """One scope for each project that `paths` lead to; without paths, everything in the project around `cwd`.

    Raises `UsageError` for a path that does not exist, and for a project without files.
    """
    from personactl.lint.file_paths import find_files
    from personactl.state.project import find_project

    files = find_files(paths or _project_folders(cwd, find_project(cwd)))
    by_folder: dict[Path, list[Path]] = {}
    for path in files:
        by_folder.setdefault(path.parent, []).append(path)
    by_project: dict[Path, tuple[Project, list[Path]]] = {}
    for folder, inside in by_folder.items():
        project = find_project(cwd / folder)
        by_project.setdefault(project.root, (project, []))[1].extend(inside)
    return tuple(LintScope(project, tuple(group), rules) for project, group in by_project.values())


def scope_of_file(cwd: Path, path: Path, rules: RuleRequest) -> LintScope:
    """The scope of one file that need not exist, such as a text that an editor has not saved yet."""
    from personactl.state.project import find_project

    return LintScope(find_project((cwd / path).parent), (path,), rules)


def _project_folders(cwd: Path, project: "Project") -> list[Path]:
    """The project's folders of personas, tools, knowledge and LLMs, as somebody in `cwd` would write them."""
    from personactl.errors import UsageError
    from personactl.persona.schema.file_kind import FOLDERS
    from personactl.state.persona_files import walk
    from personactl.state.project_settings import PROJECT_FILE

    components = [project.root / folder for folder in FOLDERS.values()]
    folders = [folder for folder in components if folder.is_dir() and any(walk(folder))]
    if project.personas.is_dir():
        folders.insert(0, project.personas)
    elif not folders or not (project.root / PROJECT_FILE).exists():  # any folder may have tools that are not ours
        raise UsageError(
            "there is no folder with personas here",
            where=str(project.personas),
            hint="run it inside a project, or name the files or folders to check",
        )
    return [Path(os.path.relpath(folder, cwd)) for folder in folders]
