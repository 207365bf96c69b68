"""Read a project's files as the resources that a target should have. Results of unchanged files come from the cache.

Reading stops at the first file that cannot be read. The linter then checks all files and a note lists all errors, so
that a user can correct them in one go.
"""

import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from personactl.command_hint import command_hint
from personactl.commands.context import Context, Environment
from personactl.errors import UsageError

if TYPE_CHECKING:
    from personactl.lint.lint_report import Report
    from personactl.parallel import FileMap
    from personactl.persona.project_resource import Resource
    from personactl.persona.read.reader import Reader
    from personactl.state.project import Project
    from personactl.state.selection import Selection

_FINDING_WIDTH = 100
_SECRET = "X801"  # noqa: S105 - the rule that finds secrets in texts


def read_selection(
    project: "Project", selection: "Selection", profile: str, environment: Environment
) -> "tuple[Resource, ...]":
    """Return the selected resources and those that they need.

    profile: the name of the target, whose settings in the files apply.

    Raises as `persona.read.project_resources.project_resources` does.
    """
    from personactl.persona.read.project_resources import project_resources

    with _open_reader(project, selection, profile, environment) as reader:
        return project_resources(reader, selection.selected)


def read_noting_errors(
    project: "Project", selection: "Selection", profile: str, context: Context
) -> "tuple[Resource, ...]":
    """Read as `read_selection` does. If a file cannot be read, note the errors of all files and raise `UsageError`."""
    try:
        return read_selection(project, selection, profile, context.environment)
    except UsageError:
        refuse_lint_errors(selected_files(selection), project, context)
        raise


def read_validated(
    project: "Project", selection: "Selection", profile: str, context: Context, *, allow_secrets: bool = False
) -> "tuple[Resource, ...]":
    """Read as `read_selection` does, and raise as `refuse_lint_errors` does.

    A file that the cache does not know is read by the process that checks it, so that it is parsed only once.
    """
    from personactl.parallel import PairedFileMap
    from personactl.persona.read.project_resources import project_resources

    cwd, files = context.environment.cwd, selected_files(selection)
    with _open_reader(project, selection, profile, context.environment) as reader:
        personas = set(selection.files["persona"].values()).intersection(files)
        unknown = reader.unread_personas() if selection.selected is None else personas
        names = {_relative_to(cwd, path): path for path in unknown}
        reading = PairedFileMap(reader.persona_reader, names)
        refuse_lint_errors(files, project, context, reading.map_files, allow_secrets=allow_secrets)
        reader.add_personas(reading.second_results)
        resources = project_resources(reader, selection.selected)
    needed = {one.path for one in resources} - set(files)
    refuse_lint_errors(needed, project, context, allow_secrets=allow_secrets)
    return resources


def selected_files(selection: "Selection") -> list[Path]:
    """Return the selected files, sorted, without the files that they need."""
    from personactl.persona.resource_files import FileKey, defining_files

    if selection.selected is None:
        return sorted(path for files in selection.files.values() for path in files.values())
    selected = {home for address in selection.selected for home in defining_files(address)}
    return sorted(
        path for kind, files in selection.files.items() for key, path in files.items() if FileKey(kind, key) in selected
    )


def refuse_lint_errors(
    files: Collection[Path],
    project: "Project",
    context: Context,
    file_map: "FileMap | None" = None,
    *,
    allow_secrets: bool = False,
) -> None:
    """Raise `UsageError` if one of `files` has a lint error, after a note that lists all errors. Warnings pass.

    file_map: checks the files that the cache does not know.
    allow_secrets: let what looks like a secret pass, too.
    """
    from personactl.commands.lint_scope import LintScope, RuleRequest, check_scope
    from personactl.lint.finding import Severity

    shown = tuple(_relative_to(context.environment.cwd, path) for path in sorted(files))
    if not shown:
        return
    report = check_scope(LintScope(project, shown, RuleRequest()), context.environment, cache=True, file_map=file_map)
    passing = {_SECRET} if allow_secrets else frozenset[str]()
    errors = [one for one in report.findings if one.severity is Severity.error and one.code not in passing]
    if not errors:
        return
    from personactl.lint.lint_report import Report
    from personactl.report.findings.finding_locations import relative_to_checkout
    from personactl.report.findings.findings_text import findings_text

    found = Report.of(shown, errors)
    start = context.environment.started_in
    if start is not None and start != context.environment.cwd:
        found = relative_to_checkout(found, context.environment.cwd, start)
    lines = findings_text(found, width=_FINDING_WIDTH)
    for line in lines:
        context.notes.note(line.plain)
    raise _refusal(found)


def _refusal(found: "Report") -> UsageError:
    errors, first = len(found.findings), found.findings[0]
    hint = f"correct the files; '{command_hint('validate', profile=None)}' shows all findings"
    if any(one.code == _SECRET for one in found.findings):
        hint += "; push sends what is no secret with --allow-secrets"
    return UsageError(
        f"{errors} error{'s' if errors > 1 else ''} in the project's files, nothing was sent",
        where=f"{first.path}:{first.span.start.line}:{first.span.start.column} {first.code} {first.message}",
        hint=hint,
    )


def _relative_to(cwd: Path, path: Path) -> Path:
    """Return `path` relative to `cwd`."""
    return Path(os.path.relpath(path, cwd))


@contextmanager
def _open_reader(
    project: "Project", selection: "Selection", profile: str, environment: Environment
) -> "Iterator[Reader]":
    """Yield a reader. Its results are saved in the cache when the block ends."""
    from time import time_ns

    from personactl.parallel import usable_cores
    from personactl.persona.read.reader import Reader
    from personactl.state.read_results import open_read_cache

    with open_read_cache(environment.paths.cache, project.root, profile, time_ns()) as cached:
        yield Reader(
            selection.files,
            project.root,
            profile,
            cached.results,
            processes=usable_cores(),
        )
