"""`personactl promote FROM TO`: what one target holds, planned and applied against another."""

from typing import Annotated

import typer

from personactl.cli.options import DryRunOption, OnlyOption, QuietOption, TextJson, TextJsonOption, YesOption
from personactl.cli.plan_options import AdoptOption, OnConflictOption, resolution_of

FromArgument = Annotated[str, typer.Argument(metavar="FROM", help="The profile whose state is taken.")]
ToArgument = Annotated[str, typer.Argument(metavar="TO", help="The profile that gets it.")]


def promote(
    source: FromArgument,
    to: ToArgument,
    only: OnlyOption = None,
    yes: YesOption = False,
    dry_run: DryRunOption = False,
    adopt: AdoptOption = False,
    on_conflict: OnConflictOption = None,
    format: TextJsonOption = TextJson.text,
    quiet: QuietOption = False,
) -> int:
    """Make one target hold what another one holds now: what was tried on staging, on production.

    Takes what was pushed to FROM from this project, as FROM holds it now, and plans it against TO as push would: the
    same plan, safety and consent. Ids of the project's own resources become those that TO has, names of the catalogue
    are looked up there. A field that the files set differently for the two profiles stays TO's own. What FROM does not
    show is taken from the file if that is what was pushed, and is named otherwise. Nothing is deleted.

    \b
    Examples:
      personactl promote staging production --dry-run
      personactl promote staging production --only cara
      personactl promote staging production --yes
    """
    from personactl.cli.environment import current_context
    from personactl.cli.output import Output
    from personactl.cli.plan_run import carry_out
    from personactl.commands.promote import PromoteRequest, prepare_promotion

    out = Output(quiet=quiet)
    request = PromoteRequest(source, to, tuple(only or ()), adopt, resolution_of(on_conflict))
    with prepare_promotion(request, current_context(out)) as run:
        return carry_out(run, format, out, dry_run=dry_run, consent=yes)
