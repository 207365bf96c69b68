"""Push, promote and rollback on the command line: show the plan, ask, apply it, and print the outcomes."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from personactl.cli.shared_options import TextJson
from personactl.cli.terminal.output import Output

if TYPE_CHECKING:
    from personactl.commands.apply_plan import HeldRun, PlanRun
    from personactl.sync.apply.outcome import Outcome
    from personactl.sync.plan.plan import Plan


def execute(run: "PlanRun", format: TextJson, out: Output, *, dry_run: bool, consent: bool) -> int:
    """Run a plan and return the exit status.

    dry_run: only show the plan.
    consent: apply the plan without asking.

    Raises what planning and checking raise, and the error of the outcomes if items failed.
    """
    return _dry_run(run, format, out) if dry_run else _apply(run, format, out, consent=consent)


def _dry_run(run: "PlanRun", format: TextJson, out: Output) -> int:
    """Show the plan, then raise what would stop the real run."""
    from personactl.report.plan.plan_counts import plan_summary

    dry_run = run.dry_run()
    _print(dry_run.plan, (), format, out)
    dry_run.note_rest()
    out.note(f"dry run, nothing was sent: {plan_summary(dry_run.plan)}")
    dry_run.check()
    return 0


def _apply(run: "PlanRun", format: TextJson, out: Output, *, consent: bool) -> int:
    from personactl.report.plan.outcomes_report import outcomes_summary
    from personactl.sync.apply.outcome import raise_for

    with run.hold() as held:
        if not _agreed(run, held, format, out, consent=consent):
            out.note("nothing was sent")
            return 1
        try:
            outcomes = held.apply()
        except KeyboardInterrupt:
            out.note("interrupted: finished changes stay; repeat the command to apply the rest")
            raise
        _print_outcomes(held.plan, outcomes, format, out)
        held.note_rest()
    out.note(f"{run.command}: {outcomes_summary(outcomes)}")
    raise_for(outcomes)
    return 0


def _agreed(run: "PlanRun", held: "HeldRun", format: TextJson, out: Output, *, consent: bool) -> bool:
    """Show the plan, check it, and return whether the user agrees to it. JSON is printed even if this fails.

    Raises what `HeldRun.check` raises, and `UsageError` without a terminal to ask on.
    """
    from personactl.errors import PersonactlError
    from personactl.report.plan.plan_counts import plan_summary

    plan = held.plan
    if format is TextJson.text:
        _print(plan, (), format, out)
    question = f"{run.target.name}: {plan_summary(plan)}. {plan.wording.question}"
    try:
        held.check()
        agreed = consent or not plan.writing or out.confirm(question)
    except PersonactlError:
        _print_unsent(plan, format, out)
        raise
    if not agreed:
        _print_unsent(plan, format, out)
    return agreed


def _print_unsent(plan: "Plan", format: TextJson, out: Output) -> None:
    if format is TextJson.json:
        _print(plan, (), format, out)


def _print(plan: "Plan", outcomes: "Sequence[Outcome]", format: TextJson, out: Output) -> None:
    if format is TextJson.json:
        from personactl.report.plan.outcomes_report import outcomes_json
        from personactl.report.plan.plan_json import plan_json

        out.json({"plan": plan_json(plan), "outcomes": outcomes_json(outcomes)})
    else:
        from personactl.report.plan.plan_text import plan_text

        out.answer(*plan_text(plan, out.width))


def _print_outcomes(plan: "Plan", outcomes: "Sequence[Outcome]", format: TextJson, out: Output) -> None:
    if format is TextJson.json:
        _print(plan, outcomes, format, out)
        return
    from personactl.report.plan.outcomes_report import outcomes_text

    lines = outcomes_text(outcomes, out.width)
    if lines:
        out.answer("", *lines)
