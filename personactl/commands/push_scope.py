"""What a diff or push is about: which files, as which resources, against which target, with which lock."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from personactl.cli.environment import current_environment
from personactl.cli.output import Output
from personactl.commands.project_files import read_checked, read_or_list, refuse_errors, selected_files
from personactl.commands.targets import connect, find_target, lock_path, say_target, was_pushed
from personactl.errors import PersonactlError

if TYPE_CHECKING:
    from personactl.persona.resource import Resource
    from personactl.state.lock import LockBlock
    from personactl.state.project import Project
    from personactl.state.selection import Selection
    from personactl.state.target import Target
    from personactl.sync.plan.options import PlanOptions
    from personactl.sync.plan.plan import Plan


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the command line says that the run is about. `only` are keys, and go without `paths`."""

    paths: Sequence[Path] = ()
    only: Sequence[str] = ()
    profile: str | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    project: "Project"
    target: "Target"
    lock: Path
    selection: "Selection"
    resources: "Sequence[Resource]"

    async def plan(
        self, locked: "LockBlock", choices: "PlanOptions", out: Output, *, concurrency: int | None = None
    ) -> "Plan":
        """Compare with the platform. Nothing but reads can leave."""
        from personactl.sync.apply.apply import CONCURRENCY
        from personactl.sync.plan.build import build_plan

        at_once = concurrency or self.project.push.concurrency or CONCURRENCY
        there = self.selection.addresses(self.resources, locked.resources)
        with out.working(f"comparing with {self.target.name}"):
            async with connect(self.target, read_only=True, on_wait=out.note, connections=at_once) as client:
                return await build_plan(
                    client, self.resources, there, locked, choices, root=self.project.root, concurrency=at_once
                )

    def note_the_rest(self, plan: "Plan", locked: "LockBlock", out: Output) -> None:
        """Say what the plan leaves alone, and what would not: what only the platform changed, and what was pushed and
        has no file any more."""
        from personactl.report.plan.resource_names import listed
        from personactl.sync.plan.plan import Drift, Why

        theirs = (change.why is Why.theirs for item in plan.items for change in item.changes)
        if any(isinstance(item.action, Drift) for item in plan.items) or any(theirs):
            out.note("what only the platform changed is left alone; pull takes it into the files")
        there = self.selection.addresses(self.resources, locked.resources)
        planned = {address for item in plan.items for address in (item.address, item.formerly)}
        orphans = sorted(locked.resources.keys() - there - planned)
        if orphans:
            gone = "pushed before, and without a file now (left as they are)"
            out.note(f"{gone}: {listed(orphans)}; push --prune deletes them")


def find_subject(chosen: Chosen, out: Output, *, lint: bool) -> Subject:
    """Find the files and the target, and read the files. Raises `UsageError` for files with errors, which stderr lists.

    Without `lint` only what can't be read stops the run, and then all that is wrong is listed all the same.
    """
    from personactl.state.project import find_project
    from personactl.state.selection import select

    cwd = current_environment().cwd
    project = find_project(cwd)
    paths = [_absolute(cwd, path) for path in chosen.paths]
    selection = select(project, paths, chosen.only, emptied=was_pushed(project))
    try:
        target = find_target(chosen.profile)
    except PersonactlError:
        if lint:  # what is wrong with the files is said first
            refuse_errors(selected_files(selection), project, out)
        raise
    read = read_checked if lint else read_or_list
    resources = read(project, selection, target.name, out)
    say_target(target, out)
    return Subject(project, target, lock_path(target, project), selection, resources)


def _absolute(cwd: Path, path: Path) -> Path:
    """So that a plan names a file alike, wherever it is made. What is not there keeps the name that was typed."""
    return Path(os.path.normpath(cwd / path)) if os.path.lexists(path) else path
