"""`personactl rollback`: what a run overwrote or deleted on a platform, as it was before."""

from typing import Annotated

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
from personactl.cli.plan_options import OnConflictOption, resolution_of

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
    from personactl.cli.environment import current_context
    from personactl.cli.output import Output
    from personactl.cli.plan_run import carry_out
    from personactl.commands.rollback import RollbackRequest, prepare_rollback
    from personactl.errors import UsageError

    if last is (run is not None):
        raise UsageError(
            "one run is to be rolled back: name it, or say --last",
            where="the command line of 'personactl rollback'",
            hint="'personactl history' lists the runs",
        )
    out = Output(quiet=quiet)
    prepared = prepare_rollback(
        RollbackRequest(run, tuple(only or ()), resolution_of(on_conflict), profile), current_context(out)
    )
    return carry_out(prepared, format, out, dry_run=dry_run, consent=yes)
