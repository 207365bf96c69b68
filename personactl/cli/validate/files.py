"""What `validate` and its relatives look at: the files that were named, each in its project and under its settings."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from personactl.lint.rule_selection import Selection
    from personactl.state.project import Project

STDIN: Final = Path("-")


class RuleRequest(NamedTuple):
    """Which rules the command line asks for; None where it is silent."""

    select: Sequence[str] | None = None
    ignore: Sequence[str] | None = None
    online: bool = False


class Group(NamedTuple):
    """Files of one project, in the form in which they were named, and the rules that they are checked with."""

    project: "Project"
    files: tuple[Path, ...]
    wanted: RuleRequest

    @property
    def root(self) -> Path:
        return self.project.root

    @property
    def selection(self) -> "Selection":
        """Loads all the rules. Raises `UsageError` for one that does not exist."""
        return selected(self.project, self.wanted)


def grouped(cwd: Path, paths: Sequence[Path] | None, wanted: RuleRequest) -> tuple[Group, ...]:
    """The files that `paths` stand for, by project; all that the project around `cwd` has where there are none."""
    from personactl.lint.file_paths import find_files
    from personactl.state.project import find_project

    files = find_files(paths or _own(cwd, find_project(cwd)))
    by_folder: dict[str, list[Path]] = {}
    for path in files:
        by_folder.setdefault(os.path.dirname(path), []).append(path)  # noqa: PTH120 - there may be very many
    projects: dict[Path, tuple[Project, list[Path]]] = {}
    for folder, inside in by_folder.items():
        project = find_project(cwd / folder)
        projects.setdefault(project.root, (project, []))[1].extend(inside)
    return tuple(Group(project, tuple(group), wanted) for project, group in projects.values())


def stdin_group(cwd: Path, name: Path | None, wanted: RuleRequest) -> tuple[Group, str]:
    """The file that stdin stands for, as `name` would be checked if it held that text; and the text."""
    import sys

    from personactl.document.read_limits import MAX_BYTES
    from personactl.errors import UsageError
    from personactl.state.project import find_project

    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        hint = "check that it is the text you meant"
        raise UsageError(f"stdin holds more than {MAX_BYTES // 1024 // 1024} MiB", where="-", hint=hint)
    path = name or STDIN
    project = find_project((cwd / path).parent)
    # What is not UTF-8 becomes characters that no YAML file may hold, and is found there.
    return Group(project, (path,), wanted), data.decode("utf-8", "surrogateescape")


def selected(project: "Project", wanted: RuleRequest) -> "Selection":
    from personactl.lint.rule_settings import selection_of, split_option

    return selection_of(
        project.lint,
        project.root,
        select=None if wanted.select is None else split_option(wanted.select, "--select"),
        ignore=split_option(wanted.ignore or (), "--ignore"),
        online=wanted.online,
    )


def _own(cwd: Path, project: "Project") -> list[Path]:
    """The project's folders with personas, tools and knowledge, as a person in `cwd` would write them."""
    from personactl.errors import UsageError
    from personactl.persona.schema.file_kind import FOLDERS
    from personactl.state.persona_files import walk
    from personactl.state.project_settings import PROJECT_FILE

    saved = [project.root / folder for folder in FOLDERS.values()]
    folders = [folder for folder in saved if folder.is_dir() and any(walk(folder))]
    if project.personas.is_dir():
        folders.insert(0, project.personas)
    elif not folders or not (project.root / PROJECT_FILE).exists():  # any folder may have tools that are not ours
        raise UsageError(
            "there is no folder with personas here",
            where=str(project.personas),
            hint="run it inside a project, or name the files or folders to check",
        )
    return [Path(os.path.relpath(folder, cwd)) for folder in folders]
