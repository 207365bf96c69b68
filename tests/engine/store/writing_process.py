"""A process that opens an engine and writes: `python -m tests.engine.store.writing_process DB FIELD COUNT [ID]`.

It prints "ready" and waits for a line, so that several processes begin together. It creates COUNT personas named
"FIELD n", as many at once as it can. With an ID it writes "FIELD n" COUNT times, in order, into FIELD of that
persona.
"""

import asyncio
import sys

import httpx

from personactl.engine.app import open_engine
from personactl.engine.settings import EngineSettings


async def create(client: httpx.AsyncClient, text: str) -> None:
    answer = await client.post("/v1/personas", json={"name": text})
    assert answer.status_code == 201, answer.text


async def update(client: httpx.AsyncClient, persona_id: str, field: str, text: str) -> None:
    answer = await client.put(f"/v1/personas/{persona_id}", json={field: text})
    assert answer.status_code == 200, answer.text


async def write(client: httpx.AsyncClient, field: str, count: int, persona_id: str | None) -> None:
    texts = [f"{field} {number}" for number in range(count)]
    if persona_id is None:
        await asyncio.gather(*(create(client, text) for text in texts))
        return
    for text in texts:
        await update(client, persona_id, field, text)


async def main(database: str, field: str, count: int, persona_id: str | None) -> None:
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    engine = open_engine(EngineSettings(database))
    try:
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(engine.app),
            base_url="http://engine.test",
            headers={"authorization": f"Bearer {engine.api_key}"},
        ) as client:
            await write(client, field, count, persona_id)
    finally:
        engine.close()
    sys.stdout.write(engine.api_key + "\n")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4] if len(sys.argv) > 4 else None))
