"""A client reacts to an injected fault exactly as to a TCP connection that breaks in the same way."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from personactl.api.client import Client
from personactl.engine.app import Engine, open_engine
from personactl.engine.settings import EngineSettings
from personactl.errors import PersonactlError
from personactl.json_value import JsonValue
from tests.faults import Fault
from tests.matrix.kinds import KINDS
from tests.matrix.relay import wire_for
from tests.matrix.runs import KEY, Line, in_memory

Call = Callable[[Client, str], Awaitable[JsonValue]]
"""A request that takes the id of a persona."""


CALLS: dict[str, Call] = {
    "GET": lambda client, persona: client.get(f"/v1/personas/{persona}"),
    "POST": lambda client, persona: client.post("/v1/personas", {"name": "Marcel"}),
    "PUT": lambda client, persona: client.put(f"/v1/personas/{persona}", {"name": "Clara"}),
    "DELETE": lambda client, persona: client.delete(f"/v1/personas/{persona}"),
}


class Observation(NamedTuple):
    """Everything that the caller of a client sees, without ids, dates and waits, and the personas on the platform
    afterwards."""

    outcome: str
    waits: tuple[str, ...]
    requests: int
    names: tuple[str, ...]


async def _observe(line: Line, engine: Engine, call: Call, fault: Fault) -> Observation:
    waits: list[str] = []
    async with in_memory(engine, lambda number: None, waits.append) as (client, _):
        made = await client.post("/v1/personas", {"name": "Cara"})
        assert isinstance(made, dict)
        persona = str(made["id"])
    async with line(engine, {1: fault}.get, waits.append) as (client, sent):
        try:
            outcome = f"answered {await call(client, persona)}"
        except PersonactlError as error:
            outcome = f"{type(error).__name__}: {error.message}"
    async with in_memory(engine, lambda number: None, waits.append) as (client, _):
        left = await client.get("/v1/personas")
        assert isinstance(left, dict)
        rows = left["data"]
        assert isinstance(rows, list)
    names = tuple(sorted(str(row["name"]) for row in rows if isinstance(row, dict)))
    return Observation(_plain(outcome), tuple(_plain(wait) for wait in waits), len(sent), names)


def _plain(text: str) -> str:
    """Return `text` without the parts that differ between runs, and without the words that only the kernel adds."""
    text = text.removesuffix(": Connection reset by peer")
    text = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID", text)
    return re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z|\d+\.\d+ s", "WHEN", text)


@pytest.mark.parametrize("method", CALLS)
@pytest.mark.parametrize("kind", KINDS)
def test_an_injected_fault_acts_like_a_broken_connection(kind: str, method: str, tmp_path: Path) -> None:
    def observe(line: Line, name: str) -> Observation:
        engine = open_engine(EngineSettings(f"sqlite:///{tmp_path / name}.db", key=KEY))
        try:
            return asyncio.run(_observe(line, engine, CALLS[method], KINDS[kind]))
        finally:
            engine.close()

    assert observe(wire_for(KINDS[kind]), "wire") == observe(in_memory, "memory")
