"""Tools, knowledge and LLMs against the embedded engine, in process and with connections that fail."""

import asyncio
from collections.abc import Coroutine
from pathlib import Path

import httpx
import msgspec
import pytest

from personactl.api.client import Client
from personactl.api.failures import LostAnswerError
from personactl.api.knowledge import (
    DocumentStatus,
    create_group,
    delete_document,
    delete_group,
    download_document,
    get_document,
    get_group,
    list_documents,
    list_groups,
    rename_document,
    update_group,
    upload_document,
)
from personactl.api.llms import CustomLlm, create_llm, delete_llm, get_custom_llm, list_custom_llms, update_llm
from personactl.api.read_only import WriteRefusedError
from personactl.api.tools import create_tool, delete_tool, get_tool, list_tools, update_tool
from personactl.engine.app import open_engine
from personactl.engine.settings import EngineSettings
from personactl.errors import AuthError, NotFoundError, RejectedError, StorageError, UnavailableError
from personactl.json_value import JsonObject
from personactl.secret import Secret
from tests.api.conftest import Ask
from tests.api.live import FakeSleep, served
from tests.faults import CutBody, Refuse, ResetAfter, Rule, Status

CALENDAR: JsonObject = {"name": "open_calendar", "description": "Open the calendar.", "type": "CLIENT"}
HOUSE_MODEL: JsonObject = {
    "displayName": "House model",
    "llmFormat": "openai",
    "modelName": "house-7b",
    "urls": [{"url": "https://llm.example.com/v1"}],
    "secret": "kept-in-a-safe",
}
FAQ = b"We are open from nine to five.\n"


async def _look_for_nothing(client: Client) -> None:
    looks: list[Coroutine[None, None, object]] = [
        get_tool(client, "x"),
        get_custom_llm(client, "x"),
        get_group(client, "x"),
        get_document(client, "x"),
        list_documents(client, "x"),
    ]
    for look in looks:
        with pytest.raises(NotFoundError):
            await look


def test_nothing_is_not_found(ask: Ask) -> None:
    ask(_look_for_nothing)


def test_a_tool_lives_through_create_update_and_delete(ask: Ask) -> None:
    async def life(client: Client) -> None:
        made = await create_tool(client, CALENDAR | {"config": {"awaitResult": True}})
        assert (made.name, made.type, made.config, made.updated_at) == (
            "open_calendar",
            "CLIENT",
            {"awaitResult": True},
            None,
        )
        changed = await update_tool(client, made.id, {"config": {}})
        assert (changed.id, changed.config, changed.name) == (made.id, {}, "open_calendar")
        assert changed.updated_at is not None
        assert await get_tool(client, made.id) == changed
        assert [tool async for tool in list_tools(client, search="calendar")] == [changed]
        with pytest.raises(RejectedError, match="already exists"):
            await create_tool(client, CALENDAR)
        await delete_tool(client, made.id)
        assert "open_calendar" not in [tool.name async for tool in list_tools(client)]

    ask(life)


def test_a_system_tool_is_refused_as_forbidden(ask: Ask) -> None:
    async def change(client: Client) -> None:
        tools = {tool.name: tool async for tool in list_tools(client)}
        with pytest.raises(AuthError, match="System tools"):
            await update_tool(client, tools["end_call"].id, {"description": "mine"})

    ask(change)


def test_an_llm_lives_through_create_update_and_delete(ask: Ask) -> None:
    async def life(client: Client) -> None:
        made = await create_llm(client, HOUSE_MODEL)
        assert (made.display_name, made.urls) == ("House model", HOUSE_MODEL["urls"])
        changed = await update_llm(client, made.id, {"url": "https://b.example.com", "secret": "other"})
        assert changed.urls == [{"url": "https://b.example.com"}]
        assert await get_custom_llm(client, made.id) == changed
        assert [llm async for llm in list_custom_llms(client)] == [changed]
        await delete_llm(client, made.id)
        assert [llm async for llm in list_custom_llms(client)] == []

    ask(life)


def test_a_secret_that_a_platform_repeats_is_not_stored() -> None:
    assert "kept-in-a-safe" not in repr(msgspec.convert(HOUSE_MODEL | {"id": "l1"}, CustomLlm))


def test_knowledge_lives_through_upload_download_and_delete(ask: Ask, tmp_path: Path) -> None:
    path = tmp_path / "faq.md"
    path.write_bytes(FAQ)

    async def life(client: Client) -> None:
        group = await create_group(client, {"name": "Store FAQ"})
        named = await update_group(client, group.id, {"description": "What customers ask."})
        assert (named.name, named.description) == ("Store FAQ", "What customers ask.")
        assert await list_groups(client) == [named]
        one = await upload_document(client, group.id, path, "faq.md")
        two = await upload_document(client, group.id, FAQ * 2, "größe.txt")
        assert (one.status, one.file_size, one.knowledge_folder_id) == (
            DocumentStatus.PROCESSING,
            len(FAQ),
            group.id,
        )
        assert {document.filename for document in await list_documents(client, group.id)} == {"faq.md", "größe.txt"}
        assert (await rename_document(client, two.id, "sizes.txt")).filename == "sizes.txt"
        assert await download_document(client, one.id) == FAQ
        assert await download_document(client, two.id) == FAQ * 2
        await delete_document(client, two.id)
        assert [document.id for document in await list_documents(client, group.id)] == [one.id]
        assert (await get_group(client, group.id)).document_count == 1
        await delete_group(client, group.id)
        with pytest.raises(NotFoundError):
            await get_document(client, one.id)

    ask(life)


def test_an_upload_is_sent_again_only_where_it_never_arrived(ask: Ask, tmp_path: Path) -> None:
    path = tmp_path / "faq.md"
    path.write_bytes(FAQ * 1000)
    documents = "/v1/knowledge/groups/*/documents"

    async def upload(client: Client) -> int:
        group = await create_group(client, {"name": "Store FAQ"})
        document = await upload_document(client, group.id, path, "faq.md")
        assert await download_document(client, document.id) == path.read_bytes()
        return len(await list_documents(client, group.id))

    async def lose(client: Client) -> int:
        group = await create_group(client, {"name": "Store FAQ"})
        with pytest.raises(LostAnswerError):
            await upload_document(client, group.id, path, "faq.md")
        return len(await list_documents(client, group.id))

    refused = Rule(Refuse(), method="POST", path=documents, times=1)
    busy = Rule(Status(429), method="POST", path=documents, times=1)
    lost = Rule(ResetAfter(), method="POST", path=documents, times=1)
    assert ask(upload, refused, busy) == 1
    assert ask(lose, lost) == 1


def test_a_download_that_is_cut_is_fetched_again(ask: Ask) -> None:
    async def fetch(client: Client) -> bytes:
        group = await create_group(client, {"name": "Store FAQ"})
        document = await upload_document(client, group.id, FAQ, "faq.md")
        return await download_document(client, document.id)

    assert ask(fetch, Rule(CutBody(3), path="/files/*", times=1)) == FAQ


def test_a_dead_link_is_not_reported_as_a_missing_document(ask: Ask) -> None:
    async def fetch(client: Client) -> None:
        group = await create_group(client, {"name": "Store FAQ"})
        document = await upload_document(client, group.id, FAQ, "faq.md")
        with pytest.raises(UnavailableError, match="download link"):
            await download_document(client, document.id)

    ask(fetch, Rule(Status(403), path="/files/*"))
    ask(fetch, Rule(Status(404), path="/files/*"))


@pytest.mark.parametrize("link", ["http://files.example.com/x", "ftp://files.example.com/x", "/x", "", "http://[/"])
def test_a_link_in_clear_or_without_a_host_is_not_followed(link: str, ask: Ask) -> None:
    async def follow(client: Client) -> None:
        with pytest.raises(UnavailableError, match="not followed"):
            await client.download(link)

    ask(follow)


@pytest.mark.parametrize("host", ["127.0.0.1:9", "localhost:9", "[::1]:9", "printer.localhost", "127.8.8.8"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_platform_elsewhere_reads_nothing_on_this_machine(scheme: str, host: str) -> None:
    async def fetch() -> None:
        transport = httpx.MockTransport(lambda _: httpx.Response(200, content=b"private"))
        async with Client("https://api.example.com", Secret("the-key"), transport=transport) as client:
            with pytest.raises(UnavailableError, match="not followed"):
                await client.download(f"{scheme}://{host}/x")

    asyncio.run(fetch())


def test_no_key_goes_to_where_a_file_lies(tmp_path: Path) -> None:
    seen: list[httpx.Request] = []

    async def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, content=b"bytes")

    async def fetch() -> None:
        transport = httpx.MockTransport(answer)
        async with Client("https://api.example.com", Secret("the-key"), transport=transport) as client:
            assert await client.download("https://storage.example.com/x?sig=1") == b"bytes"

    asyncio.run(fetch())
    (request,) = seen
    assert "authorization" not in request.headers
    assert str(request.url) == "https://storage.example.com/x?sig=1"


def test_a_file_that_cannot_be_read_is_said_before_anything_is_sent(ask: Ask, tmp_path: Path) -> None:
    async def upload(client: Client) -> None:
        for path in (tmp_path / "missing.md", tmp_path):
            with pytest.raises(StorageError, match="cannot be read") as refusal:
                await upload_document(client, "g1", path, "faq.md")
            assert refusal.value.where == str(path)

    ask(upload, Rule(Status(500), path="/v1/knowledge/*"))


def test_a_dry_run_uploads_nothing(ask: Ask) -> None:
    async def dry() -> None:
        transport = httpx.MockTransport(lambda request: pytest.fail("sent"))
        async with Client("http://127.0.0.1", Secret("k"), transport=transport, read_only=True) as client:
            with pytest.raises(WriteRefusedError):
                await upload_document(client, "g1", FAQ, "faq.md")

    asyncio.run(dry())


def test_uploads_run_beside_each_other_over_a_socket(tmp_path: Path) -> None:
    engine = open_engine(EngineSettings(str(tmp_path / "engine.db")))
    path = tmp_path / "large.txt"
    path.write_bytes(b"0123456789abcdef" * 65536 * 3)

    async def run(origin: str) -> None:
        async with Client(origin, Secret(engine.api_key), retry=FakeSleep().retry_settings()) as client:
            group = await create_group(client, {"name": "Store FAQ"})
            made = await asyncio.gather(*(upload_document(client, group.id, path, f"{n}.txt") for n in range(8)))
            assert {document.file_size for document in made} == {path.stat().st_size}
            assert await download_document(client, made[-1].id) == path.read_bytes()

    with served(engine.app) as origin:
        asyncio.run(run(origin))
    engine.close()
