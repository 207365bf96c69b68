"""A project's files, as what a target should hold; what they said the last time is remembered.

Reading ends at the first file that can't be read. Nobody wants to mend files one run at a time, so that then the
linter looks at all of them and stderr gets everything that is wrong.
"""

import os
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from personactl.cli.environment import current_environment
from personactl.cli.output import Output
from personactl.errors import UsageError

if TYPE_CHECKING:
    from personactl.parallel import Sharing
    from personactl.persona.read.reader import Reader
    from personactl.persona.resource import Resource
    from personactl.state.project import Project
    from personactl.state.selection import Selection

_Result = TypeVar("_Result")
_WIDTH_OF_A_FINDING = 100


def read_selection(project: "Project", selection: "Selection", profile: str) -> "tuple[Resource, ...]":
    """What the selection is about, with what it needs, as `profile` changes it. Raises as `project_resources` does."""
    from personactl.persona.read.project_resources import project_resources

    with _reader(project, selection, profile) as reader:
        return project_resources(reader, selection.chosen)


def read_or_list(project: "Project", selection: "Selection", profile: str, out: Output) -> "tuple[Resource, ...]":
    """As `read_selection`; for files that can't be read stderr lists what is wrong with any before `UsageError`."""
    try:
        return read_selection(project, selection, profile)
    except UsageError:
        refuse_errors(selected_files(selection), project, out)
        raise


def read_checked(project: "Project", selection: "Selection", profile: str, out: Output) -> "tuple[Resource, ...]":
    """As `read_selection`, of files without errors; raises `UsageError` for others, which stderr lists.

    A file that is to be checked is read by whoever checks it, which takes it apart once for both.
    """
    from personactl.document.shared_reading import SharedReading
    from personactl.persona.read.project_resources import project_resources

    cwd, files = current_environment().cwd, selected_files(selection)
    with _reader(project, selection, profile) as reader:
        personas = set(selection.files["persona"].values()).intersection(files)
        unknown = reader.unread_personas() if selection.chosen is None else personas
        reading = SharedReading(
            reader.persona_reader, {_seen_from(cwd, path): path for path in unknown}, _load_what_follows
        )
        refuse_errors(files, project, out, reading.share)
        reader.add_personas(reading.found)
        resources = project_resources(reader, selection.chosen)
    refuse_errors({one.path for one in resources} - set(files), project, out)
    return resources


def selected_files(selection: "Selection") -> list[Path]:
    """The files that the run is about, sorted; what they need comes on top of them."""
    from personactl.persona.read.definitions import FileKey, defining_files

    every = [path for files in selection.files.values() for path in files.values()]
    if selection.chosen is not None:
        chosen = {home for address in selection.chosen for home in defining_files(address)}
        every = [
            path
            for kind, files in selection.files.items()
            for key, path in files.items()
            if FileKey(kind, key) in chosen
        ]
    return sorted(every)


def refuse_errors(files: Collection[Path], project: "Project", out: Output, share: "Sharing | None" = None) -> None:
    """Warnings don't stop a push; `validate` is there for them. What the cache does not know is checked by `share`."""
    from personactl.cli.validate.run import from_disk
    from personactl.commands.lint_scope import Group, RuleRequest
    from personactl.lint.finding import Severity

    cwd = current_environment().cwd
    seen = tuple(_seen_from(cwd, path) for path in sorted(files))
    if not seen:
        return
    report = from_disk(Group(project, seen, RuleRequest()), cache=True, share=share)
    errors = [finding for finding in report.findings if finding.severity is Severity.error]
    if not errors:
        return
    from personactl.lint.lint_report import Report
    from personactl.report.findings.findings_text import findings_text

    shown = findings_text(Report.of(seen, errors), width=_WIDTH_OF_A_FINDING)
    out.note("\n".join(line.plain for line in shown))
    first = errors[0]
    raise UsageError(
        f"{len(errors)} error{'s' if len(errors) > 1 else ''} in the project's files, nothing was sent",
        where=f"{first.path}:{first.span.start.line}:{first.span.start.column} {first.code} {first.message}",
        hint="correct them; 'personactl validate' shows them all",
    )


def _seen_from(cwd: Path, path: Path) -> Path:
    """As somebody in the current folder would write it: mostly what is left of the path there, which is quick."""
    start, text = f"{cwd}{os.sep}", str(path)
    return Path(text.removeprefix(start)) if text.startswith(start) else Path(os.path.relpath(path, cwd))


@contextmanager
def _reader(project: "Project", selection: "Selection", profile: str) -> "Iterator[Reader]":
    """For as long as what was read may be remembered."""
    from time import time_ns

    from personactl.parallel import usable_cores
    from personactl.persona.read.reader import Reader
    from personactl.state.read_results import open_read_cache

    with open_read_cache(current_environment().paths.cache, project.root, profile, time_ns()) as kept:
        yield Reader(
            selection.files,
            project.root,
            profile,
            kept.results,
            processes=usable_cores(),
            share=_share_and_load,
        )


def _share_and_load(work: Callable[[Path], _Result], items: Sequence[Path], processes: int) -> Iterator[_Result]:
    from personactl.parallel import shared

    return shared(work, items, processes, _load_what_follows)


def _load_what_follows() -> None:
    """Whoever reads files compares them with a platform next: what that takes is loaded while other processes read."""
    import personactl.api.client
    import personactl.api.network
    import personactl.report.plan.plan_text
    import personactl.sync.plan.build  # noqa: F401
