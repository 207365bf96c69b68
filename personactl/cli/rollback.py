"""`personactl rollback`: what a run overwrote or deleted on a platform, as it was before."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from personactl.cli.options import (
    DryRunOption,
    OnlyOption,
    ProfileOption,
    QuietOption,
    TextJson,
    TextJsonOption,
    YesOption,
)
from personactl.cli.plan_options import OnConflictOption

if TYPE_CHECKING:
    from collections.abc import Sequence

    from personactl.cli.output import Output
    from personactl.commands.apply_plan import PlanRun
    from personactl.persona.resource import Address, SecretSource
    from personactl.state.history import Kept, Run
    from personactl.state.lock import LockBlock
    from personactl.state.project import Project
    from personactl.state.target import Target
    from personactl.sync.plan.options import PlanOptions
    from personactl.sync.plan.plan import Plan

RunArgument = Annotated[int | None, typer.Argument(metavar="[RUN]", help="The number that 'history' shows.")]
LastOption = Annotated[bool, typer.Option("--last", help="The newest run against this target.")]


def rollback(
    run: RunArgument = None,
    last: LastOption = False,
    only: OnlyOption = None,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
    on_conflict: OnConflictOption = None,
    format: TextJsonOption = TextJson.text,
    profile: ProfileOption = None,
    quiet: QuietOption = False,
) -> int:
    """Bring back what a run overwrote or deleted, as it was before that run.

    Shows the plan first and asks, refuses where somebody changed the same fields since (--on-conflict ours brings the
    old values back all the same), and keeps what it overwrites: a rollback can be rolled back. What was deleted is
    created again, under a new id. What the run created stays. Files are not touched: the platform is ahead of them
    afterwards, pull takes its values over, and push leaves them alone.

    \b
    Examples:
      personactl rollback --last --dry-run
      personactl rollback 12
      personactl rollback 12 --only cara --yes
    """
    from personactl.cli.environment import current_environment
    from personactl.cli.output import Output
    from personactl.state.project import find_project
    from personactl.sync.plan.options import PlanOptions

    out = Output(quiet=quiet)
    project = find_project(current_environment().cwd)
    found, target = _choose(run, project, profile, out, last=last)
    choices = PlanOptions(on_conflict=None if on_conflict is None else on_conflict.value)
    this = _Rollback(found, target, project, only or (), choices, out)
    doing = this.carrying_out(format)
    return doing.dry_run(this.plan) if dry_run else doing.carry_out(this.plan, consent=yes)


def _choose(
    number: int | None, project: "Project", profile: str | None, out: "Output", *, last: bool
) -> "tuple[Run, Target]":
    """The run, and its own target, whatever this run would go to otherwise."""
    from personactl.cli.environment import current_environment
    from personactl.commands.targets import open_target
    from personactl.errors import UsageError
    from personactl.state.history import find_run, history_folder

    if last is (number is not None):
        raise UsageError(
            "one run is to be rolled back: name it, or say --last",
            where="the command line of 'personactl rollback'",
            hint="'personactl history' lists the runs",
        )
    folder = history_folder(current_environment().paths.state, project.root)
    if number is None:
        target = open_target(profile, out)
        return _newest(folder, target), target
    run = find_run(folder, number)
    if profile not in (None, run.about.profile):
        raise UsageError(
            f"run {number} went to {run.about.profile}, not to {profile}",
            where=str(run.path),
            hint="leave --profile out: a run is rolled back where it was made",
        )
    target = open_target(run.about.profile, out)
    _refuse_elsewhere(run, target)
    return run, target


def _newest(folder: Path, target: "Target") -> "Run":
    from personactl.errors import NotFoundError
    from personactl.state.history import Run, runs

    for found in runs(folder):
        if isinstance(found, Run) and (found.about.profile, found.about.origin) == (target.name, target.origin):
            return found
    raise NotFoundError(
        f"nothing was overwritten or deleted on {target.name} from this machine",
        where=str(folder),
        hint="'personactl history' lists the runs against all targets",
    )


def _refuse_elsewhere(run: "Run", target: "Target") -> None:
    from personactl.errors import UsageError

    if target.origin != run.about.origin:
        raise UsageError(
            f"run {run.number} went to {run.about.origin}, and {target.name} now means {target.origin}",
            where=str(run.path),
            hint="ids of one platform mean nothing on another: give the profile the address that it had",
        )


@dataclass(frozen=True, slots=True)
class _Rollback:
    run: "Run"
    target: "Target"
    project: "Project"
    only: "Sequence[str]"
    choices: "PlanOptions"
    out: "Output"

    def carrying_out(self, format: TextJson) -> "PlanRun":
        from personactl.commands.apply_plan import PlanRun
        from personactl.commands.targets import lock_path

        return PlanRun(
            command="rollback",
            target=self.target,
            lock=lock_path(self.target, self.project),
            root=self.project.root,
            out=self.out,
            format=format,
            undoes=self.run.number,
            mention=lambda plan, locked: self.mention(plan),
        )

    async def plan(self, locked: "LockBlock") -> "Plan":
        from personactl.cli.history import is_named
        from personactl.commands.targets import connect
        from personactl.sync.plan.build import build_plan
        from personactl.sync.plan.dependencies import with_needs
        from personactl.sync.plan.lost_dependencies import refuse_lost_needs
        from personactl.sync.rollback import expected_now, past_of, rollback_plan, wanted_again

        kept = list(self._kept())
        past = past_of(self.run.path.parent, self.run, self._secrets(kept))
        wanted = wanted_again(self.run, kept, past, locked)
        if self.only:
            self._refuse_unknown([one.address for one in wanted])
            chosen = {one.address for one in wanted if any(is_named(one.address, name) for name in self.only)}
            wanted = with_needs(chosen, wanted)
        refuse_lost_needs(wanted, self.run, past, locked)
        async with connect(self.target, read_only=True, on_wait=self.out.note) as client:
            block = expected_now(wanted, past, locked)
            plan = await build_plan(client, wanted, None, block, self.choices, root=self.project.root)
        return rollback_plan(plan, self.run, past, locked)

    def mention(self, plan: "Plan") -> None:
        """What the files have to do with it."""
        from personactl.sync.plan.plan import Replace

        pulled = [item for item in plan.writing if not isinstance(item.action, Replace)]
        if pulled:
            keys = sorted({item.key for item in pulled if item.address.kind == "persona"})
            self.out.note(
                f"files are not touched: 'personactl pull {' '.join(keys) or '--all'}' takes over what comes back"
            )

    def _kept(self) -> "list[Kept]":
        from personactl.state.history import kept_in

        return list(kept_in(self.run))

    def _refuse_unknown(self, addresses: "Sequence[Address]") -> None:
        from personactl.cli.history import is_named
        from personactl.errors import NotFoundError

        for name in self.only:
            if not any(is_named(address, name) for address in addresses):
                raise NotFoundError(
                    f"run {self.run.number} did not overwrite or delete {name!r}",
                    where=str(self.run.path),
                    hint=f"it did: {', '.join(sorted({address.key for address in addresses}))}",
                )

    def _secrets(self, kept: "Sequence[Kept]") -> "dict[Address, SecretSource]":
        """Where the LLMs among them have their secrets, as far as files still say so."""
        from personactl.commands.project_files import read_selection
        from personactl.errors import PersonactlError
        from personactl.state.selection import Selection, resource_files

        found: dict[Address, SecretSource] = {}
        for address in {one.address for one in kept if one.address.kind == "llm"}:
            try:
                selection = Selection(resource_files(self.project), frozenset({address}))
                resources = read_selection(self.project, selection, self.target.name)
            except PersonactlError:
                continue
            found |= {one.address: one.secret for one in resources if one.secret is not None}
        return found
