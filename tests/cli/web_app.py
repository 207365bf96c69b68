"""A user of the web app: changes the engine of the test's home without the command line."""

import asyncio
import contextlib
import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import TypeVar

from personactl.api.client import Client
from personactl.api.in_process import InProcessTransport
from personactl.api.knowledge import (
    KnowledgeGroup,
    delete_document,
    list_documents,
    list_groups,
    update_group,
    upload_document,
)
from personactl.api.llms import CustomLlm, list_custom_llms, update_llm
from personactl.api.personas import create_persona, delete_persona, get_persona, list_personas, update_persona
from personactl.api.tools import Tool, list_tools, update_tool
from personactl.engine.app import open_engine
from personactl.engine.settings import EngineSettings
from personactl.json_value import JsonObject, JsonValue
from personactl.persona.remote import RemoteSummary, writable_fields
from personactl.secret import Secret

Result = TypeVar("Result")


class WebApp:
    """A client of the target `local` below `home`. It creates the engine on first use, as a command would."""

    def __init__(self, home: Path) -> None:
        self._database = home / "personactl" / "data" / "engine" / "engine.db"

    def names(self) -> list[str]:
        return sorted(row.name or "" for row in self._do(_rows))

    def tools(self) -> dict[str, JsonObject]:
        """The configuration of each tool that somebody made, by its name."""
        found = self._do(_tools)
        return {tool.name: tool.config for tool in found if isinstance(tool.config, dict) and tool.type != "SYSTEM"}

    def change_tool(self, name: str, config: JsonObject) -> None:
        (found,) = (tool.id for tool in self._do(_tools) if tool.name == name)
        self._do(lambda client: update_tool(client, found, {"config": config}))

    def create(self, **fields: JsonValue) -> None:
        self._do(lambda client: create_persona(client, fields))

    def change(self, name: str, /, **fields: JsonValue) -> None:
        remote_id = self.id(name)
        self._do(lambda client: update_persona(client, remote_id, fields))

    def attach_tool(self, name: str) -> None:
        """Give a persona the only tool."""
        remote_id = self.id(name)

        async def attach(client: Client) -> object:
            (tool,) = [one async for one in list_tools(client) if one.type != "SYSTEM"]
            return await update_persona(client, remote_id, {"toolIds": [tool.id]})

        self._do(attach)

    def upload(self, name: str, content: bytes) -> None:
        """Upload a document to the only knowledge group."""

        async def upload(client: Client) -> object:
            (group,) = await list_groups(client)
            return await upload_document(client, group.id, content, name)

        self._do(upload)

    def replace_document(self, name: str, content: bytes) -> None:
        async def swap(client: Client) -> object:
            (group,) = await list_groups(client)
            (old,) = [one for one in await list_documents(client, group.id) if one.filename == name]
            await delete_document(client, old.id)
            return await upload_document(client, group.id, content, name)

        self._do(swap)

    def upload_under_any_name(self, name: str, content: bytes) -> None:
        """Upload a document with a name that this platform refuses, and others may not."""
        self.upload("any.md", content)
        with contextlib.closing(sqlite3.connect(self._database)) as database:
            database.execute("UPDATE documents SET filename = ? WHERE filename = 'any.md'", (name,))
            database.commit()

    def change_component(self, kind: str, **fields: JsonValue) -> None:
        """Change the only tool, knowledge group or custom LLM."""
        self._do(_CHANGES[kind](fields))

    def delete(self, name: str) -> None:
        remote_id = self.id(name)
        self._do(lambda client: delete_persona(client, remote_id))

    def fields(self, name: str) -> JsonObject:
        remote_id = self.id(name)
        return writable_fields(self._do(lambda client: get_persona(client, remote_id)))

    def id(self, name: str) -> str:
        (found,) = (row.id for row in self._do(_rows) if row.name == name)
        return found

    def _do(self, work: Callable[[Client], Awaitable[Result]]) -> Result:
        engine = open_engine(EngineSettings(f"sqlite:///{self._database}"))

        async def whole() -> Result:
            key, transport = Secret(engine.api_key), InProcessTransport(engine.app)
            async with Client("http://127.0.0.1", key, transport=transport) as client:
                return await work(client)

        try:
            return asyncio.run(whole())
        finally:
            engine.close()


def _tool_change(fields: JsonObject) -> Callable[[Client], Awaitable[Tool]]:
    async def change(client: Client) -> Tool:
        (tool,) = [one async for one in list_tools(client) if one.type != "SYSTEM"]
        return await update_tool(client, tool.id, fields)

    return change


def _group_change(fields: JsonObject) -> Callable[[Client], Awaitable[KnowledgeGroup]]:
    async def change(client: Client) -> KnowledgeGroup:
        (group,) = await list_groups(client)
        return await update_group(client, group.id, fields)

    return change


def _llm_change(fields: JsonObject) -> Callable[[Client], Awaitable[CustomLlm]]:
    async def change(client: Client) -> CustomLlm:
        (llm,) = [one async for one in list_custom_llms(client) if not one.is_default]
        return await update_llm(client, llm.id, fields)

    return change


_CHANGES: Mapping[str, Callable[[JsonObject], Callable[[Client], Awaitable[object]]]] = {
    "tool": _tool_change,
    "knowledge": _group_change,
    "llm": _llm_change,
}


async def _rows(client: Client) -> list[RemoteSummary]:
    return [row async for row in list_personas(client)]


async def _tools(client: Client) -> list[Tool]:
    return [tool async for tool in list_tools(client)]
