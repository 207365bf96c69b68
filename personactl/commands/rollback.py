"""Rollback: plan to restore what an earlier run overwrote or deleted on a target."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from personactl.command_hint import command_hint
from personactl.commands.apply_plan import PlanRun
from personactl.commands.context import Context
from personactl.commands.project.named_project import in_project_of
from personactl.commands.resource_filter import ResourceFilter
from personactl.commands.targets import announce_target, choose_target, find_target, lock_path
from personactl.errors import NotFoundError, PersonactlError, UsageError
from personactl.state.paths import needed

if TYPE_CHECKING:
    from personactl.api.client import Client
    from personactl.persona.project_resource import Address, SecretSource
    from personactl.state.history import Run, RunInfo, SavedResource
    from personactl.state.lock import LockBlock
    from personactl.state.project import Project
    from personactl.state.target import Target
    from personactl.sync.plan.options import PlanOptions, Resolution
    from personactl.sync.plan.plan import Plan


class RollbackRequest(Struct, frozen=True):
    """The options of a rollback.

    run: the number of a run; None for the newest run on the target.
    only: keys, paths and patterns; empty for everything that the run overwrote or deleted.
    on_conflict: "ours" or "theirs" for fields that were changed since the run; None to refuse them.
    profile: the name of the target; None for the one of `run`, or of the environment if `run` is None.
    """

    run: int | None = None
    only: Sequence[str] = ()
    on_conflict: "Resolution | None" = None
    profile: str | None = None


def prepare_rollback(request: RollbackRequest, context: Context) -> PlanRun:
    """Prepare a rollback, for a dry run or to be applied.

    Raises `NotFoundError` for an unknown run, and `UsageError` for a run that went to another target.
    """
    from personactl.state.project import find_project
    from personactl.sync.plan.options import PlanOptions

    context = in_project_of(request.only, context)
    project = find_project(context.environment.project_start)
    run, target = _run_and_target(request, project, context)
    options = PlanOptions(on_conflict=request.on_conflict)
    return PlanRun(
        command="rollback",
        target=target,
        lock=lock_path(target, project, context.environment),
        root=project.root,
        planner=RollbackPlanner(run, target, project, request.only, options, context),
        context=context,
        undoes=run.number,
    )


class RollbackPlanner(Struct, frozen=True):
    """Makes the plan of a rollback.

    run: the run to undo, which went to `target`.
    only: keys, paths and patterns; empty for all.
    """

    run: "Run"
    target: "Target"
    project: "Project"
    only: "Sequence[str]"
    options: "PlanOptions"
    context: Context

    async def plan(self, client: "Client", locked: "LockBlock", concurrency: int) -> "Plan":
        from personactl.state.history import saved_resources
        from personactl.sync.plan.build import build_plan
        from personactl.sync.plan.dependencies import with_dependencies
        from personactl.sync.rollback import (
            ids_of_run,
            past_of,
            refuse_lost_dependencies,
            restored_resources,
            rollback_base,
            rollback_plan,
        )

        saved = list(saved_resources(self.run))
        past = past_of(self.run.path.parent, self.run, self._secrets(saved), saved)
        resources = restored_resources(self.run, saved, past, locked)
        if self.only:
            only = ResourceFilter(self.only, self.project, self.context.environment)
            self._refuse_unknown(only, [one.address for one in resources])
            selected = {one.address for one in resources if only.includes(one.address)}
            resources = with_dependencies(selected, resources)
        refuse_lost_dependencies(resources, self.run, past, locked)
        expected = rollback_base(resources, past, locked)
        plan = await build_plan(
            client,
            resources,
            None,
            expected,
            self.options,
            root=self.project.root,
            profile=self.target.name,
            concurrency=concurrency,
            proof=locked,
            trusted=ids_of_run(saved, past),
        )
        return rollback_plan(plan, self.run, past, locked)

    def check(self, plan: "Plan", account: str) -> None:
        """Nothing was decided before."""

    def note_rest(self, plan: "Plan", locked: "LockBlock") -> None:
        """Note how the restored values get into the files."""
        from personactl.sync.plan.plan import Replace

        pulled = [item for item in plan.writing if not isinstance(item.action, Replace)]
        if pulled:
            keys = sorted({item.key for item in pulled if item.address.kind == "persona"})
            pull = command_hint("pull", *(keys or ["--all"]), profile=self.target.name)
            self.context.notes.note(f"the files are not changed; '{pull}' writes the restored values to them")

    def _refuse_unknown(self, only: ResourceFilter, addresses: "Sequence[Address]") -> None:
        name = only.unknown_word(addresses)
        if name is not None:
            raise NotFoundError(
                f"run {self.run.number} did not overwrite or delete {name!r}",
                where=str(self.run.path),
                hint=f"name one of these: {', '.join(sorted({address.key for address in addresses}))}",
            )

    def _secrets(self, saved: "Sequence[SavedResource]") -> "dict[Address, SecretSource]":
        """Return where the secrets of the LLMs are, for LLMs that still have a file."""
        from personactl.commands.project_files import read_selection
        from personactl.state.selection import Selection, resource_files

        found: dict[Address, SecretSource] = {}
        for address in {one.address for one in saved if one.address.kind == "llm"}:
            try:
                selection = Selection(resource_files(self.project), frozenset({address}))
                resources = read_selection(self.project, selection, self.target.name, self.context.environment)
            except PersonactlError:
                continue
            found |= {one.address: one.secret for one in resources if one.secret is not None}
        return found


def _run_and_target(request: RollbackRequest, project: "Project", context: Context) -> "tuple[Run, Target]":
    """Return the run to undo and the target that it went to."""
    from personactl.state.history import find_run, history_folder

    folder = history_folder(needed(context.environment.paths.state), project.root)
    if request.run is None:
        target = choose_target(request.profile, context)
        return _newest_run(folder, target, _as_run(target, project, context)), target
    run = find_run(folder, request.run)
    if request.profile not in (None, run.info.profile):
        other = _same_organization(run, request.profile, project, context)
        if other is not None:
            return run, other
        raise UsageError(
            f"run {run.number} went to {run.info.profile}, not to {request.profile}",
            where=str(run.path),
            hint="leave out --profile: a run is always rolled back on its own target",
        )
    target = choose_target(run.info.profile, context)
    if target.origin != run.info.origin:
        raise UsageError(
            f"run {run.number} went to {run.info.origin}, but {target.name} is {target.origin} now",
            where=str(run.path),
            hint="set the address of the profile back to what it was for that run",
        )
    return run, target


def _same_organization(run: "Run", profile: str | None, project: "Project", context: Context) -> "Target | None":
    """Return the target of another profile, if `run` went to its organization."""
    with suppress(PersonactlError):
        target = find_target(profile, context.environment)
        if run.info.same_target(_as_run(target, project, context)):
            announce_target(target, context)
            return target
    return None


def _as_run(target: "Target", project: "Project", context: Context) -> "RunInfo":
    """Return the description of a run on `target`, to be compared with others."""
    from personactl.commands.project.locked_block import read_locked
    from personactl.state.history import RunInfo

    account = read_locked(target, project, context).account.known
    return RunInfo(context.environment.now(), "rollback", target.name, target.origin, account=account)


def _newest_run(folder: Path, target: "Target", like: "RunInfo") -> "Run":
    from personactl.state.history import Run, runs

    for found in runs(folder):
        if isinstance(found, Run) and found.info.same_target(like):
            return found
    raise NotFoundError(
        f"nothing was overwritten or deleted on {target.name} from this machine",
        where=str(folder),
        hint=f"run '{command_hint('history', profile=None)}' to list the runs on all targets",
    )
