"""What a diff or push is about: which files, as which resources, against which target, with which lock."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from personactl.commands.context import Context
from personactl.commands.project_files import read_checked, read_or_list, refuse_errors, selected_files
from personactl.commands.targets import announce_target, find_target, lock_path, was_pushed
from personactl.errors import PersonactlError

if TYPE_CHECKING:
    from personactl.persona.resource import Resource
    from personactl.state.lock import LockBlock
    from personactl.state.project import Project
    from personactl.state.selection import Selection
    from personactl.state.target import Target
    from personactl.sync.plan.plan import Plan


class ScopeRequest(Struct, frozen=True):
    """What a run is asked to be about.

    paths: files and folders; without `only`.
    only: keys of resources; without `paths`.
    profile: the target's name; None for the one that the environment decides.
    """

    paths: Sequence[Path] = ()
    only: Sequence[str] = ()
    profile: str | None = None


class PushScope(Struct, frozen=True):
    """The project's resources, read for a target.

    lock: the lock file of `target`.
    selection: which of the project's files the run is about.
    resources: what these files describe, with what they need.
    """

    project: "Project"
    target: "Target"
    lock: Path
    selection: "Selection"
    resources: "Sequence[Resource]"

    def note_rest(self, plan: "Plan", locked: "LockBlock", context: Context) -> None:
        """Say what the plan leaves alone: what only the platform changed, and what lost its file."""
        from personactl.report.plan.resource_names import name_list
        from personactl.sync.plan.plan import Drift, Why

        remote_only = (change.why is Why.theirs for item in plan.items for change in item.changes)
        if any(isinstance(item.action, Drift) for item in plan.items) or any(remote_only):
            context.notes.note("what only the platform changed is left alone; pull takes it into the files")
        defined = self.selection.addresses(self.resources, locked.resources)
        planned = {address for item in plan.items for address in (item.address, item.formerly)}
        orphans = sorted(locked.resources.keys() - defined - planned)
        if orphans:
            description = "pushed before, and without a file now (left as they are)"
            context.notes.note(f"{description}: {name_list(orphans)}; push --prune deletes them")


def read_scope(request: ScopeRequest, context: Context, *, lint: bool) -> PushScope:
    """Find the files and the target, and read the files.

    lint: refuse files with lint errors. Without it only what cannot be read stops the run.

    Raises `UsageError` for files with errors, after a note that lists them.
    """
    from personactl.state.project import find_project
    from personactl.state.selection import select

    environment = context.environment
    project = find_project(environment.cwd)
    paths = [_absolute(environment.cwd, path) for path in request.paths]
    selection = select(project, paths, request.only, emptied=was_pushed(project, environment))
    try:
        target = find_target(request.profile, environment)
    except PersonactlError:
        if lint:  # errors in the files are reported first
            refuse_errors(selected_files(selection), project, context)
        raise
    read = read_checked if lint else read_or_list
    resources = read(project, selection, target.name, context)
    announce_target(target, context)
    return PushScope(project, target, lock_path(target, project, environment), selection, resources)


def _absolute(cwd: Path, path: Path) -> Path:
    """The absolute path, so that a plan names a file alike wherever it is made; a missing file keeps its typed name."""
    return Path(os.path.normpath(cwd / path)) if os.path.lexists(path) else path
