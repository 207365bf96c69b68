"""The files that a lint run checks, grouped by the project whose settings apply to them, and the check of a group."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from personactl.commands.context import Environment
from personactl.files.repository import real_path

if TYPE_CHECKING:
    from personactl.lint.lint_report import Report
    from personactl.lint.rule_selection import Selection
    from personactl.parallel import FileMap
    from personactl.state.project import Project


class RuleRequest(NamedTuple):
    """The rules of a run.

    select: codes, beginnings of codes, names, "default" or "all"; one text may hold several, separated by commas. None
        for the project's own selection.
    ignore: rules to leave out, in the same form; None for the project's own.
    online: also check the rules that need a target's catalogue.
    """

    select: Sequence[str] | None = None
    ignore: Sequence[str] | None = None
    online: bool = False


class LintScope(NamedTuple):
    """Files of one project, and the rules to check them with.

    files: their paths as they were given, so that findings show them in this form.
    """

    project: "Project"
    files: tuple[Path, ...]
    rules: RuleRequest

    @property
    def root(self) -> Path:
        return self.project.root

    @property
    def selection(self) -> "Selection":
        """The selected rules. Raises `UsageError` for an unknown rule."""
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
    """Return one scope for each project that has files in `paths`.

    cwd: the current folder; relative paths start here.
    paths: files, folders, patterns and keys; empty for all files of the project around `cwd`.

    Raises `UsageError` for a path that does not exist, and for a project without files; `NotFoundError` for an unknown
    key.
    """
    from personactl.lint.file_paths import find_files

    files = find_files(_with_keys_found(cwd, paths) or _project_folders(cwd, linted_project(cwd)))
    by_folder: dict[Path, list[Path]] = {}
    for path in files:
        by_folder.setdefault(path.parent, []).append(path)
    by_project: dict[Path, tuple[Project, list[Path]]] = {}
    for folder, inside in by_folder.items():
        project = linted_project(cwd / folder)
        by_project.setdefault(project.root, (project, []))[1].extend(inside)
    return tuple(LintScope(project, tuple(group), rules) for project, group in by_project.values())


def linted_project(folder: Path) -> "Project":
    """Return the project around `folder`, with default settings if its settings are a link that cannot be followed."""
    from personactl.state.project import Project, find_project, project_root

    root = project_root(Path(os.path.normpath(folder)))
    if root is not None and unusable_settings(root) is not None:
        return Project(root, root / "personas")
    return find_project(folder)


def unusable_settings(root: Path) -> Path | None:
    """Return the settings file of a project if it is a link that is broken or leaves the repository."""
    from personactl.files.repository import leaves_repository
    from personactl.state.project_settings import PROJECT_FILE

    file = root / PROJECT_FILE
    return file if file.is_symlink() and (not file.exists() or leaves_repository(file, root)) else None


def _with_keys_found(cwd: Path, paths: Sequence[Path]) -> list[Path]:
    """Return `paths` with the files of the project around `cwd` in place of keys and patterns for keys."""
    found: list[Path] = []
    for path in paths:
        if os.path.lexists(path):
            found.append(path)
        else:
            found += _files_of(cwd, str(path))
    return found


def _files_of(cwd: Path, word: str) -> list[Path]:
    """Return a pattern for paths as it is, else the files of a key or of a pattern for keys."""
    from personactl.errors import UsageError
    from personactl.persona.resource_files import FileKey, defining_files
    from personactl.state.named_files import addresses_named, all_files, is_path_like, matches_keys, path_suggestion
    from personactl.state.persona_files import is_pattern, matching

    project = linted_project(cwd)
    every = all_files(project)
    if is_pattern(word) and not matches_keys(every, word) and any(matching(Path(word))):
        return [Path(word)]
    if is_path_like(word):
        known = [os.path.relpath(path, cwd) for paths in every.values() for path in paths]
        if known and not is_pattern(word):
            hint = path_suggestion(word, known)
            raise UsageError(f"{word} does not exist", where=os.path.normpath(cwd / word), hint=hint)
        return [Path(word)]  # the search for files says that it does not exist
    homes = {home for address in addresses_named(project, every, word, cwd) for home in defining_files(address)}
    return [
        Path(os.path.relpath(path, cwd))
        for kind, paths in every.items()
        for path in paths
        if FileKey(kind, path.stem) in homes
    ]


def tracked_scopes_of(environment: Environment, paths: Sequence[Path], rules: RuleRequest) -> tuple[LintScope, ...]:
    """Return the scopes of `scopes_of` with those files alone that git tracks; none if it tracks none of them.

    Without `paths`, a project without files is not an error, because a commit may take the last one away.
    """
    from personactl.state.git_tracked import tracked_files

    cwd = environment.cwd
    places = paths or _folders_with_files(cwd, linted_project(cwd))
    return tuple(
        scope._replace(files=files)
        for scope in (scopes_of(cwd, places, rules) if places else ())
        for tracked in [tracked_files(scope.root, environment.env)]
        if (files := tuple(file for file in scope.files if _entry(cwd / file) in tracked))
    )


def _folders_with_files(cwd: Path, project: "Project") -> list[Path]:
    from personactl.persona.schema.file_kind import FOLDERS
    from personactl.state.persona_files import walk
    from personactl.state.project_settings import PROJECT_FILE

    if not project.personas.is_dir() and not (project.root / PROJECT_FILE).exists():
        return []
    folders = (project.personas, *(project.root / folder for folder in FOLDERS.values()))
    return [Path(os.path.relpath(folder, cwd)) for folder in folders if folder.is_dir() and any(walk(folder))]


def _entry(path: Path) -> str:
    """Return the path with the links of its folder resolved, but not the file itself, which may be a link."""
    return os.path.join(real_path(path.parent), path.name)  # noqa: PTH118 - as git_tracked makes them


def scope_of_file(cwd: Path, path: Path, rules: RuleRequest) -> LintScope:
    """Return the scope of one file, which does not have to exist: its text may come from an editor or from stdin."""

    return LintScope(linted_project((cwd / path).parent), (path,), rules)


def check_scope(
    scope: LintScope, environment: Environment, *, cache: bool, file_map: "FileMap | None" = None
) -> "Report":
    """Return the findings of the files on disk. Results of unchanged files come from the cache.

    cache: whether results are read from the cache and saved in it.
    file_map: checks the files that are not in the cache; None uses all cores of this machine.
    """
    from time import time_ns

    from personactl.lint.batch import check_files
    from personactl.lint.cache.lint_cache import open_cache, setting_of
    from personactl.parallel import map_files, usable_cores

    project, rules = scope.project, scope.rules
    setting = setting_of(environment.cwd, project.root, project.personas, project.lint, rules.select, rules.ignore)
    with open_cache(environment.paths.cache if cache else None, setting, time_ns()) as opened:
        report = check_files(
            scope.files, scope.root, lambda: scope.selection, opened, usable_cores(), file_map or map_files
        )
    return report.with_real_names(scope.root)


def _is_dangling(folder: Path) -> bool:
    """Return whether the folder is a link that leads to no folder, which is a finding of it."""
    return folder.is_symlink() and not folder.exists()


def _project_folders(cwd: Path, project: "Project") -> list[Path]:
    """Return the project's folders of personas, tools, knowledge and LLMs, relative to `cwd`."""
    from personactl.command_hint import command_hint
    from personactl.errors import UsageError
    from personactl.persona.schema.file_kind import FOLDERS
    from personactl.state.persona_files import walk
    from personactl.state.project_settings import PROJECT_FILE

    components = [project.root / folder for folder in FOLDERS.values()]
    folders = [folder for folder in components if _is_dangling(folder) or (folder.is_dir() and any(walk(folder)))]
    if project.personas.is_dir() or _is_dangling(project.personas):
        if _is_dangling(project.personas) or any(walk(project.personas)) or not folders:  # an empty one hides no others
            folders.insert(0, project.personas)
    elif not folders or not (project.root / PROJECT_FILE).exists():  # any folder may contain a folder "tools"
        raise UsageError(
            "there is no folder with personas here",
            where=str(project.personas),
            hint="run the command in a project, name the files or folders to check, or make a project:"
            f" {command_hint('init', profile=None)}",
        )
    return [Path(os.path.relpath(folder, cwd)) for folder in folders]
