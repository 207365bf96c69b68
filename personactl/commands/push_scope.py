"""The scope of a diff or push: its files, the resources that they describe, its target and its lock file."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from personactl.commands.context import Context
from personactl.commands.project.named_project import in_project_of
from personactl.commands.project_files import read_noting_errors, read_validated, refuse_lint_errors, selected_files
from personactl.commands.targets import announce_target, find_target, lock_path, was_pushed
from personactl.errors import PersonactlError, UsageError

if TYPE_CHECKING:
    from personactl.persona.project_resource import Resource
    from personactl.state.lock import LockBlock
    from personactl.state.project import Project
    from personactl.state.selection import Selection
    from personactl.state.target import Target
    from personactl.sync.plan.plan import Plan


class ScopeRequest(Struct, frozen=True):
    """Which files to compare with which target.

    names: paths, patterns and keys, as they were typed; relative paths start in the current folder.
    only: the same, from `--only`. The whole project if both are empty.
    profile: the name of the target; None for the one of the environment.
    """

    names: Sequence[str] = ()
    only: Sequence[str] = ()
    profile: str | None = None

    def refuse_both(self) -> None:
        """Raise `UsageError` if the command line has both names and `--only`."""
        if self.names and self.only:
            hint = "name all of them in the same way"
            where = f"{self.names[0]} and --only {self.only[0]}"
            raise UsageError("--only and other names exclude each other", where=where, hint=hint)


class PushScope(Struct, frozen=True):
    """The project's resources, read for a target.

    lock: the path of the lock file of `target`.
    selection: the selected files.
    resources: what these files describe, and what they need.
    """

    project: "Project"
    target: "Target"
    lock: Path
    selection: "Selection"
    resources: "Sequence[Resource]"

    def note_rest(self, plan: "Plan", locked: "LockBlock", context: Context) -> None:
        """Note the resources whose file is gone."""
        from personactl.command_hint import command_hint
        from personactl.report.plan.resource_names import name_list

        defined = self.selection.addresses(self.resources, locked.resources)
        planned = {address for item in plan.items for address in (item.address, item.formerly)}
        orphans = sorted(locked.resources.keys() - defined - planned)
        if orphans:
            prune = command_hint("push", "--prune", profile=self.target.name)
            context.notes.note(
                f"still on the platform, but without a file: {name_list(orphans)}; '{prune}' deletes them"
            )


def read_scope(request: ScopeRequest, context: Context, *, lint: bool, allow_secrets: bool = False) -> PushScope:
    """Find the files and the target, and read the files.

    lint: refuse files with lint errors; otherwise only files that cannot be read are refused.
    allow_secrets: let what looks like a secret pass.

    Raises `UsageError` for refused files, after a note that lists their errors, and what finding the target raises.
    """
    from personactl.state.project import find_project
    from personactl.state.selection import select

    names = [*request.names, *request.only]
    context = in_project_of(names, context)
    environment = context.environment
    project = find_project(environment.project_start)
    selection = select(project, names, cwd=environment.cwd, may_be_empty=was_pushed(project, environment))
    try:
        target = find_target(request.profile, environment)
    except PersonactlError:
        if lint:  # report errors in the files first
            refuse_lint_errors(selected_files(selection), project, context, allow_secrets=allow_secrets)
        raise
    if lint:
        resources = read_validated(project, selection, target.name, context, allow_secrets=allow_secrets)
    else:
        resources = read_noting_errors(project, selection, target.name, context)
    announce_target(target, context)
    return PushScope(project, target, lock_path(target, project, environment), selection, resources)
