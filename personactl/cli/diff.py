"""`personactl diff`: show the plan of a push without applying it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from personactl.cli.shared_options import (
    DEFAULT_PLAN_FLAGS,
    NamesArgument,
    OnlyOption,
    PlanFlags,
    ProfileOption,
    QuietOption,
)
from personactl.cli.terminal.environment import current_context
from personactl.commands.push import prepare_diff
from personactl.commands.push_scope import ScopeRequest
from personactl.commands.saved_plan import refuse_plan_path
from personactl.report.plan.plan_formats import FORMATS

if TYPE_CHECKING:
    from personactl.cli.terminal.output import Output
    from personactl.sync.plan.plan import Plan


def _known(name: str) -> str:
    if name not in FORMATS:
        raise typer.BadParameter(f"{name!r} is not one of {', '.join(FORMATS)}.")
    return name


PlanFormatOption = Annotated[
    str, typer.Option("--format", parser=_known, metavar=f"[{'|'.join(FORMATS)}]", help="The output format.")
]
PlanFileOption = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="Also write the plan to FILE, for 'push FILE'.")
]


def diff(
    names: NamesArgument = None,
    only: OnlyOption = None,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit with 1 if anything differs.")] = False,
    format: PlanFormatOption = "text",
    output: PlanFileOption = None,
    plan: PlanFlags = DEFAULT_PLAN_FLAGS,
    profile: ProfileOption = None,
    quiet: QuietOption = False,
) -> int:
    """Show what a push would change, field by field, and which side changed. Nothing is written to any platform.

    Compares three sides: the file, what was last pushed (the lock file has a fingerprint of each field) and the
    platform now. A change that only the platform has is drift, also in a field that the file does not set. Takes the
    options of push that change the plan, and shows what they do. With --output the plan is also written to a file, and
    'push FILE' then applies exactly this plan or refuses.

    \b
    Examples:
      personactl diff
      personactl diff cara --refresh
      personactl diff --exit-code --format json
      personactl diff --format markdown >> "$GITHUB_STEP_SUMMARY"
      personactl diff --on-drift ours
      personactl diff --prune --output plan.json && personactl push plan.json
    """
    from personactl.cli.terminal.output import Output
    from personactl.report.plan.plan_counts import plan_summary

    if output is not None:
        refuse_plan_path(output)
    out = Output(quiet=quiet)
    request = ScopeRequest(tuple(names or ()), tuple(only or ()), profile)
    comparison = prepare_diff(request, plan.request(), current_context(out))
    dry_run = comparison.run.dry_run()
    _print(dry_run.plan, comparison.run.target.name, format, out)
    dry_run.note_rest()
    dry_run.warn_about_secrets()
    out.note(f"diff: {plan_summary(dry_run.plan)}")
    if output is not None:
        comparison.save(output, dry_run)
    return 1 if exit_code and not dry_run.plan.in_sync else 0


def _print(plan: "Plan", target: str, format: str, out: "Output") -> None:
    answer = FORMATS[format](plan, target, out.width)
    if isinstance(answer, str):
        out.document(answer)
    elif isinstance(answer, dict):
        out.json(answer)
    else:
        out.answer(*answer)
