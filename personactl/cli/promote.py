"""`personactl promote FROM TO`: apply to one target what another target has."""

from typing import Annotated

import typer

from personactl.cli.plan_run import execute
from personactl.cli.shared_options import (
    AdoptOption,
    AllowSecretsOption,
    DryRunOption,
    OnConflictOption,
    OnDriftOption,
    OnlyOption,
    QuietOption,
    TextJson,
    TextJsonOption,
    YesOption,
    drift_choice_of,
    resolution_of,
)
from personactl.cli.terminal.environment import current_context
from personactl.cli.terminal.output import Output
from personactl.commands.promote import PromoteRequest, prepare_promotion

FromArgument = Annotated[str, typer.Argument(metavar="FROM", help="The profile to copy from.")]
ToArgument = Annotated[str, typer.Argument(metavar="TO", help="The profile to change.")]


def promote(
    source: FromArgument,
    to: ToArgument,
    only: OnlyOption = None,
    yes: YesOption = False,
    dry_run: DryRunOption = False,
    adopt: AdoptOption = False,
    on_conflict: OnConflictOption = None,
    on_drift: OnDriftOption = None,
    allow_secrets: AllowSecretsOption = False,
    format: TextJsonOption = TextJson.text,
    quiet: QuietOption = False,
) -> int:
    """Apply to one target what another target has now, for example to production what was tested on staging.

    Reads from FROM what was pushed to it from this project, and plans it for TO as push does, with the same checks and
    the same question. Ids of the project's own resources are replaced by those on TO, and names in the catalogue are
    looked up on TO. Fields that the files set differently for the two profiles keep TO's value. What FROM does not
    return is taken from the file if it is unchanged since the push, and is named otherwise. What was changed only on
    TO since then (drift) stays, unless --on-drift or 'push: {onDrift: ...}' in personactl.yaml says otherwise.
    Nothing is deleted.

    \b
    Examples:
      personactl promote staging production --dry-run
      personactl promote staging production --only cara
      personactl promote staging production --yes --on-drift refuse
    """

    out = Output(quiet=quiet)
    decided = resolution_of(on_conflict), drift_choice_of(on_drift)
    request = PromoteRequest(source, to, tuple(only or ()), adopt, *decided, allow_secrets)
    with prepare_promotion(request, current_context(out)) as run:
        return execute(run, format, out, dry_run=dry_run, consent=yes)
