"""A workbench for push tests: persona files, the real engine in process, faults in between, and a lock on disk.

    bench.write("cara", description="Front desk")
    bench.push(Rule(ResetAfter(), method="POST"))

The engine is the remote; `bench.app` acts on it as somebody in the web app would, past every fault.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import httpx
import yaml

from personactl.api.client import Client
from personactl.api.in_process import InProcessTransport
from personactl.api.personas import create_persona, delete_persona, get_persona, list_personas, update_persona
from personactl.api.retry import RetrySettings
from personactl.engine.engine import Engine, open_engine
from personactl.engine.settings import EngineSettings
from personactl.engine.store import personas
from personactl.json_value import JsonObject, JsonValue
from personactl.persona.reading import read_persona
from personactl.persona.remote import RemotePersona, written_fields
from personactl.secret import Secret
from personactl.state.lock import LockBlock, read_lock
from personactl.sync.applying import apply
from personactl.sync.choices import Choices
from personactl.sync.ledger import Ledger
from personactl.sync.outcome import Done, Outcome, Result
from personactl.sync.plan import Item, Plan
from personactl.sync.preparing import prepare
from personactl.sync.safety import refuse_unsafe
from tests.faults import FaultTransport, Rule, Sent
from tests.sync.killing import Kill, KillingTransport

ORIGIN = "http://127.0.0.1"
CARA = "30fa96d0-26c4-4e55-94a0-517025942e18"
JULIA = "edcb8f1a-334f-4cdb-871c-5c513db806a7"
CARAS_VOICE = "6bfbe25a-979d-40f3-a92b-5394170af54b"
LUCYS_VOICE = "de23e340-1416-4dd8-977d-065a7ca11697"
ADAMS_VOICE = "e54745c7-9439-44c3-b61a-193b42cce5bd"
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

Answer = TypeVar("Answer")


@contextmanager
def workbench(folder: Path) -> Iterator["Bench"]:
    engine = open_engine(EngineSettings(f"sqlite:///{folder / 'engine.db'}"))
    try:
        yield Bench(folder, engine)
    finally:
        engine.close()


@dataclass
class Bench:
    """`sent` is what the last `plan` or `push` sent."""

    folder: Path
    engine: Engine
    sent: list[Sent] = field(default_factory=list)
    kill: Kill | None = None
    """Ends the next push, once."""

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
        """A persona file, valid whatever `fields` says; one that is None is left out of the file."""
        whole: JsonObject = {
            "name": key.title(),
            "avatarId": CARA,
            "voiceId": CARAS_VOICE,
            "systemPrompt": f"You are {key}.",
        }
        said = {name: value for name, value in (whole | fields).items() if value is not None}
        (self.folder / f"{key}.yaml").write_text(yaml.safe_dump(said, sort_keys=False), encoding="utf-8")

    def plan(self, *rules: Rule, choices: Choices | None = None) -> Plan:
        async def work(client: Client) -> Plan:
            return await self._prepared(client, self.locked, choices or Choices())

        return self.run(work, *rules)

    def item(self, key: str, choices: Choices | None = None) -> Item:
        return next(item for item in self.plan(choices=choices).items if item.key == key)

    def push(
        self, *rules: Rule, choices: Choices | None = None, between: Callable[[], object] = lambda: None
    ) -> dict[str, Outcome]:
        """Plan, check, apply. `between` happens after the plan was made."""

        async def work(client: Client) -> tuple[Outcome, ...]:
            ledger = Ledger(self.lock_path, "test", ORIGIN)
            plan = await self._prepared(client, ledger.block, choices or Choices())
            refuse_unsafe(plan)
            await asyncio.to_thread(between)
            return await apply(plan, client, ledger, now=lambda: NOW, concurrency=4)

        return {outcome.key: outcome for outcome in self.run(work, *rules)}

    def stored(self) -> dict[str, JsonObject]:
        """What the platform's own store holds, by name; a name that it holds twice fails the test."""
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
            transport = FaultTransport(inner if kill is None else KillingTransport(inner, kill), *rules)
            self.sent = transport.sent
            key = Secret(self.engine.api_key)
            retry = RetrySettings(attempts=2, sleep=_no_sleep)
            async with Client(ORIGIN, key, transport=transport, retry=retry) as client:
                return await work(client)

        return asyncio.run(whole())

    async def _prepared(self, client: Client, locked: LockBlock, choices: Choices) -> Plan:
        files = sorted(self.folder.glob("*.yaml"))
        read = [read_persona(path, self.folder).as_resource() for path in files]
        addresses = {resource.address for resource in read}
        return await prepare(client, read, addresses, locked, choices, root=self.folder)


@dataclass(frozen=True)
class WebApp:
    """Somebody else, at the same platform."""

    bench: Bench

    def create(self, **fields: JsonValue) -> str:
        return self._do(lambda client: create_persona(client, fields)).id

    def change(self, remote_id: str, **fields: JsonValue) -> None:
        self._do(lambda client: update_persona(client, remote_id, fields))

    def delete(self, remote_id: str) -> None:
        self._do(lambda client: delete_persona(client, remote_id))

    def fields(self, remote_id: str) -> JsonObject:
        """What a read shows, in write form."""
        return written_fields(self.get(remote_id))

    def get(self, remote_id: str) -> RemotePersona:
        return self._do(lambda client: get_persona(client, remote_id))

    def names(self) -> list[str]:
        async def work(client: Client) -> list[str]:
            return sorted([row.name or "" async for row in list_personas(client)])

        return self._do(work)

    def _do(self, work: Callable[[Client], Awaitable[Answer]]) -> Answer:
        sent = self.bench.sent
        try:
            return self.bench.run(work)
        finally:
            self.bench.sent = sent


def id_of(result: Result) -> str:
    """The remote id of an item that was done."""
    assert isinstance(result, Done), result
    return result.remote_id


async def _no_sleep(seconds: float) -> None:
    """The waits between retries take no time here."""
