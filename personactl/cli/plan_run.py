"""A plan on the command line: show it, ask, apply it, print the outcomes. Push, promote and rollback share this."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from personactl.cli.options import TextJson
from personactl.cli.output import Output

if TYPE_CHECKING:
    from personactl.commands.apply_plan import HeldRun, PlanRun
    from personactl.sync.apply.outcome import Outcome
    from personactl.sync.plan.plan import Plan


def carry_out(run: "PlanRun", format: TextJson, out: Output, *, dry_run: bool, consent: bool) -> int:
    """The exit status. Raises what planning, checking and the outcomes raise."""
    return _rehearse(run, format, out) if dry_run else _apply(run, format, out, consent=consent)


def _rehearse(run: "PlanRun", format: TextJson, out: Output) -> int:
    """Show the plan, and raise what the real run would begin with."""
    from personactl.report.plan.plan_counts import plan_summary

    rehearsal = run.rehearse()
    _print(rehearsal.plan, (), format, out)
    rehearsal.note_rest()
    out.note(f"dry run, nothing was sent: {plan_summary(rehearsal.plan)}")
    rehearsal.check()
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
            out.note(f"interrupted: what is done stays, and '{run.command}' run again goes on from there")
            raise
        _print_outcomes(held.plan, outcomes, format, out)
        held.note_rest()
    out.note(f"{run.command}: {outcomes_summary(outcomes)}")
    raise_for(outcomes)
    return 0


def _agreed(run: "PlanRun", held: "HeldRun", format: TextJson, out: Output, *, consent: bool) -> bool:
    """Show the plan and get consent to its writes. With JSON a program gets its document also where that fails.

    Raises what `check` raises, and `UsageError` if there is no terminal to ask on.
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
        from personactl.cli.terminal import width
        from personactl.report.plan.plan_text import plan_text

        out.answer(*plan_text(plan, width(out)))


def _print_outcomes(plan: "Plan", outcomes: "Sequence[Outcome]", format: TextJson, out: Output) -> None:
    if format is TextJson.json:
        _print(plan, outcomes, format, out)
        return
    from personactl.cli.terminal import width
    from personactl.report.plan.outcomes_report import outcomes_text

    lines = outcomes_text(outcomes, width(out))
    if lines:
        out.answer("", *lines)
