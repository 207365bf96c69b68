"""`personactl diff`: files, lock and platform -> what a push would do, and why."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from personactl.cli.options import OnlyOption, PathsArgument, ProfileOption, QuietOption
from personactl.cli.plan_options import DEFAULT_PLAN_FLAGS, PlanFlags
from personactl.commands.event_loop import run_async
from personactl.report.plan.plan_formats import FORMATS

if TYPE_CHECKING:
    from personactl.cli.output import Output
    from personactl.commands.push_scope import Subject
    from personactl.sync.plan.options import PlanOptions
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
    allowed: PlanFlags = DEFAULT_PLAN_FLAGS,
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
    from personactl.cli.output import Output
    from personactl.commands.push_scope import Chosen, find_subject
    from personactl.commands.saved_plan import keep_plan, refuse_plan_path

    if output is not None:
        refuse_plan_path(output)
    out = Output(quiet=quiet)
    chosen = Chosen(tuple(paths or ()), tuple(only or ()), profile)
    subject = find_subject(chosen, out, lint=False)
    choices = allowed.choices(subject.project.push)
    plan = _look(subject, choices, format, out)
    if output is not None:
        keep_plan(output, plan, subject, chosen, choices)
    return 1 if exit_code and not plan.in_sync else 0


def _look(subject: "Subject", choices: "PlanOptions", format: str, out: "Output") -> "Plan":
    """Make the plan and show it."""
    from personactl.report.plan.plan_counts import plan_summary
    from personactl.state.lock import read_lock

    locked = read_lock(subject.lock).block(subject.target.name, subject.target.origin)
    plan = run_async(subject.plan(locked, choices, out))
    _answer(plan, subject, format, out)
    subject.note_the_rest(plan, locked, out)
    out.note(f"diff: {plan_summary(plan)}")
    return plan


def _answer(plan: "Plan", subject: "Subject", format: str, out: "Output") -> None:
    from personactl.cli.terminal import width

    answer = FORMATS[format](plan, subject.target.name, width(out))
    if isinstance(answer, str):
        out.document(answer)
    else:
        out.answer(*answer)
