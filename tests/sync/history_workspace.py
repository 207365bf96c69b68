"""Runs of a workspace that record a history, and their rollbacks."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from personactl.api.client import Client
from personactl.state.history import Run, RunInfo, SavedResource, find_run, saved_resources
from personactl.state.history_writer import Recorder, recording
from personactl.state.lock_format.account import Account
from personactl.sync.apply.apply import apply
from personactl.sync.apply.ledger import Ledger
from personactl.sync.apply.outcome import Outcome, raise_for
from personactl.sync.apply.poll_policy import PollPolicy
from personactl.sync.apply.snapshot import Snapshot
from personactl.sync.plan.build import build_plan
from personactl.sync.plan.dependencies import with_dependencies
from personactl.sync.plan.options import PlanOptions
from personactl.sync.plan.plan import Plan
from personactl.sync.plan.safety import refuse_unsafe
from personactl.sync.rollback import ids_of_run, past_of, restored_resources, rollback_base, rollback_plan
from tests.sync.workspace import NOW, ORIGIN, Workspace, read_secret


@dataclass
class HistoryWorkspace:
    """A workspace whose runs have a history and can be rolled back."""

    workspace: Workspace
    folder: Path

    def push(self, options: PlanOptions | None = None) -> Run | None:
        """Push, and return the run; None if nothing was overwritten."""
        with self._kept("push") as recorder:
            raise_for(tuple(self.workspace.push(options=options).values()))
        return None if recorder.number is None else find_run(self.folder, recorder.number)

    def plan(self, run: Run, options: PlanOptions | None = None, only: str = "") -> Plan:
        return self.workspace.run(lambda client: self._planned(client, run, options or PlanOptions(), only))

    def back(self, run: Run, options: PlanOptions | None = None, only: str = "") -> tuple[Outcome, ...]:
        with self._kept("rollback", run.number):
            return self.workspace.run(lambda client: self._applied(client, run, options or PlanOptions(), only))

    async def _applied(self, client: Client, run: Run, options: PlanOptions, only: str) -> tuple[Outcome, ...]:
        workspace = self.workspace
        plan = await self._planned(client, run, options, only)
        refuse_unsafe(plan)
        return await apply(
            plan,
            client,
            Ledger(workspace.lock_path, Account.of("test"), ORIGIN),
            now=lambda: NOW,
            save_snapshot=workspace.keep,
            read_secret=read_secret,
            poll_policy=PollPolicy(sleep=workspace.clock.sleep),
        )

    async def _planned(self, client: Client, run: Run, options: PlanOptions, only: str) -> Plan:
        workspace = self.workspace
        secrets = {one.address: one.secret for one in workspace.resources if one.secret is not None}
        past = past_of(self.folder, run, secrets)
        wanted = restored_resources(run, saved_resources(run), past, workspace.locked)
        if only:
            wanted = with_dependencies({one.address for one in wanted if one.address.key == only}, wanted)
        block = rollback_base(wanted, past, workspace.locked)
        root, trusted = workspace.folder, ids_of_run(saved_resources(run), past)
        plan = await build_plan(
            client, wanted, None, block, options, root=root, proof=workspace.locked, trusted=trusted
        )
        return rollback_plan(plan, run, past, workspace.locked)

    @contextmanager
    def _kept(self, command: str, undoes: int | None = None) -> Iterator[Recorder]:
        with recording(self.folder, RunInfo(NOW, command, "test", ORIGIN, undoes)) as recorder:
            self.workspace.keep = lambda snapshot: recorder.save(_as_saved(snapshot), snapshot.content)
            yield recorder


def _as_saved(one: Snapshot) -> SavedResource:
    return SavedResource(one.address, one.remote_id, one.name, one.updated_at, one.values, one.status)
