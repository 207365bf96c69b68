"""Saved tools: the list shows them whole, and they read as they are written."""

from collections.abc import Sequence

from personactl.api.client import Client
from personactl.api.tools import Tool, create_tool, delete_tool, get_tool, list_tools, update_tool
from personactl.json_value import JsonObject
from personactl.persona.resource import Upload
from personactl.sync.kinds.kind import Means, ResourceKind
from personactl.sync.kinds.observed_fields import read_leaves
from personactl.sync.values.observed import Observed, Row
from personactl.sync.values.shapes import SHAPES


def observe(tool: Tool) -> Observed:
    return Observed(tool.id, tool.name, tool.updated_at or tool.created_at or "", *read_leaves(tool, SHAPES["tool"]))


def row(tool: Tool) -> Row:
    """A tool of the platform's own counts like any other: its name is taken."""
    seen = observe(tool)
    return Row(tool.id, tool.name, seen.updated_at, tool.created_at or "", observed=seen, used_by=tool.usage_count or 0)


async def _rows(client: Client, scopes: Sequence[str]) -> list[Row]:
    return [row(tool) async for tool in list_tools(client)]


async def _search(client: Client, name: str, scope: str) -> list[Row]:
    return [row(tool) async for tool in list_tools(client, search=name)]


async def _read(client: Client, remote_id: str) -> Observed:
    return observe(await get_tool(client, remote_id))


async def _create(means: Means, fields: JsonObject, upload: Upload | None) -> Observed:
    return observe(await create_tool(means.client, fields))


async def _update(means: Means, remote_id: str, fields: JsonObject) -> None:
    await update_tool(means.client, remote_id, fields)


TOOLS = ResourceKind("tool", "tools", _rows, _search, _read, _create, _update, delete_tool, unique_names=True)
