"""Saved tools. A list returns each tool whole, with the fields that a write takes."""

from collections.abc import Sequence

from personactl.api.client import Client
from personactl.api.tools import Tool, create_tool, get_tool, list_tools, update_tool
from personactl.json_value import JsonObject
from personactl.persona.project_resource import Upload
from personactl.sync.values.observed import Observed, Row, observed_leaves
from personactl.sync.values.secret_field import ReadSecret
from personactl.sync.values.shapes import SHAPES


def observe(tool: Tool) -> Observed:
    return Observed(
        tool.id, tool.name, tool.updated_at or tool.created_at or "", *observed_leaves(tool, SHAPES["tool"])
    )


def as_row(tool: Tool) -> Row:
    """A row of the list. A tool of the platform is not marked as built in, because its name is taken."""
    observed = observe(tool)
    return Row(
        tool.id, tool.name, observed.updated_at, tool.created_at or "", observed=observed, used_by=tool.usage_count or 0
    )


async def rows(client: Client, scopes: Sequence[str]) -> list[Row]:
    return [as_row(tool) async for tool in list_tools(client)]


async def search(client: Client, name: str, scope: str) -> list[Row]:
    return [as_row(tool) async for tool in list_tools(client, search=name)]


async def read(client: Client, remote_id: str) -> Observed:
    return observe(await get_tool(client, remote_id))


async def create(client: Client, fields: JsonObject, upload: Upload | None, read_secret: ReadSecret) -> Observed:
    return observe(await create_tool(client, fields))


async def update(client: Client, remote_id: str, fields: JsonObject, read_secret: ReadSecret) -> None:
    await update_tool(client, remote_id, fields)
