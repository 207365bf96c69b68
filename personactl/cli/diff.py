"""`personactl diff`: files, lock and platform -> what a push would do, and why."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from personactl.cli.options import OnlyOption, PathsArgument, ProfileOption, QuietOption
from personactl.cli.plan_options import DEFAULT_PLAN_FLAGS, PlanFlags
from personactl.report.plan.plan_formats import FORMATS

if TYPE_CHECKING:
    from personactl.cli.output import Output
    from personactl.sync.plan.plan import Plan


def _known(name: str) -> str:
    if name not in FORMATS:
        raise typer.BadParameter(f"{name!r} is not one of {', '.join(FORMATS)}.")
    return name


PlanFormatOption = Annotated[
    str, typer.Option("--format", parser=_known, metavar=f"[{'|'.join(FORMATS)}]", help="How to print the plan.")
]
PlanFileOption = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="Also keep the plan in FILE, for 'push FILE'.")
]


def diff(
    paths: PathsArgument = None,
    only: OnlyOption = None,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit with 1 if anything differs.")] = False,
    format: PlanFormatOption = "text",
    output: PlanFileOption = None,
    plan: PlanFlags = DEFAULT_PLAN_FLAGS,
    profile: ProfileOption = None,
    quiet: QuietOption = False,
) -> int:
    """Show what a push would change, field by field, and who moved. Nothing is written to any platform.

    Compares three sides: the file, what was last pushed (the lock remembers a fingerprint of each field) and the
    platform now. What did not move costs no request of its own. Takes the options of push that change the plan; with
    --output it is kept, and 'push FILE' then does exactly that or refuses.

    \b
    Examples:
      personactl diff
      personactl diff personas/cara.yaml --refresh
      personactl diff --exit-code --format json
      personactl diff --format markdown >> "$GITHUB_STEP_SUMMARY"
      personactl diff --prune --output plan.json && personactl push plan.json
    """
    from personactl.cli.environment import current_context
    from personactl.cli.output import Output
    from personactl.commands.push import prepare_diff
    from personactl.commands.push_scope import ScopeRequest
    from personactl.commands.saved_plan import refuse_plan_path, write_saved_plan
    from personactl.report.plan.plan_counts import plan_summary

    if output is not None:
        refuse_plan_path(output)
    out = Output(quiet=quiet)
    request = ScopeRequest(tuple(paths or ()), tuple(only or ()), profile)
    run, planner = prepare_diff(request, plan.request(), current_context(out))
    rehearsal = run.rehearse()
    _print(rehearsal.plan, run.target.name, format, out)
    rehearsal.note_rest()
    out.note(f"diff: {plan_summary(rehearsal.plan)}")
    if output is not None:
        write_saved_plan(output, rehearsal.plan, planner.scope, request, planner.options)
    return 1 if exit_code and not rehearsal.plan.in_sync else 0


def _print(plan: "Plan", target: str, format: str, out: "Output") -> None:
    from personactl.cli.terminal import width

    answer = FORMATS[format](plan, target, width(out))
    if isinstance(answer, str):
        out.document(answer)
    else:
        out.answer(*answer)
