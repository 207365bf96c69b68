"""A project folder with a lock for the tests of push, with the real engine in process as its platform.

    workspace.write("cara", description="Front desk")
    workspace.push(Rule(ResetAfter(), method="POST"))

The engine is the remote; `workspace.app` acts on it as a user of the web app would, past every fault. Its clock moves
a millisecond each time that it is read, and with the waits of a push.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import httpx
import yaml

from personactl.api.client import Client
from personactl.api.in_process import InProcessTransport
from personactl.api.knowledge import upload_document
from personactl.api.personas import create_persona, delete_persona, get_persona, list_personas, update_persona
from personactl.api.retry import RetrySettings
from personactl.api.tools import update_tool
from personactl.engine.app import Engine, open_engine
from personactl.engine.settings import EngineSettings
from personactl.engine.store import personas
from personactl.json_value import JsonObject, JsonValue
from personactl.persona.project_resource import Address, Resource, SecretSource
from personactl.persona.remote import RemotePersona, writable_fields
from personactl.secret import Secret
from personactl.state.lock import LockBlock
from personactl.state.lock_format.account import Account
from personactl.state.lock_format.lock_file import read_lock
from personactl.state.project import Project
from personactl.state.selection import resource_files
from personactl.sync.apply.apply import apply
from personactl.sync.apply.ledger import Ledger
from personactl.sync.apply.outcome import Done, Outcome, Result
from personactl.sync.apply.poll_policy import PollPolicy
from personactl.sync.apply.snapshot import SaveSnapshot, Snapshot
from personactl.sync.plan.build import build_plan
from personactl.sync.plan.options import PlanOptions
from personactl.sync.plan.plan import Item, Plan
from personactl.sync.plan.safety import refuse_unsafe
from tests.faults import FaultTransport, Rule, Sent
from tests.project_reading import read_resources
from tests.sync.interrupting_transport import InterruptedTransport, Kill, KillingTransport

ORIGIN = "http://127.0.0.1"
CARA = "30fa96d0-26c4-4e55-94a0-517025942e18"
JULIA = "edcb8f1a-334f-4cdb-871c-5c513db806a7"
CARAS_VOICE = "6bfbe25a-979d-40f3-a92b-5394170af54b"
LUCYS_VOICE = "de23e340-1416-4dd8-977d-065a7ca11697"
ADAMS_VOICE = "e54745c7-9439-44c3-b61a-193b42cce5bd"
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

Answer = TypeVar("Answer")


@contextmanager
def open_workspace(folder: Path) -> Iterator["Workspace"]:
    clock = Clock()
    engine = open_engine(EngineSettings(f"sqlite:///{folder / 'engine.db'}", now=clock.now, document_processing_s=20))
    try:
        yield Workspace(folder, engine, clock)
    finally:
        engine.close()


@dataclass
class Clock:
    """The engine's clock."""

    time: datetime = NOW

    def now(self) -> datetime:
        self.time += timedelta(milliseconds=1)
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


@dataclass
class Workspace:
    """A project with a platform. `sent` are the requests of the last `plan` or `push`, `kept` are all snapshots so
    far."""

    folder: Path
    engine: Engine
    clock: Clock = field(default_factory=Clock)
    kept: list[Snapshot] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    kill: Kill | None = None
    """A kill that ends the next push, once."""
    before_request: dict[int, Callable[[], object]] = field(default_factory=dict)
    """Functions to call before some requests of the next run, by the numbers of the requests (from 1)."""
    fail_fast: bool = False
    concurrency: int = 4
    settled: tuple[Resource, ...] | None = None
    """The resources of the files, if these no longer change; None reads the files for each run."""
    keep: SaveSnapshot = field(init=False)

    def __post_init__(self) -> None:
        self.keep = self.kept.append

    @property
    def lock_path(self) -> Path:
        return self.folder / "personactl.lock"

    @property
    def locked(self) -> LockBlock:
        return read_lock(self.lock_path).block("test", ORIGIN)

    @property
    def app(self) -> "WebApp":
        return WebApp(self)

    def write(self, key: str, **fields: JsonValue) -> None:
        """Write a persona file, which is valid whatever `fields` are. A field that is None is left out of the file."""
        whole: JsonObject = {
            "name": key.title(),
            "avatarId": CARA,
            "voiceId": CARAS_VOICE,
            "systemPrompt": f"You are {key}.",
        }
        said = {name: value for name, value in (whole | fields).items() if value is not None}
        (self.folder / f"{key}.yaml").write_text(yaml.safe_dump(said, sort_keys=False), encoding="utf-8")

    def save(self, path: str, **fields: JsonValue) -> None:
        """Write a file of the project, such as `tools/open_calendar.yaml`."""
        file = self.folder / path
        file.parent.mkdir(exist_ok=True)
        file.write_text(yaml.safe_dump(fields, sort_keys=False), encoding="utf-8")

    def plan(self, *rules: Rule, options: PlanOptions | None = None) -> Plan:
        async def work(client: Client) -> Plan:
            return await self._prepared(client, self.locked, options or PlanOptions())

        return self.run(work, *rules)

    def item(self, key: str, options: PlanOptions | None = None) -> Item:
        """The item of a persona by its key, or of another resource by its kind and key."""
        return next(item for item in self.plan(options=options).items if key in (_name(item.address), item.key))

    def plan_only(self, key: str) -> Plan:
        """A plan for one persona alone, as `--only` makes it, without what the persona needs."""

        async def work(client: Client) -> Plan:
            wanted = [one for one in self.resources if one.address == Address("persona", key)]
            addresses = {resource.address for resource in self.resources}
            return await build_plan(client, wanted, addresses, self.locked, PlanOptions(), root=self.folder)

        return self.run(work)

    def push(
        self, *rules: Rule, options: PlanOptions | None = None, between: Callable[[], object] = lambda: None
    ) -> dict[str, Outcome]:
        """Plan, check and apply. `between` is called after the plan was made. Outcomes of personas are by key, others
        by kind and key."""

        async def work(client: Client) -> tuple[Outcome, ...]:
            ledger = Ledger(self.lock_path, Account.of("test"), ORIGIN)
            plan = await self._prepared(client, ledger.block, options or PlanOptions())
            allowed = (options or PlanOptions()).max_delete
            refuse_unsafe(plan, allowed)
            await asyncio.to_thread(between)
            return await apply(
                plan,
                client,
                ledger,
                now=lambda: NOW,
                save_snapshot=self.keep,
                read_secret=read_secret,
                concurrency=self.concurrency,
                fail_fast=self.fail_fast,
                poll_policy=PollPolicy(sleep=self.clock.sleep),
            )

        return {_name(outcome.address): outcome for outcome in self.run(work, *rules)}

    @property
    def resources(self) -> tuple[Resource, ...]:
        if self.settled is not None:
            return self.settled
        return read_resources(resource_files(Project(self.folder, self.folder)), self.folder)

    def stored(self) -> dict[str, JsonObject]:
        """What the platform's store holds, by name. A name that it holds twice fails the test."""
        with self.engine.database.read() as connection:
            _, listed = personas.list_personas(connection, "", 0, 1000)
            found = [one for row in listed if (one := personas.find_persona(connection, row.id)) is not None]
        fields = {str(persona.fields["name"]): persona.fields for persona in found}
        assert len(fields) == len(found), f"doubled: {sorted(str(persona.fields['name']) for persona in found)}"
        return fields

    def run(self, work: Callable[[Client], Awaitable[Answer]], *rules: Rule) -> Answer:
        async def whole() -> Answer:
            inner: httpx.AsyncBaseTransport = InProcessTransport(self.engine.app)
            kill, self.kill = self.kill, None
            moments, self.before_request = self.before_request, {}
            inner = InterruptedTransport(inner, moments) if moments else inner
            transport = FaultTransport(inner if kill is None else KillingTransport(inner, kill), *rules)
            self.sent = transport.sent
            key = Secret(self.engine.api_key)
            retry = RetrySettings(attempts=2, sleep=_no_sleep)
            async with Client(ORIGIN, key, transport=transport, retry=retry) as client:
                return await work(client)

        return asyncio.run(whole())

    async def _prepared(self, client: Client, locked: LockBlock, options: PlanOptions) -> Plan:
        wanted = self.resources
        addresses = {resource.address for resource in wanted}
        return await build_plan(client, wanted, addresses, locked, options, root=self.folder)


@dataclass(frozen=True)
class WebApp:
    """A client of another user on the same platform."""

    workspace: Workspace

    def create(self, **fields: JsonValue) -> str:
        return self._do(lambda client: create_persona(client, fields)).id

    def change(self, remote_id: str, **fields: JsonValue) -> None:
        self._do(lambda client: update_persona(client, remote_id, fields))

    def upload(self, group_id: str, name: str, content: bytes) -> None:
        self._do(lambda client: upload_document(client, group_id, content, name))

    def change_tool(self, remote_id: str, **fields: JsonValue) -> None:
        self._do(lambda client: update_tool(client, remote_id, fields))

    def delete(self, remote_id: str) -> None:
        self._do(lambda client: delete_persona(client, remote_id))

    def fields(self, remote_id: str) -> JsonObject:
        """What a read returns, with the fields that a write takes."""
        return writable_fields(self.get(remote_id))

    def get(self, remote_id: str) -> RemotePersona:
        return self._do(lambda client: get_persona(client, remote_id))

    def names(self) -> list[str]:
        async def work(client: Client) -> list[str]:
            return sorted([row.name or "" async for row in list_personas(client)])

        return self._do(work)

    def _do(self, work: Callable[[Client], Awaitable[Answer]]) -> Answer:
        sent = self.workspace.sent
        try:
            return self.workspace.run(work)
        finally:
            self.workspace.sent = sent


def id_of(result: Result) -> str:
    """The remote id of an item that is done."""
    assert isinstance(result, Done), result
    return result.remote_id


def read_secret(source: SecretSource) -> Secret:
    """A secret that is derived from its reference."""
    return Secret(f"sk-{source.name}")


def _name(address: Address) -> str:
    return address.key if address.kind == "persona" else str(address)


async def _no_sleep(seconds: float) -> None:
    """A wait between retries that takes no time."""
