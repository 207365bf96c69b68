"""A project's files as the resources that a target should hold; what they said the last time is cached.

Reading ends at the first file that cannot be read. The linter then looks at all of them and a note lists everything
that is wrong, so that nobody has to correct files one run at a time.
"""

import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from personactl.commands.context import Context, Environment
from personactl.errors import UsageError

if TYPE_CHECKING:
    from personactl.parallel import FileMap
    from personactl.persona.read.reader import Reader
    from personactl.persona.resource import Resource
    from personactl.state.project import Project
    from personactl.state.selection import Selection

_FINDING_WIDTH = 100


def read_selection(
    project: "Project", selection: "Selection", profile: str, environment: Environment
) -> "tuple[Resource, ...]":
    """The selected resources and those that they need, as `profile` changes them.

    Raises as `project_resources` does.
    """
    from personactl.persona.read.project_resources import project_resources

    with _open_reader(project, selection, profile, environment) as reader:
        return project_resources(reader, selection.chosen)


def read_or_list(project: "Project", selection: "Selection", profile: str, context: Context) -> "tuple[Resource, ...]":
    """As `read_selection`; if a file cannot be read, a note lists the errors of all files before `UsageError`."""
    try:
        return read_selection(project, selection, profile, context.environment)
    except UsageError:
        refuse_errors(selected_files(selection), project, context)
        raise


def read_checked(project: "Project", selection: "Selection", profile: str, context: Context) -> "tuple[Resource, ...]":
    """As `read_selection`, for files without lint errors. Raises `UsageError` for errors, which a note lists.

    A file that has to be checked is read by the process that checks it, so that it is parsed once for both.
    """
    from personactl.parallel import PairedFileMap
    from personactl.persona.read.project_resources import project_resources

    cwd, files = context.environment.cwd, selected_files(selection)
    with _open_reader(project, selection, profile, context.environment) as reader:
        personas = set(selection.files["persona"].values()).intersection(files)
        unknown = reader.unread_personas() if selection.chosen is None else personas
        names = {_relative_to(cwd, path): path for path in unknown}
        reading = PairedFileMap(reader.persona_reader, names)
        refuse_errors(files, project, context, reading.map_files)
        reader.add_personas(reading.second_results)
        resources = project_resources(reader, selection.chosen)
    refuse_errors({one.path for one in resources} - set(files), project, context)
    return resources


def selected_files(selection: "Selection") -> list[Path]:
    """The files that the run is about, sorted, without those that they need."""
    from personactl.persona.read.definitions import FileKey, defining_files

    if selection.chosen is None:
        return sorted(path for files in selection.files.values() for path in files.values())
    chosen = {home for address in selection.chosen for home in defining_files(address)}
    return sorted(
        path for kind, files in selection.files.items() for key, path in files.items() if FileKey(kind, key) in chosen
    )


def refuse_errors(
    files: Collection[Path], project: "Project", context: Context, file_map: "FileMap | None" = None
) -> None:
    """Raise `UsageError` if one of `files` has a lint error, after a note that lists all errors.

    Warnings do not stop a push; `validate` shows them. `file_map` checks the files that are not in the cache.
    """
    from personactl.commands.lint_scope import LintScope, RuleRequest
    from personactl.commands.validate import check_on_disk
    from personactl.lint.finding import Severity

    shown = tuple(_relative_to(context.environment.cwd, path) for path in sorted(files))
    if not shown:
        return
    report = check_on_disk(LintScope(project, shown, RuleRequest()), context.environment, cache=True, file_map=file_map)
    errors = [finding for finding in report.findings if finding.severity is Severity.error]
    if not errors:
        return
    from personactl.lint.lint_report import Report
    from personactl.report.findings.findings_text import findings_text

    lines = findings_text(Report.of(shown, errors), width=_FINDING_WIDTH)
    context.notes.note("\n".join(line.plain for line in lines))
    first = errors[0]
    raise UsageError(
        f"{len(errors)} error{'s' if len(errors) > 1 else ''} in the project's files, nothing was sent",
        where=f"{first.path}:{first.span.start.line}:{first.span.start.column} {first.code} {first.message}",
        hint="correct them; 'personactl validate' shows them all",
    )


def _relative_to(cwd: Path, path: Path) -> Path:
    """The path as somebody in `cwd` would write it."""
    return Path(os.path.relpath(path, cwd))


@contextmanager
def _open_reader(
    project: "Project", selection: "Selection", profile: str, environment: Environment
) -> "Iterator[Reader]":
    """A reader; what it read is cached when the block ends."""
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
