"""A plan on its way to a platform: show it, check it, ask, keep what it overwrites, apply it, say what became of it.

Push, rollback and promote differ in the plan that they make; from there on they are the same.
"""

from collections import Counter
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from personactl.cli.environment import current_environment
from personactl.cli.options import TextJson
from personactl.cli.output import Output
from personactl.commands.event_loop import run_async

if TYPE_CHECKING:
    from personactl.state.lock import LockBlock
    from personactl.state.target import Target
    from personactl.sync.apply.ledger import Ledger
    from personactl.sync.apply.outcome import Outcome
    from personactl.sync.kinds.kind import ReadSecret
    from personactl.sync.plan.plan import Plan

_WAIT_FOR_OTHERS_S = 120.0

MakePlan: TypeAlias = "Callable[[LockBlock], Coroutine[object, object, Plan]]"
"""Raises what makes the plan impossible; nothing but reads may leave meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRun:
    """`command` is the verb that the user typed, and `undoes` the run that a rollback takes back. `concurrency` and
    `max_delete` are None for the usual ones. `mention` says what else is worth a note then."""

    command: str
    target: "Target"
    lock: Path
    root: Path
    out: Output
    format: TextJson = TextJson.text
    undoes: int | None = None
    concurrency: int | None = None
    fail_fast: bool = False
    max_delete: int | None = None
    mention: "Callable[[Plan, LockBlock], None]" = lambda plan, locked: None

    def dry_run(self, make_plan: MakePlan) -> int:
        """A dry run: the plan, and the exit status that the real run would begin with."""
        from personactl.report.plan.plan_counts import plan_summary
        from personactl.state.lock import read_lock

        locked = read_lock(self.lock).block(self.target.name, self.target.origin)
        plan = run_async(make_plan(locked))
        self._answer(plan, ())
        self.mention(plan, locked)
        self.out.note(f"dry run, nothing was sent: {plan_summary(plan)}")
        self._checked(plan)
        return 0

    def carry_out(self, make_plan: MakePlan, *, consent: bool) -> int:
        """The exit status. Other runs are kept out from before the plan is made until the last write is remembered.
        Raises what `raise_for` raises."""
        from personactl.state.exclusion import hold_lock

        with hold_lock(
            self.lock,
            state=current_environment().paths.state,
            timeout_s=_WAIT_FOR_OTHERS_S,
            on_wait=lambda: self.out.note("another personactl is working on this target; waiting until it has ended"),
        ):
            return self._alone(make_plan, consent=consent)

    def _alone(self, make_plan: MakePlan, *, consent: bool) -> int:
        from personactl.report.plan.outcomes_text import outcomes_summary
        from personactl.sync.apply.ledger import Ledger
        from personactl.sync.apply.outcome import raise_for

        ledger = Ledger(self.lock, self.target.name, self.target.origin)
        plan = run_async(make_plan(ledger.block))
        read_secret = self._agreed(plan, consent=consent)
        if read_secret is None:
            self.out.note("nothing was sent")
            return 1
        try:
            outcomes = run_async(self._apply(plan, ledger, read_secret))
        except KeyboardInterrupt:
            self.out.note(f"interrupted: what is done stays, and '{self.command}' run again goes on from there")
            raise
        self._answer_outcomes(plan, outcomes)
        self.mention(plan, ledger.block)
        self.out.note(f"{self.command}: {outcomes_summary(outcomes)}")
        raise_for(outcomes)
        return 0

    def _agreed(self, plan: "Plan", *, consent: bool) -> "ReadSecret | None":
        """Show the plan and get consent to its writes; None where it is refused. Raises what `_checked` raises, and
        `UsageError` where nobody can be asked; a program then gets its document all the same."""
        from personactl.errors import PersonactlError
        from personactl.report.plan.plan_counts import plan_summary

        if self.format is TextJson.text:
            self._answer(plan, ())
        question = f"{self.target.name}: {plan_summary(plan)}. {plan.parties.question}"
        try:
            read_secret = self._checked(plan)
            agreed = consent or not plan.writing or self.out.confirm(question)
        except PersonactlError:
            self._unsent(plan)
            raise
        if not agreed:
            self._unsent(plan)
        return read_secret if agreed else None

    def _checked(self, plan: "Plan") -> "ReadSecret":
        """What knows the secrets that the plan sends. Raises `ConflictError` for an unsafe plan, and `UsageError` or
        `KeyringError` for a secret that is not there."""
        from personactl.state.llm_secrets import secret_reader
        from personactl.sync.apply.plan_secrets import read_ahead
        from personactl.sync.plan.options import MAX_DELETE
        from personactl.sync.plan.safety import refuse_unsafe

        refuse_unsafe(plan, MAX_DELETE if self.max_delete is None else self.max_delete)
        return read_ahead(plan, secret_reader(current_environment().env))

    def _unsent(self, plan: "Plan") -> None:
        if self.format is TextJson.json:
            self._answer(plan, ())

    def _answer(self, plan: "Plan", outcomes: "Sequence[Outcome]") -> None:
        if self.format is TextJson.json:
            from personactl.report.plan.outcomes_json import outcomes_json
            from personactl.report.plan.plan_json import plan_json

            self.out.json({"plan": plan_json(plan), "outcomes": outcomes_json(outcomes)})
        else:
            from personactl.cli.terminal import width
            from personactl.report.plan.plan_text import plan_text

            self.out.answer(*plan_text(plan, width(self.out)))

    def _answer_outcomes(self, plan: "Plan", outcomes: "Sequence[Outcome]") -> None:
        if self.format is TextJson.json:
            self._answer(plan, outcomes)
            return
        from personactl.cli.terminal import width
        from personactl.report.plan.outcomes_text import outcomes_text

        lines = outcomes_text(outcomes, width(self.out))
        if lines:
            self.out.answer("", *lines)

    async def _apply(self, plan: "Plan", ledger: "Ledger", read_secret: "ReadSecret") -> "tuple[Outcome, ...]":
        from personactl.commands.run_history import keeping
        from personactl.commands.targets import connect
        from personactl.sync.apply.apply import CONCURRENCY, apply

        with (
            keeping(self.command, self.target, self.root, self.out, undoes=self.undoes) as keep,
            self._counted(len(plan.items)) as on_outcome,
        ):
            concurrency = self.concurrency or CONCURRENCY
            async with connect(self.target, on_wait=self.out.note, connections=concurrency) as client:
                return await apply(
                    plan,
                    client,
                    ledger,
                    now=current_environment().now,
                    keep=keep,
                    read_secret=read_secret,
                    on_outcome=on_outcome,
                    concurrency=concurrency,
                    fail_fast=self.fail_fast,
                )

    @contextmanager
    def _counted(self, total: int) -> "Iterator[Callable[[Outcome], None]]":
        """What hears of each outcome, and shows how many there are of which sort."""
        from personactl.report.plan.outcomes_text import counted_as, tally

        counts: Counter[str] = Counter()
        with self.out.progress(f"{self.command}: {self.target.name}", total) as counter:

            def on_outcome(outcome: "Outcome") -> None:
                counts[counted_as(outcome)] += 1
                counter.advance(tally(counts))

            yield on_outcome
