"""What a diff or push is about: which files, as which personas, against which target, with which lock."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from personactl.cli.connection import connect, lock_path, open_target
from personactl.cli.output import Output
from personactl.cli.surroundings import here
from personactl.errors import UsageError

if TYPE_CHECKING:
    from personactl.persona.resource import Address, Resource
    from personactl.state.lock import LockBlock
    from personactl.state.project import Project
    from personactl.state.target import Target
    from personactl.sync.choices import Choices
    from personactl.sync.plan import Plan

_WIDTH_OF_A_FINDING = 100


@dataclass(frozen=True, slots=True)
class Subject:
    """`addresses` are those of all the project's files, None where they can't be told."""

    target: "Target"
    lock: Path
    root: Path
    resources: "Sequence[Resource]"
    addresses: "frozenset[Address] | None"

    async def plan(self, locked: "LockBlock", choices: "Choices", out: Output) -> "Plan":
        """Compare with the platform. Nothing but reads can leave."""
        from personactl.sync.preparing import prepare

        async with connect(self.target, read_only=True, on_wait=out.note) as client:
            return await prepare(client, self.resources, self.addresses, locked, choices, root=self.root)

    def note_orphans(self, plan: "Plan", locked: "LockBlock", out: Output) -> None:
        """Say which pushed personas have no file any more; nothing is done about them."""
        if self.addresses is None:
            return
        orphans = sorted(locked.resources.keys() - self.addresses - {item.formerly for item in plan.items})
        if orphans:
            names = ", ".join(address.key for address in orphans)
            out.note(f"pushed before, and without a file now (left as they are): {names}")


def find_subject(paths: Sequence[Path] | None, profile: str | None, out: Output) -> Subject:
    """Find and check the files, then the target. Raises `UsageError` for files with errors, which stderr lists."""
    from personactl.persona.reading import read_persona
    from personactl.state.project import find_project, persona_paths

    cwd = here().cwd
    project = find_project(cwd)
    files = persona_paths(project, paths)
    _refuse_errors([_seen_from(cwd, file) for file in files], project, out)
    target = open_target(profile, out)
    resources = [read_persona(file, project.root, target.name).as_resource() for file in files]
    addresses = _addresses(project, files, named=bool(paths))
    return Subject(target, lock_path(target, project), project.root, resources, addresses)


def _addresses(project: "Project", files: Sequence[Path], *, named: bool) -> "frozenset[Address] | None":
    """What is wrong with files that this run is not about is no concern of it."""
    from personactl.persona.resource import Address
    from personactl.state.project import persona_paths

    try:
        others = persona_paths(project, None) if named else ()
    except UsageError:
        return None
    return frozenset(Address("persona", file.stem) for file in (*files, *others))


def _refuse_errors(files: Sequence[Path], project: "Project", out: Output) -> None:
    """Warnings don't stop a push; `validate` is there for them."""
    from personactl.cli.linting import Wanted, selected
    from personactl.lint.finding import Severity
    from personactl.lint.report import Report
    from personactl.lint.running import lint_files
    from personactl.report.findings_text import findings_text

    report = lint_files(files, project.root, selected(project, Wanted()))
    errors = [finding for finding in report.findings if finding.severity is Severity.error]
    if not errors:
        return
    shown = findings_text(Report.of(files, errors), width=_WIDTH_OF_A_FINDING)
    out.note("\n".join(line.plain for line in shown))
    first = errors[0]
    raise UsageError(
        f"{len(errors)} error{'s' if len(errors) > 1 else ''} in persona files, nothing was sent",
        where=f"{first.path}:{first.span.start.line}:{first.span.start.column} {first.code} {first.message}",
        hint="correct them; 'personactl validate' shows them all",
    )


def _seen_from(cwd: Path, path: Path) -> Path:
    return path.relative_to(cwd) if path.is_absolute() and path.is_relative_to(cwd) else path
