"""A plan on its way to a platform: make it, check it, keep what it overwrites, apply it, return what became of it.

Push, promote and rollback differ in the plan that they make, which is what a `Planner` is for; from there on they are
the same. A face shows the plan and asks for consent between the steps.
"""

from collections import Counter as Tally
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from personactl.commands.context import Context
from personactl.commands.event_loop import run_async

if TYPE_CHECKING:
    from personactl.api.client import Client
    from personactl.commands.targets import OpenTarget
    from personactl.state.lock import LockBlock
    from personactl.state.target import Target
    from personactl.sync.apply.ledger import Ledger
    from personactl.sync.apply.outcome import Outcome
    from personactl.sync.plan.plan import Plan
    from personactl.sync.values.secret_field import ReadSecret

_LOCK_WAIT_S = 120.0


class Planner(Protocol):
    """Makes the plan of one command."""

    async def plan(self, client: "Client", locked: "LockBlock", concurrency: int) -> "Plan":
        """The plan for the target behind `client`, through which nothing but reads can leave.

        Raises what makes the plan impossible.
        """

    def note_rest(self, plan: "Plan", locked: "LockBlock") -> None:
        """Say what the plan leaves alone."""


class ApplyOptions(Struct, frozen=True):
    """How a plan is applied; None takes the default.

    concurrency: the maximum number of requests under way at once.
    fail_fast: begin nothing more after the first failure.
    max_delete: refuse a plan that deletes more than this.
    """

    concurrency: int | None = None
    fail_fast: bool = False
    max_delete: int | None = None


class PlanRun(Struct, frozen=True, kw_only=True):
    """One run of push, promote or rollback.

    command: the verb that the user typed.
    lock: the lock file of `target`.
    root: the project's folder.
    undoes: the number of the run that a rollback takes back.
    """

    command: str
    target: "Target"
    lock: Path
    root: Path
    planner: Planner
    context: Context
    options: ApplyOptions = ApplyOptions()
    undoes: int | None = None

    def rehearse(self) -> "Rehearsal":
        """Make the plan and nothing else. Raises what the planner raises."""
        from personactl.commands.targets import open_target
        from personactl.state.lock import read_lock

        locked = read_lock(self.lock).block(self.target.name, self.target.origin)
        with open_target(self.target, self.context) as opened:
            return Rehearsal(self, run_async(self._plan(opened, locked)), locked)

    @contextmanager
    def hold(self) -> "Iterator[HeldRun]":
        """Make the plan, and keep other runs out from before it is made until the block ends."""
        from personactl.commands.targets import open_target
        from personactl.state.process_lock import hold_lock
        from personactl.sync.apply.ledger import Ledger

        def on_wait() -> None:
            self.context.notes.note("another personactl is working on this target; waiting until it has ended")

        state = self.context.environment.paths.state
        with (
            hold_lock(self.lock, state=state, timeout_s=_LOCK_WAIT_S, on_wait=on_wait),
            open_target(self.target, self.context) as opened,
        ):
            ledger = Ledger(self.lock, self.target.name, self.target.origin)
            yield HeldRun(self, opened, ledger, run_async(self._plan(opened, ledger.block)))

    def check(self, plan: "Plan") -> "ReadSecret":
        """What knows the secrets that the plan sends.

        Raises `ConflictError` for an unsafe plan, and `UsageError` or `KeyringError` for a secret that is missing.
        """
        from personactl.state.llm_secrets import secret_reader
        from personactl.sync.apply.plan_secrets import read_plan_secrets
        from personactl.sync.plan.options import MAX_DELETE
        from personactl.sync.plan.safety import refuse_unsafe

        limit = self.options.max_delete
        refuse_unsafe(plan, MAX_DELETE if limit is None else limit)
        return read_plan_secrets(plan, secret_reader(self.context.environment.env))

    @property
    def concurrency(self) -> int:
        from personactl.sync.plan.options import CONCURRENCY

        return self.options.concurrency or CONCURRENCY

    async def _plan(self, opened: "OpenTarget", locked: "LockBlock") -> "Plan":
        with self.context.progress.working(f"comparing with {self.target.name}"):
            async with opened.connect(read_only=True, connections=self.concurrency) as client:
                return await self.planner.plan(client, locked, self.concurrency)


class Rehearsal(Struct, frozen=True):
    """A dry run: the plan, and the means to say whether the real run would begin."""

    run: PlanRun
    plan: "Plan"
    locked: "LockBlock"

    def note_rest(self) -> None:
        self.run.planner.note_rest(self.plan, self.locked)

    def check(self) -> None:
        """Raises as `PlanRun.check` does."""
        self.run.check(self.plan)


class HeldRun:
    """A run that nobody else can interfere with: its plan, ready to be checked and applied once."""

    def __init__(self, run: PlanRun, opened: "OpenTarget", ledger: "Ledger", plan: "Plan") -> None:
        self.plan = plan
        self._run = run
        self._opened = opened
        self._ledger = ledger
        self._read_secret: ReadSecret | None = None

    def check(self) -> None:
        """Raises as `PlanRun.check` does. `apply` needs it."""
        self._read_secret = self._run.check(self.plan)

    def apply(self) -> "tuple[Outcome, ...]":
        """Write the plan; one outcome for each item of it. Failures are outcomes and raise nothing."""
        assert self._read_secret is not None, "a plan is checked before it is applied"
        return run_async(self._apply(self._read_secret))

    def note_rest(self) -> None:
        self._run.planner.note_rest(self.plan, self._ledger.block)

    async def _apply(self, read_secret: "ReadSecret") -> "tuple[Outcome, ...]":
        from personactl.commands.run_history import keeping_history
        from personactl.sync.apply.apply import apply

        run = self._run
        with keeping_history(run) as keep, self._counted(len(self.plan.items)) as on_outcome:
            async with self._opened.connect(connections=run.concurrency) as client:
                return await apply(
                    self.plan,
                    client,
                    self._ledger,
                    now=run.context.environment.now,
                    save_snapshot=keep,
                    read_secret=read_secret,
                    on_outcome=on_outcome,
                    concurrency=run.concurrency,
                    fail_fast=run.options.fail_fast,
                )

    @contextmanager
    def _counted(self, total: int) -> "Iterator[Callable[[Outcome], None]]":
        """A function to call with each outcome; it shows how many there are of each sort."""
        from personactl.report.plan.outcomes_report import outcome_label, tally

        run = self._run
        counts: Tally[str] = Tally()
        with run.context.progress.progress(f"{run.command}: {run.target.name}", total) as counter:

            def on_outcome(outcome: "Outcome") -> None:
                counts[outcome_label(outcome)] += 1
                counter.advance(tally(counts))

            yield on_outcome
