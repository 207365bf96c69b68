"""Closing an engine while an abandoned request is still being processed."""

import asyncio
import threading
from dataclasses import replace
from datetime import datetime

import httpx

from personactl.engine.app import Engine, open_engine
from personactl.engine.settings import EngineSettings
from tests.engine.conftest import CARA, Ask


async def begin_and_give_up(engine: Engine, begun: threading.Event) -> None:
    transport = httpx.ASGITransport(engine.app)
    headers = {"authorization": f"Bearer {engine.api_key}"}
    async with httpx.AsyncClient(transport=transport, base_url="http://engine.test", headers=headers) as client:
        create = asyncio.create_task(client.post("/v1/personas", json=CARA))
        await asyncio.to_thread(begun.wait)
        create.cancel()
        await asyncio.wait({create})
        assert create.cancelled()


def test_what_was_begun_is_finished_before_the_database_goes(settings: EngineSettings, ask: Ask) -> None:
    begun, may_go_on = threading.Event(), threading.Event()

    def slowly() -> datetime:
        begun.set()
        may_go_on.wait()
        return settings.now()

    engine = open_engine(replace(settings, now=slowly))
    asyncio.run(begin_and_give_up(engine, begun))
    closing = threading.Thread(target=engine.close)
    closing.start()
    may_go_on.set()
    closing.join()

    again = open_engine(settings)
    assert [persona["name"] for persona in ask(again).get("/v1/personas").json()["data"]] == [CARA["name"]]
    again.close()
