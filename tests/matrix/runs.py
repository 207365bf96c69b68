"""One push through faults, always from the same start, and its result after it was run again.

The client, the engine and the lock file are real. Only the connection between them is broken, and no time is spent on
waits between attempts or for documents.
"""

import asyncio
import logging
import shutil
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sized
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from personactl.api.client import Client
from personactl.api.in_process import InProcessTransport
from personactl.api.personas import list_personas, update_persona
from personactl.api.retry import RetrySettings
from personactl.engine.app import Engine, open_engine
from personactl.engine.settings import EngineSettings
from personactl.errors import PersonactlError
from personactl.fingerprint import value_fingerprint
from personactl.json_value import JsonObject
from personactl.persona.project_resource import Address, Resource, SecretSource
from personactl.secret import Secret
from personactl.state.lock_format.account import Account, profile_account
from personactl.state.lock_format.lock_file import read_lock
from personactl.state.project import find_project
from personactl.state.selection import resource_files
from personactl.sync.apply.apply import apply
from personactl.sync.apply.ledger import Ledger
from personactl.sync.apply.outcome import raise_for
from personactl.sync.apply.poll_policy import PollPolicy
from personactl.sync.apply.snapshot import Snapshot
from personactl.sync.plan.build import build_plan
from personactl.sync.plan.options import PlanOptions
from personactl.sync.plan.safety import refuse_unsafe
from tests.faults import Fault, FaultAt, FaultTransport, no_fault
from tests.matrix.end_state import End, end_of
from tests.matrix.project import SECRET, Sizes, edits, prompts_before, write_after, write_before
from tests.project_reading import read_resources

ORIGIN = "http://127.0.0.1"
PROFILE = "matrix"
ACCOUNT = profile_account(PROFILE)
OPTIONS = PlanOptions(prune=True, max_delete=1000, on_conflict="merge", on_drift="ours")
KEY = "matrix-key-4d1f0a"
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MOST_RERUNS = 3

Line: TypeAlias = Callable[[Engine, FaultAt, Callable[[str], None]], AbstractAsyncContextManager[tuple[Client, Sized]]]
"""Connects a client to the engine through faults, and counts the requests. The last argument gets each wait between
attempts."""


@asynccontextmanager
async def in_memory(
    engine: Engine, fault_at: FaultAt, on_wait: Callable[[str], None]
) -> AsyncIterator[tuple[Client, Sized]]:
    """A connection without a socket: a fault is what a transport would have raised or answered."""
    transport = FaultTransport(InProcessTransport(engine.app), fault_at=fault_at)
    retry = RetrySettings(attempts=2, sleep=_no_sleep)
    async with Client(ORIGIN, Secret(KEY), transport=transport, retry=retry, on_wait=on_wait) as client:
        yield client, transport.sent


@dataclass(frozen=True, slots=True)
class Start:
    """The state that every run begins with: a project, and a platform and a lock to which an older version of it was
    pushed, and on which somebody then changed some personas. `bases` are the texts that were pushed, by fingerprint."""

    folder: Path
    resources: tuple[Resource, ...]
    bases: Mapping[str, str]

    @classmethod
    def make(cls, folder: Path, sizes: Sizes) -> "Start":
        folder.mkdir()
        write_before(folder, sizes)
        with _place(folder) as place:
            place.push(_resources(folder))
            place.edit(edits(sizes))
        write_after(folder, sizes)
        bases = {value_fingerprint(text): text for text in prompts_before(sizes)}
        return cls(folder, _resources(folder), bases)

    @contextmanager
    def copied(self, folder: Path) -> Iterator["Place"]:
        """The platform and the lock in a folder of their own, which is removed afterwards."""
        folder.mkdir()
        for file in self.folder.glob("engine.db*"):
            shutil.copy(file, folder)
        shutil.copy(self.folder / "personactl.lock", folder)
        try:
            with _place(folder, self.bases) as place:
                yield place
        finally:
            shutil.rmtree(folder)


@dataclass
class Place:
    """One place to push from.

    said: all texts of a run: errors, notes, log lines and snapshots.
    new_loop: makes the event loop of each push; None takes asyncio's default.
    """

    folder: Path
    engine: Engine
    bases: Mapping[str, str]
    line: Line = in_memory
    said: list[str] = field(default_factory=list)
    new_loop: Callable[[], asyncio.AbstractEventLoop] | None = None

    def push(self, resources: tuple[Resource, ...], fault_at: FaultAt = no_fault, concurrency: int = 1) -> int:
        """Plan, check and apply, as `personactl push --prune` does. Returns the number of requests.

        Raises what makes a push end with an exit status other than 0.
        """
        sent: list[int] = []
        try:
            with asyncio.Runner(loop_factory=self.new_loop) as runner:
                runner.run(self._push(resources, fault_at, concurrency, sent))
        except PersonactlError as error:
            self.said.append(f"{error.message}\n{error.where}\n{error.hint}")
            raise
        finally:
            self.said.append((self.folder / "personactl.lock").read_text("utf-8"))
        return sent[0]

    async def _push(
        self, resources: tuple[Resource, ...], fault_at: FaultAt, concurrency: int, sent: list[int]
    ) -> None:
        async with self.line(self.engine, fault_at, self.said.append) as (client, sent_here):
            try:
                await self._apply(client, resources, concurrency)
            finally:
                sent.append(len(sent_here))

    async def _apply(self, client: Client, resources: tuple[Resource, ...], concurrency: int) -> None:
        ledger = Ledger(self.folder / "personactl.lock", Account.of(ACCOUNT), ORIGIN)
        addresses = {resource.address for resource in resources}
        plan = await build_plan(
            client, resources, addresses, ledger.block, OPTIONS, root=self.folder, find_base=self._find_base
        )
        refuse_unsafe(plan, OPTIONS.max_delete)
        outcomes = await apply(
            plan,
            client,
            ledger,
            now=lambda: NOW,
            save_snapshot=self._keep,
            read_secret=_read_secret,
            concurrency=concurrency,
            poll_policy=PollPolicy(sleep=_no_sleep),
        )
        raise_for(outcomes)

    def edit(self, changes: Mapping[str, JsonObject]) -> None:
        """Change personas by name, as a user of the web app would."""

        async def whole() -> None:
            async with in_memory(self.engine, no_fault, self.said.append) as (client, _):
                ids = {row.name or "": row.id async for row in list_personas(client)}
                for name, fields in changes.items():
                    await update_persona(client, ids[name], fields)

        asyncio.run(whole())

    def _find_base(self, address: Address, print: str) -> str | None:
        return self.bases.get(print)

    def end(self) -> End:
        block = read_lock(self.folder / "personactl.lock").block(ACCOUNT, ORIGIN)
        return end_of(self.folder / "engine.db", block)

    def _keep(self, snapshot: Snapshot) -> None:
        self.said.append(repr(snapshot))


@dataclass(frozen=True, slots=True)
class CaseResult:
    """The result of a broken push.

    reruns: how often it was run again until it ended well; 0 if the first run ended well.
    problems: lines about differences from the expected end; none if it converged.
    """

    reruns: int
    problems: tuple[str, ...]


def converge(
    start: Start,
    scratch: Path,
    end: End,
    faults: Mapping[int, Fault],
    *,
    concurrency: int = 1,
    line: Line = in_memory,
) -> CaseResult:
    """Push through `faults` (by the number of the request, from 1), then run it again until it ends well."""
    with start.copied(scratch) as place, logged(place.said):
        place.line = line
        return case_result(start, place, end, failure_of(start, place, faults.get, concurrency), concurrency)


def case_result(start: Start, place: Place, end: End, failure: str | None, concurrency: int = 1) -> CaseResult:
    """Run a push that ended with `failure` again until it ends well, and compare where it ended with `end`."""
    reruns = 0
    while failure is not None and reruns < MOST_RERUNS:
        reruns += 1
        failure = failure_of(start, place, concurrency=concurrency)
    problems = [] if failure is None else [f"still fails after {reruns} reruns: {failure}"]
    problems += place.end().differences(end)
    said = "\n".join(place.said)
    problems += [f"{name} in what was said" for name, secret in _SECRETS.items() if secret in said]
    return CaseResult(reruns, tuple(problems))


_SECRETS = {"the LLM's secret": SECRET, "the API key": KEY}


def failure_of(start: Start, place: Place, fault_at: FaultAt = no_fault, concurrency: int = 1) -> str | None:
    """Push. Returns None if it ended well."""
    try:
        place.push(start.resources, fault_at, concurrency)
    except PersonactlError as error:
        return f"{type(error).__name__}: {error.message}"
    return None


@contextmanager
def _place(folder: Path, bases: Mapping[str, str] | None = None) -> Iterator[Place]:
    database = f"sqlite:///{folder / 'engine.db'}"
    engine = open_engine(EngineSettings(database, key=KEY, document_processing_s=0))
    try:
        yield Place(folder, engine, bases or {})
    finally:
        engine.close()


@contextmanager
def logged(said: list[str]) -> Iterator[None]:
    """Everything that is logged meanwhile, at any level, also goes to `said`."""
    handler = _Collecting(said)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        root.setLevel(level)
        root.removeHandler(handler)


class _Collecting(logging.Handler):
    def __init__(self, said: list[str]) -> None:
        super().__init__()
        self._said = said

    def emit(self, record: logging.LogRecord) -> None:
        self._said.append(self.format(record))


def _resources(root: Path) -> tuple[Resource, ...]:
    return read_resources(resource_files(find_project(root)), root)


def _read_secret(source: SecretSource) -> Secret:
    return Secret(SECRET)


async def _no_sleep(seconds: float) -> None:
    """A wait that takes no time."""
    await asyncio.sleep(0)
