"""`personactl push`: show the plan, ask, carry it out, say what became of each persona."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from personactl.cli.diff import RefreshOption
from personactl.cli.options import (
    PathsArgument,
    ProfileOption,
    QuietOption,
    TextJson,
    TextJsonOption,
    YesOption,
)
from personactl.cli.waiting import wait_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from personactl.cli.output import Output
    from personactl.cli.subject import Subject
    from personactl.cli.surroundings import Surroundings
    from personactl.sync.choices import Choices
    from personactl.sync.ledger import Ledger
    from personactl.sync.outcome import Outcome
    from personactl.sync.plan import Plan

_WAIT_FOR_OTHERS_S = 120.0


class Winner(StrEnum):
    """Who wins a conflict."""

    ours = "ours"
    theirs = "theirs"


DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Show the plan; only reads can leave.")]
AdoptOption = Annotated[
    bool, typer.Option("--adopt", help="Take over a persona of the same name that was not pushed from here.")
]
OnConflictOption = Annotated[
    Winner | None, typer.Option("--on-conflict", help="Who wins where the file and the platform both changed.")
]


def push(
    paths: PathsArgument = None,
    yes: YesOption = False,
    dry_run: DryRunOption = False,
    adopt: AdoptOption = False,
    on_conflict: OnConflictOption = None,
    format: TextJsonOption = TextJson.text,
    refresh: RefreshOption = False,
    profile: ProfileOption = None,
    quiet: QuietOption = False,
) -> int:
    """Make the platform's personas what the files say, without losing anybody's work.

    Shows the plan first and asks. Refuses, before anything is sent, where the platform changed too (--on-conflict
    decides), where somebody else's persona has the name (--adopt takes it), and where a pushed persona was deleted on
    the platform (--on-conflict ours creates it again). What only the platform changed is left alone. Each write is
    read back; running an interrupted push again finishes it.

    \b
    Examples:
      personactl push
      personactl push personas/cara.yaml --dry-run
      personactl push --yes --format json
    """
    from personactl.cli.output import Output
    from personactl.cli.subject import find_subject
    from personactl.sync.choices import Choices

    out = Output(quiet=quiet)
    choices = Choices(adopt=adopt, on_conflict=None if on_conflict is None else on_conflict.value, refresh=refresh)
    this = _Push(find_subject(paths, profile, out), out, format)
    return this.show(choices) if dry_run else this.carry_out(choices, consent=yes)


@dataclass(frozen=True, slots=True)
class _Push:
    subject: "Subject"
    out: "Output"
    format: TextJson

    def show(self, choices: "Choices") -> int:
        """A dry run: the plan, and the exit status that the push itself would begin with."""
        from personactl.report.plan_counts import plan_summary
        from personactl.state.lock import read_lock
        from personactl.sync.safety import refuse_unsafe

        target = self.subject.target
        locked = read_lock(self.subject.lock).block(target.name, target.origin)
        plan = wait_for(self.subject.plan(locked, choices, self.out))
        self._answer(plan, ())
        self.out.note(f"dry run, nothing was sent: {plan_summary(plan)}")
        refuse_unsafe(plan)
        return 0

    def carry_out(self, choices: "Choices", *, consent: bool) -> int:
        """Other pushes are kept out from before the plan is made until the last write is remembered."""
        from personactl.cli.surroundings import here
        from personactl.state.exclusion import hold_lock

        surroundings = here()
        with hold_lock(
            self.subject.lock,
            state=surroundings.paths.state,
            timeout_s=_WAIT_FOR_OTHERS_S,
            on_wait=lambda: self.out.note(
                "another personactl is working on these personas; waiting until it has ended"
            ),
        ):
            return self._alone(choices, surroundings, consent=consent)

    def _alone(self, choices: "Choices", surroundings: "Surroundings", *, consent: bool) -> int:
        from personactl.report.outcomes_text import outcomes_summary
        from personactl.sync.ledger import Ledger
        from personactl.sync.outcome import raise_for

        target = self.subject.target
        ledger = Ledger(self.subject.lock, target.name, target.origin)
        plan = wait_for(self.subject.plan(ledger.block, choices, self.out))
        if not self._agreed(plan, consent=consent):
            self.out.note("nothing was sent")
            return 1
        outcomes = wait_for(self._apply(plan, ledger, surroundings))
        self._answer_outcomes(plan, outcomes)
        self.subject.note_orphans(plan, ledger.block, self.out)
        self.out.note(f"push: {outcomes_summary(outcomes)}")
        raise_for(outcomes)
        return 0

    def _agreed(self, plan: "Plan", *, consent: bool) -> bool:
        """Show the plan and get consent to its writes. Raises `ConflictError` for an unsafe plan and `UsageError`
        where nobody can be asked; a program then gets its document all the same."""
        from personactl.errors import PersonactlError
        from personactl.report.plan_counts import plan_summary
        from personactl.sync.safety import refuse_unsafe

        if self.format is TextJson.text:
            self._answer(plan, ())
        try:
            refuse_unsafe(plan)
            agreed = consent or not plan.writing
            agreed = agreed or self.out.confirm(f"{self.subject.target.name}: {plan_summary(plan)}. Push?")
        except PersonactlError:
            self._unsent(plan)
            raise
        if not agreed:
            self._unsent(plan)
        return agreed

    def _unsent(self, plan: "Plan") -> None:
        if self.format is TextJson.json:
            self._answer(plan, ())

    def _answer(self, plan: "Plan", outcomes: "Sequence[Outcome]") -> None:
        if self.format is TextJson.json:
            from personactl.report.outcomes_json import outcomes_json
            from personactl.report.plan_json import plan_json

            self.out.json({"plan": plan_json(plan), "outcomes": outcomes_json(outcomes)})
        else:
            from personactl.report.plan_text import plan_text

            self.out.answer(*plan_text(plan))

    def _answer_outcomes(self, plan: "Plan", outcomes: "Sequence[Outcome]") -> None:
        if self.format is TextJson.json:
            self._answer(plan, outcomes)
        else:
            from personactl.report.outcomes_text import outcomes_text

            lines = outcomes_text(outcomes)
            if lines:
                self.out.answer("", *lines)

    async def _apply(self, plan: "Plan", ledger: "Ledger", surroundings: "Surroundings") -> "tuple[Outcome, ...]":
        from personactl.cli.connection import connect
        from personactl.sync.applying import apply

        with self.out.progress("pushing", len(plan.items)) as counter:
            async with connect(self.subject.target, on_wait=self.out.note) as client:
                return await apply(
                    plan, client, ledger, now=surroundings.now, on_outcome=lambda outcome: counter.advance()
                )
