"""A project folder, and the real engine in process to pull from and to compare with."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TypeVar

from personactl.api.client import Client
from personactl.api.in_process import InProcessTransport
from personactl.engine.app import Engine, open_engine
from personactl.engine.settings import EngineSettings
from personactl.errors import UsageError
from personactl.persona.project_resource import Address, Resource
from personactl.persona.resource_files import ResourceFiles
from personactl.secret import Secret
from personactl.state.lock import LockBlock
from personactl.state.lock_format.account import Account
from personactl.state.lock_format.lock_file import read_lock
from personactl.state.project import find_project
from personactl.state.selection import resource_files
from personactl.sync.plan.build import build_plan
from personactl.sync.plan.options import PlanOptions, Resolution
from personactl.sync.plan.plan import Item, Plan, Unchanged
from personactl.sync.pull.build_pull import build_pull
from personactl.sync.pull.merge import ConflictPolicy
from personactl.sync.pull.pull_result import Pull, PullStatus
from personactl.sync.pull.remote_state import LocalProject, PullRequest
from personactl.sync.pull.write_files import write_pull
from tests.project_reading import read_resources

Answer = TypeVar("Answer")
_ORIGIN = "http://127.0.0.1"


@contextmanager
def open_pull_workspace(folder: Path) -> Iterator["PullWorkspace"]:
    project = folder / "project"
    project.mkdir(parents=True)
    (project / "personactl.yaml").write_text("{}\n")
    (folder / "scratch").mkdir()
    seconds = count()
    # Documents are processed while the clock runs: here it does at every look.
    start = datetime(2026, 11, 22, tzinfo=UTC)
    now = lambda: start + timedelta(seconds=next(seconds))  # noqa: E731
    engine = open_engine(EngineSettings(f"sqlite:///{folder / 'engine.db'}", now=now))
    try:
        yield PullWorkspace(project, folder / "scratch", engine)
    finally:
        engine.close()


@dataclass(frozen=True)
class PullWorkspace:
    root: Path
    scratch: Path
    engine: Engine

    @property
    def lock(self) -> Path:
        return self.root / "personactl.lock"

    @property
    def locked(self) -> LockBlock:
        return read_lock(self.lock).block("test", _ORIGIN)

    def text(self, name: str) -> str:
        return (self.root / name).read_bytes().decode()

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())

    def pull(
        self,
        *names: str,
        everything: bool = False,
        on_conflict: Resolution | None = None,
        between: Callable[[], object] = lambda: None,
    ) -> Pull:
        """`between` is called after everything was read."""
        files, resources = self._read()
        here = LocalProject(self.root, self.root / "personas", "test", files, resources, self.locked)
        wish = PullRequest(None, names, everything=everything)
        pull = self.do(lambda client: build_pull(client, here, wish, ConflictPolicy(on_conflict), scratch=self.scratch))
        between()
        return write_pull(pull, here, self.lock, Account.of("test"), _ORIGIN)

    def statuses(
        self, *names: str, everything: bool = False, on_conflict: Resolution | None = None
    ) -> dict[str, PullStatus]:
        pull = self.pull(*names, everything=everything, on_conflict=on_conflict)
        return {str(item.address): item.status for item in pull.items}

    def plan(self) -> Plan:
        _, resources = self._read()
        wanted = list(resources.values())
        options = PlanOptions(refresh=True)
        return self.do(lambda client: build_plan(client, wanted, set(resources), self.locked, options, root=self.root))

    def differing(self) -> list[Item]:
        """Return what a diff shows."""
        return [item for item in self.plan().items if not isinstance(item.action, Unchanged) or item.changes]

    def do(self, work: Callable[[Client], Awaitable[Answer]]) -> Answer:
        """Make requests as somebody else on the platform."""

        async def whole() -> Answer:
            transport = InProcessTransport(self.engine.app)
            async with Client(_ORIGIN, Secret(self.engine.api_key), transport=transport) as client:
                return await work(client)

        return asyncio.run(whole())

    def _read(self) -> tuple[ResourceFiles, dict[Address, Resource]]:
        try:
            files = resource_files(find_project(self.root))
        except UsageError:
            files = {}
        return files, {one.address: one for one in read_resources(files, self.root, "test")}
