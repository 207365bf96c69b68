"""`personactl push`: show the plan, ask, carry it out, say what became of each resource."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from personactl.cli.carrying_out import CarryingOut
from personactl.cli.choices import (
    AdoptOption,
    MaxDeleteOption,
    OnConflictOption,
    PruneOption,
    RefreshOption,
    ResendSecretsOption,
    choices_of,
)
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
from personactl.cli.subject import Chosen, Subject, find_subject
from personactl.cli.surroundings import here

if TYPE_CHECKING:
    from personactl.cli.planned import Planned
    from personactl.state.lock import LockBlock
    from personactl.sync.choices import Choices
    from personactl.sync.plan import Plan

FailFastOption = Annotated[bool, typer.Option("--fail-fast", help="Begin nothing more after the first failure.")]
NoValidateOption = Annotated[
    bool, typer.Option("--no-validate", help="Push in spite of what 'personactl validate' calls an error.")
]
ConcurrencyOption = Annotated[
    int | None,
    typer.Option("--concurrency", min=1, max=64, metavar="N", help="Requests under way at once; 16 by default."),
]


def push(
    paths: PathsArgument = None,
    only: OnlyOption = None,
    yes: YesOption = False,
    dry_run: DryRunOption = False,
    adopt: AdoptOption = False,
    on_conflict: OnConflictOption = None,
    prune: PruneOption = False,
    max_delete: MaxDeleteOption = None,
    resend_secrets: ResendSecretsOption = False,
    refresh: RefreshOption = False,
    fail_fast: FailFastOption = False,
    no_validate: NoValidateOption = False,
    concurrency: ConcurrencyOption = None,
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
    decided = {
        "--adopt": adopt,
        "--on-conflict": on_conflict is not None,
        "--prune": prune,
        "--max-delete": max_delete is not None,
        "--resend-secrets": resend_secrets,
        "--refresh": refresh,
    }
    wanted = _Wanted(
        Chosen(tuple(paths or ()), tuple(only or ()), profile),
        partial(
            choices_of,
            adopt=adopt,
            on_conflict=on_conflict,
            refresh=refresh,
            prune=prune,
            max_delete=max_delete,
            resend_secrets=resend_secrets,
        ),
        [option for option, given in decided.items() if given],
        lint=not no_validate,
    )
    out = Output(quiet=quiet)
    subject, choices, planned = _found(wanted, out)

    async def make_plan(locked: "LockBlock") -> "Plan":
        plan = await subject.plan(locked, choices, out)
        if planned is not None:
            planned.refuse_moved(plan)
        return plan

    run = CarryingOut(
        command="push",
        target=subject.target,
        lock=subject.lock,
        root=subject.project.root,
        out=out,
        format=format,
        concurrency=concurrency or subject.project.push.concurrency,
        fail_fast=fail_fast,
        max_delete=choices.max_delete,
        mention=lambda plan, locked: subject.note_the_rest(plan, locked, out),
    )
    return run.rehearse(make_plan) if dry_run else run.carry_out(make_plan, consent=yes)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the command line says. `decided` are the options that change a plan, as far as they were given."""

    chosen: Chosen
    choices: "Callable[..., Choices]"
    decided: list[str]
    lint: bool


def _found(wanted: _Wanted, out: Output) -> "tuple[Subject, Choices, Planned | None]":
    """A plan from a file says itself what it is about and what it may do."""
    from personactl.cli.planned import find_planned
    from personactl.state.project import find_project

    planned = find_planned(wanted.chosen, wanted.decided)
    if planned is None:
        subject = find_subject(wanted.chosen, out, lint=wanted.lint)
        return subject, wanted.choices(usual=subject.project.push), None
    subject = find_subject(planned.chosen(find_project(here().cwd).root), out, lint=wanted.lint)
    planned.refuse_other_target(subject)
    return subject, planned.choices, planned
