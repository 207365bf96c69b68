"""Push, promote and rollback after their options are read: make a plan, check it, apply it, return the outcomes.

The three commands differ only in how they make the plan, so each has a `Planner` of its own. A face shows the plan and
asks for consent between the steps.
"""

from collections import Counter as Tally
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from personactl.command_hint import command_hint
from personactl.commands.context import Context
from personactl.commands.targets import known_names, run_async, secret_reader

if TYPE_CHECKING:
    from personactl.api.client import Client
    from personactl.commands.targets import OpenTarget
    from personactl.state.lock import LockBlock
    from personactl.state.target import Target
    from personactl.sync.apply.ledger import Ledger
    from personactl.sync.apply.outcome import Outcome
    from personactl.sync.plan.plan import Plan
    from personactl.sync.values.secret_field import ReadSecret


class Planner(Protocol):
    """Makes the plan of one command."""

    async def plan(self, client: "Client", locked: "LockBlock", concurrency: int) -> "Plan":
        """Compare with the target and return the plan.

        client: a client that can only send reads.
        locked: what was last pushed to the target.
        concurrency: the maximum number of requests under way at once.

        Raises an error if the plan cannot be made.
        """

    def check(self, plan: "Plan", account: str) -> None:
        """Raise an error if `plan`, as it is shown, must not go to `account`, the account of the target."""

    def note_rest(self, plan: "Plan", locked: "LockBlock") -> None:
        """Note what the plan leaves unchanged."""


class ApplyOptions(Struct, frozen=True):
    """How a plan is applied.

    concurrency: the maximum number of requests under way at once; None for the default.
    fail_fast: do not start another item after the first failure.
    max_delete: refuse a plan with more deletions than this; None for the default.
    allow_secrets: send what looks like a secret. Only a command line decides this.
    """

    concurrency: int | None = None
    fail_fast: bool = False
    max_delete: int | None = None
    allow_secrets: bool = False


class PlanRun(Struct, frozen=True, kw_only=True):
    """One run of diff, push, promote or rollback.

    command: the name of the command.
    target: the target that the plan changes.
    lock: the path of the lock file of `target`.
    root: the project's folder.
    planner: makes the plan.
    undoes: the number of the run that a rollback undoes; None for other commands. What a rollback restores was on the
        platform before, and is not searched for secrets.
    """

    command: str
    target: "Target"
    lock: Path
    root: Path
    planner: Planner
    context: Context
    options: ApplyOptions = ApplyOptions()
    undoes: int | None = None

    def dry_run(self) -> "DryRun":
        """Make the plan without changing anything. Raises what the planner raises."""
        from personactl.commands.project.locked_block import read_locked_block
        from personactl.commands.targets import open_target

        with open_target(self.target, self.context) as opened:
            found = read_locked_block(opened, self.lock)
            plan = run_async(self._plan(opened, found.block, found.account.name))
            return DryRun(self, plan, found.block, found.account.name)

    @contextmanager
    def hold(self) -> "Iterator[HeldRun]":
        """Make the plan. Other runs on the same target wait from before it is made until the block ends.

        Raises what the planner raises, and `ConflictError` if another run does not end in time.
        """
        from personactl.commands.project.locked_block import read_locked_block
        from personactl.commands.targets import exclusive_access, open_target
        from personactl.sync.apply.ledger import Ledger

        with exclusive_access(self.lock, self.context), open_target(self.target, self.context) as opened:
            account = read_locked_block(opened, self.lock).account
            ledger = Ledger(self.lock, account, self.target.origin)
            yield HeldRun(self, opened, ledger, run_async(self._plan(opened, ledger.block, account.name)))

    def check(self, plan: "Plan") -> "ReadSecret":
        """Refuse a plan that must not be applied, and return the reader of the secrets that the plan sends.

        Raises `ConflictError` for an unsafe plan, `UsageError` for one that would send a secret, `UntrustedError` for a
        secret that must not go where it would go, and `AuthError` or `KeyringError` for a missing one.
        """
        from personactl.commands.project.secret_warnings import warn_about_moved_secrets
        from personactl.commands.project.sent_secrets import refuse_secrets
        from personactl.sync.apply.plan_secrets import read_plan_secrets
        from personactl.sync.plan.options import MAX_DELETE
        from personactl.sync.plan.safety import refuse_unsafe
        from personactl.sync.plan.secret_hosts import refuse_carried_headers

        limit = self.options.max_delete
        refuse_unsafe(plan, MAX_DELETE if limit is None else limit, self.target.name)
        if self.undoes is None and not self.options.allow_secrets:
            refuse_secrets(plan, self.root)
        warn_about_moved_secrets(plan, self.context)
        if self.undoes is None:  # a rollback goes back to where the header went before
            refuse_carried_headers(plan, self.target.name)
        reader = secret_reader(self.context.environment)
        return read_plan_secrets(plan, reader.release, reader.read)

    @property
    def concurrency(self) -> int:
        from personactl.sync.plan.options import CONCURRENCY

        return self.options.concurrency or CONCURRENCY

    async def _plan(self, opened: "OpenTarget", locked: "LockBlock", account: str) -> "Plan":
        from personactl.sync.plan.names.plan_names import with_entry_names

        with self.context.progress.working(f"comparing with {self.target.name}"):
            async with opened.connect(read_only=True, connections=self.concurrency) as client:
                plan = await self.planner.plan(client, locked, self.concurrency)
                names = known_names(self.target, self.context.environment)
                plan = await with_entry_names(client, plan, locked, names)
        self.planner.check(plan, account)
        return plan


def save_base_texts(texts: Iterable[str], context: Context) -> None:
    """Save `texts` for later merges, and delete old ones. A failure is noted: it only costs a merge by hand."""
    from personactl.state.base_texts.text_store import delete_old_texts, save_texts, store_folder

    folder = store_folder(context.environment.paths.state)
    if folder is None:
        return
    try:
        save_texts(folder, texts)
    except OSError as error:
        why = error.strerror or error
        context.notes.note(f"the texts cannot be saved for later merges, in {folder}: {why}")
    delete_old_texts(folder, now=context.environment.now())


def note_drift(plan: "Plan", target: str, context: Context) -> None:
    """Note how drift gets into the files, or is overwritten. Warn about drift that should have been overwritten and
    stays.

    target: the name of the target that has the drift.
    """
    from personactl.sync.plan.field_change import Why
    from personactl.sync.plan.plan import Drift

    if plan.refusing:
        return  # the error says what to do
    pull = command_hint("pull", profile=target)
    if any(change.why is Why.merged for item in plan.items for change in item.changes):
        context.notes.note(f"what is merged is on the platform only; '{pull}' writes it to the files")
    stuck = [f"{path} of {item.address}" for item in plan.items for path in item.cannot_reset]
    if stuck:
        context.notes.warn(
            f"only {plan.wording.remote} changed {', '.join(stuck)}, and no update can unset it;"
            f" '{pull}' writes it to the files"
        )
        return
    remote_only = (change.why is Why.theirs for item in plan.items for change in item.changes)
    if any(isinstance(item.action, Drift) for item in plan.items) or any(remote_only):
        overwrite = ", --on-drift ours overwrites it" if plan.wording.has_on_drift else ""
        context.notes.note(
            f"what only {plan.wording.remote} changed stays as it is; '{pull}' writes it to the files{overwrite}"
        )


class DryRun(Struct, frozen=True):
    """A plan that will not be applied.

    locked: what was last pushed to the target.
    account: the account of the target.
    """

    run: PlanRun
    plan: "Plan"
    locked: "LockBlock"
    account: str

    def note_rest(self) -> None:
        """Note what the plan leaves unchanged."""
        self.run.planner.note_rest(self.plan, self.locked)

    def warn_about_secrets(self) -> None:
        """Warn about secrets that go to another host, or that the real run would refuse to send."""
        from personactl.commands.project.secret_warnings import warn_about_moved_secrets, warn_about_refused_secrets

        warn_about_moved_secrets(self.plan, self.run.context)
        warn_about_refused_secrets(self.plan, self.run.context)

    def check(self) -> None:
        """Raise what would stop the real run, as `PlanRun.check` does."""
        self.run.check(self.plan)


class HeldRun:
    """A plan that can be applied once, while other runs on the same target wait. Made by `PlanRun.hold`."""

    def __init__(self, run: PlanRun, opened: "OpenTarget", ledger: "Ledger", plan: "Plan") -> None:
        self.plan = plan
        self._run = run
        self._opened = opened
        self._ledger = ledger
        self._read_secret: ReadSecret | None = None

    def check(self) -> None:
        """Raise as `PlanRun.check` does. `apply` checks too; a face checks before it asks for consent."""
        self._read_secret = self._run.check(self.plan)

    def apply(self) -> "tuple[Outcome, ...]":
        """Apply the plan and return one outcome for each of its items. The failure of an item is an outcome.

        Raises as `PlanRun.check` does, before anything is sent.
        """
        return run_async(self._apply(self._read_secret or self._run.check(self.plan)))

    def note_rest(self) -> None:
        """Note what the plan leaves unchanged."""
        self._run.planner.note_rest(self.plan, self._ledger.block)

    async def _apply(self, read_secret: "ReadSecret") -> "tuple[Outcome, ...]":
        from personactl.commands.history import record_history
        from personactl.sync.apply.apply import apply
        from personactl.sync.plan.text_merges import pushed_texts

        run = self._run
        save_base_texts(pushed_texts(self.plan), run.context)
        with record_history(run, self._ledger.account) as keep, self._counted(len(self.plan.shown)) as on_outcome:
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
        """Yield a function that takes each outcome and shows how many there are of each sort."""
        from personactl.report.plan.outcomes_report import outcome_label, tally

        run = self._run
        counts: Tally[str] = Tally()
        with run.context.progress.progress(f"{run.command}: {run.target.name}", total) as counter:

            def on_outcome(outcome: "Outcome") -> None:
                counts[outcome_label(outcome)] += 1
                counter.advance(tally(counts))

            yield on_outcome
