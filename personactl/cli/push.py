"""`personactl push`: show the plan, ask, apply it, and print the outcome of each resource."""

from typing import Annotated, Final, NamedTuple

import typer

from personactl.cli.plan_run import execute
from personactl.cli.shared_options import (
    DEFAULT_PLAN_FLAGS,
    AllowSecretsOption,
    DryRunOption,
    NamesArgument,
    OnlyOption,
    PlanFlags,
    ProfileOption,
    QuietOption,
    TextJson,
    TextJsonOption,
    YesOption,
)
from personactl.cli.terminal.environment import current_context
from personactl.cli.terminal.output import Output
from personactl.commands.apply_plan import ApplyOptions
from personactl.commands.push import prepare_push
from personactl.commands.push_scope import ScopeRequest

FailFastOption = Annotated[bool, typer.Option("--fail-fast", help="Start nothing more after the first failure.")]
NoValidateOption = Annotated[
    bool, typer.Option("--no-validate", help="Push even if 'personactl validate' finds errors.")
]
ConcurrencyOption = Annotated[
    int | None,
    typer.Option(
        "--concurrency", min=1, max=64, metavar="N", help="The maximum number of requests at once; 16 by default."
    ),
]


class ApplyFlags(NamedTuple):
    """The options for applying a plan, in the order in which help shows them."""

    fail_fast: FailFastOption = False
    no_validate: NoValidateOption = False
    allow_secrets: AllowSecretsOption = False
    concurrency: ConcurrencyOption = None


DEFAULT_APPLY_FLAGS: Final = ApplyFlags()


def push(
    names: NamesArgument = None,
    only: OnlyOption = None,
    yes: YesOption = False,
    dry_run: DryRunOption = False,
    plan: PlanFlags = DEFAULT_PLAN_FLAGS,
    apply: ApplyFlags = DEFAULT_APPLY_FLAGS,
    format: TextJsonOption = TextJson.text,
    profile: ProfileOption = None,
    quiet: QuietOption = False,
) -> int:
    """Apply the files to the platform: personas and the tools, knowledge and LLMs that they need.

    Shows the plan and asks before it sends anything. Refuses to overwrite a field that also changed on the platform
    (--on-conflict decides), to change a resource of the same name that was not pushed from here (--adopt takes it
    over), and to create again what was deleted on the platform (--on-conflict ours does). What only the platform
    changed (drift) stays; with --on-drift, or onDrift in personactl.yaml, the file overwrites it (ours), or nothing is
    sent and the exit status is 6 (refuse). Each write is read back and checked. Overwritten values are saved, and
    'personactl rollback' restores them. Run an interrupted push again to finish it. 'push FILE' applies exactly the
    plan that 'diff --output FILE' wrote, or refuses. What looks like a key or a password is never sent, whatever the
    project's settings and comments say; --allow-secrets sends it.

    \b
    Examples:
      personactl push
      personactl push cara --dry-run
      personactl push 'personas/shop-*'
      personactl push --only cara --only tool/open_calendar
      personactl push --prune --max-delete 3
      personactl push --yes --on-drift refuse
      personactl push plan.json --yes
      personactl push --yes --format json
    """

    out = Output(quiet=quiet)
    run = prepare_push(
        ScopeRequest(tuple(names or ()), tuple(only or ()), profile),
        plan.request(),
        ApplyOptions(apply.concurrency, apply.fail_fast, allow_secrets=apply.allow_secrets),
        current_context(out),
        lint=not apply.no_validate,
    )
    return execute(run, format, out, dry_run=dry_run, consent=yes)
