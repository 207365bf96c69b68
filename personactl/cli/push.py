"""`personactl push`: show the plan, ask, carry it out, say what became of each resource."""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Annotated, Final, NamedTuple

import typer

from personactl.cli.environment import current_environment
from personactl.cli.options import (
    DryRunOption,
    OnlyOption,
    PathsArgument,
    ProfileOption,
    QuietOption,
    TextJson,
    TextJsonOption,
    YesOption,
)
from personactl.cli.output import Output
from personactl.cli.plan_options import DEFAULT_PLAN_FLAGS, PlanFlags
from personactl.commands.apply_plan import PlanRun
from personactl.commands.push_scope import Chosen, Subject, find_subject

if TYPE_CHECKING:
    from personactl.commands.saved_plan import Planned
    from personactl.state.lock import LockBlock
    from personactl.sync.plan.options import PlanOptions
    from personactl.sync.plan.plan import Plan

FailFastOption = Annotated[bool, typer.Option("--fail-fast", help="Begin nothing more after the first failure.")]
NoValidateOption = Annotated[
    bool, typer.Option("--no-validate", help="Push in spite of what 'personactl validate' calls an error.")
]
ConcurrencyOption = Annotated[
    int | None,
    typer.Option("--concurrency", min=1, max=64, metavar="N", help="Requests under way at once; 16 by default."),
]


class ApplyFlags(NamedTuple):
    """How the plan is carried out."""

    fail_fast: FailFastOption = False
    no_validate: NoValidateOption = False
    concurrency: ConcurrencyOption = None


DEFAULT_APPLY_FLAGS: Final = ApplyFlags()


def push(
    paths: PathsArgument = None,
    only: OnlyOption = None,
    yes: YesOption = False,
    dry_run: DryRunOption = False,
    allowed: PlanFlags = DEFAULT_PLAN_FLAGS,
    way: ApplyFlags = DEFAULT_APPLY_FLAGS,
    format: TextJsonOption = TextJson.text,
    profile: ProfileOption = None,
    quiet: QuietOption = False,
) -> int:
    """Make the platform's personas, and what they need, what the files say, without losing anybody's work.

    Shows the plan first and asks. Refuses, before anything is sent, where the platform changed too (--on-conflict
    decides), where somebody else's resource has the name (--adopt takes it), and where a pushed one was deleted on
    the platform (--on-conflict ours creates it again). What only the platform changed is left alone. Each write is
    read back, and what it overwrites is kept: 'personactl rollback' brings it back. Running an interrupted push
    again finishes it. A plan that 'diff --output FILE' kept is pushed as 'push FILE', as it is or not at all.

    \b
    Examples:
      personactl push
      personactl push personas/cara.yaml --dry-run
      personactl push --only cara --only tool/open_calendar
      personactl push --prune --max-delete 3
      personactl push plan.json --yes
      personactl push --yes --format json
    """
    out = Output(quiet=quiet)
    chosen = Chosen(tuple(paths or ()), tuple(only or ()), profile)
    pushing = _found(chosen, allowed, out, lint=not way.no_validate)
    run = pushing.carrying_out(way, format, out)
    make_plan = partial(pushing.plan, way, out)
    return run.dry_run(make_plan) if dry_run else run.carry_out(make_plan, consent=yes)


@dataclass(frozen=True, slots=True)
class _Pushing:
    """`planned` is the plan that nothing else may be done than, if one was given."""

    subject: Subject
    choices: "PlanOptions"
    planned: "Planned | None" = None

    async def plan(self, way: ApplyFlags, out: Output, locked: "LockBlock") -> "Plan":
        plan = await self.subject.plan(locked, self.choices, out, concurrency=way.concurrency)
        if self.planned is not None:
            self.planned.refuse_moved(plan)
        return plan

    def carrying_out(self, way: ApplyFlags, format: TextJson, out: Output) -> PlanRun:
        subject = self.subject
        return PlanRun(
            command="push",
            target=subject.target,
            lock=subject.lock,
            root=subject.project.root,
            out=out,
            format=format,
            concurrency=way.concurrency or subject.project.push.concurrency,
            fail_fast=way.fail_fast,
            max_delete=self.choices.max_delete,
            mention=lambda plan, locked: subject.note_the_rest(plan, locked, out),
        )


def _found(chosen: Chosen, allowed: PlanFlags, out: Output, *, lint: bool) -> _Pushing:
    """A plan from a file says itself what it is about and what it may do."""
    from personactl.commands.saved_plan import find_planned
    from personactl.state.project import find_project

    planned = find_planned(chosen, allowed.given)
    if planned is None:
        subject = find_subject(chosen, out, lint=lint)
        return _Pushing(subject, allowed.choices(subject.project.push))
    with planned.speaking():
        subject = find_subject(planned.chosen(find_project(current_environment().cwd).root), out, lint=lint)
    planned.refuse_other_target(subject)
    return _Pushing(subject, planned.choices, planned)
