"""Measures `engine serve` and the client: creates, the requests of a first push, and a list, in wall and CPU time.

    python benchmarks/engine.py [--creates N] [--list N] [--words N]     1,000, 10,000 and 600 by default

A first push sends three requests for each persona: it creates it, searches for others with its name, and reads it.

The engine runs in its own process. The client sends at most 16 requests at once and reads lists in pages of 100. CPU
time is shown for both processes, because wall time varies much on a busy machine.

What made the difference, on two cores (creates 7.7 s > 2.0 s, list 2.1 s > 0.6 s):
- 40 threads of one interpreter wait for each other. Two threads, one for reads and one for writes, do the same work in
  less than half the time. A plain executor wakes them at a third of the cost of anyio's.
- A search uses an index of names, and needs one statement if the first page holds all results.
- There is no listener on SQLAlchemy's `begin`, which made every statement slower. These three changes halved the
  engine's CPU time for the requests of a first push.
- Long prompts are in their own table, so that a list does not read them from disk.
- pydantic's JSON instead of the standard library's; statements that SQLAlchemy recognises by identity; httptools;
  uvloop.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from personactl.api.client import Client
from personactl.api.concurrent_requests import concurrently
from personactl.api.personas import create_persona, get_persona, list_personas
from personactl.json_value import JsonObject
from personactl.secret import Secret

AT_ONCE = 16
PERSONA: JsonObject = {
    "description": "Front desk",
    "avatarId": "30fa96d0-26c4-4e55-94a0-517025942e18",
    "voiceId": "de23e340-1416-4dd8-977d-065a7ca11697",
    "llmId": "0934d97d-0c3a-4f33-91b0-5e136a0ef466",
}


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("--creates", type=int, default=1_000)
    arguments.add_argument("--list", type=int, default=10_000, help="personas in the list")
    arguments.add_argument("--words", type=int, default=600, help="words of each prompt")
    options = arguments.parse_args()
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_measure(Path(folder), options.creates, options.list, options.words))


async def _measure(folder: Path, creates: int, listed: int, words: int) -> None:
    prompt = "You are Cara at the front desk. " * (words // 7)

    async def create(number: int) -> None:
        await create_persona(client, PERSONA | {"name": f"Cara {number}", "systemPrompt": prompt})

    async def push(number: int) -> None:
        name = f"Cara {number:06}"
        made = await create_persona(client, PERSONA | {"name": name, "systemPrompt": prompt})
        assert [one.id async for one in list_personas(client, search=name)] == [made.id]
        await get_persona(client, made.id)

    with _served(folder) as (engine, url, key):
        async with Client(url, key) as client:
            await concurrently(range(50), create, limit=AT_ONCE)
            with _timed(engine.pid, f"{creates:,} creates, {AT_ONCE} at once"):
                await concurrently(range(creates), create, limit=AT_ONCE)
            with _timed(engine.pid, f"first push of {creates:,} personas"):
                await concurrently(range(creates, 2 * creates), push, limit=AT_ONCE)
            await concurrently(range(2 * creates, listed - 50), create, limit=AT_ONCE)
            with _timed(engine.pid, f"list of {listed:,} personas"):
                found = [persona.id async for persona in list_personas(client)]
            assert len(set(found)) == max(listed, 2 * creates + 50)


@contextmanager
def _served(folder: Path) -> Iterator[tuple[subprocess.Popen[str], str, Secret]]:
    command = [str(Path(sys.executable).parent / "personactl"), "engine", "serve"]
    command += ["--port", "0", "--db", str(folder / "engine.db")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as engine:
        assert engine.stdout is not None
        try:
            url, key = (engine.stdout.readline().strip().partition("=")[2] for _ in range(2))
            yield engine, url, Secret(key)
        finally:
            engine.terminate()


@contextmanager
def _timed(engine: int, what: str) -> Iterator[None]:
    before = time.perf_counter(), _cpu_s(engine), time.process_time()
    yield
    wall, engine_s, client_s = (
        now - then for now, then in zip((time.perf_counter(), _cpu_s(engine), time.process_time()), before, strict=True)
    )
    print(f"{what:<32} {wall:6.2f} s wall   CPU: engine {engine_s:5.2f} s, client {client_s:5.2f} s")


def _cpu_s(process: int) -> float:
    """User and system time of another process, as Linux reports it."""
    values = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(values[11]) + int(values[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
