"""`personactl rollback`: restore what an earlier run overwrote or deleted."""

from typing import Annotated

import typer

from personactl.cli.plan_run import execute
from personactl.cli.shared_options import (
    DryRunOption,
    OnConflictOption,
    OnlyOption,
    ProfileOption,
    QuietOption,
    TextJson,
    TextJsonOption,
    YesOption,
    resolution_of,
)
from personactl.cli.terminal.environment import current_context
from personactl.cli.terminal.output import Output
from personactl.command_hint import command_hint
from personactl.commands.rollback import RollbackRequest, prepare_rollback
from personactl.errors import UsageError

RunArgument = Annotated[
    int | None, typer.Argument(metavar="[RUN]", help="The number of the run, as 'history' shows it.")
]
LastOption = Annotated[bool, typer.Option("--last", help="Roll back the newest run on this target.")]


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
    """Restore what a run overwrote or deleted, as it was before that run.

    Shows the plan and asks before it sends anything. Refuses to overwrite fields that were changed since that run
    (--on-conflict ours restores them anyway). Deleted resources are created again, with a new id. What the run created
    stays. The overwritten values are saved, so a rollback can be rolled back too. The files are not changed: pull
    writes the restored values to them, and push leaves these values as they are.

    \b
    Examples:
      personactl rollback --last --dry-run
      personactl rollback 12
      personactl rollback 12 --only cara --yes
    """

    if last is (run is not None):
        raise UsageError(
            "name one run to roll back, or use --last",
            where="the command line of 'personactl rollback'",
            hint=f"run '{command_hint('history', profile=profile)}' to list the runs with their numbers",
        )
    out = Output(quiet=quiet)
    prepared = prepare_rollback(
        RollbackRequest(run, tuple(only or ()), resolution_of(on_conflict), profile), current_context(out)
    )
    return execute(prepared, format, out, dry_run=dry_run, consent=yes)
