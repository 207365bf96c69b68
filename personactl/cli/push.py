"""`personactl push`: show the plan, ask, carry it out, say what became of each resource."""

from typing import Annotated, Final, NamedTuple

import typer

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

FailFastOption = Annotated[bool, typer.Option("--fail-fast", help="Begin nothing more after the first failure.")]
NoValidateOption = Annotated[
    bool, typer.Option("--no-validate", help="Push in spite of what 'personactl validate' calls an error.")
]
ConcurrencyOption = Annotated[
    int | None,
    typer.Option("--concurrency", min=1, max=64, metavar="N", help="Requests under way at once; 16 by default."),
]


class ApplyFlags(NamedTuple):
    """The options of how a plan is applied, in the order in which help shows them."""

    fail_fast: FailFastOption = False
    no_validate: NoValidateOption = False
    concurrency: ConcurrencyOption = None


DEFAULT_APPLY_FLAGS: Final = ApplyFlags()


def push(
    paths: PathsArgument = None,
    only: OnlyOption = None,
    yes: YesOption = False,
    dry_run: DryRunOption = False,
    plan: PlanFlags = DEFAULT_PLAN_FLAGS,
    apply: ApplyFlags = DEFAULT_APPLY_FLAGS,
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
    from personactl.cli.environment import current_context
    from personactl.cli.plan_run import carry_out
    from personactl.commands.apply_plan import ApplyOptions
    from personactl.commands.push import prepare_push
    from personactl.commands.push_scope import ScopeRequest

    out = Output(quiet=quiet)
    run = prepare_push(
        ScopeRequest(tuple(paths or ()), tuple(only or ()), profile),
        plan.request(),
        ApplyOptions(apply.concurrency, apply.fail_fast),
        current_context(out),
        lint=not apply.no_validate,
    )
    return carry_out(run, format, out, dry_run=dry_run, consent=yes)
