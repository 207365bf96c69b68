"""The saved tools of an account: `/v1/tools`. Personas refer to them by id.

Unlike a persona, a tool has the same shape in reads and writes, except for four fields that the platform adds: id,
createdAt, updatedAt and usageCount. Source: docs/platform.md#saved-tools.
"""

from collections.abc import AsyncIterator

from msgspec import UNSET, UnsetType

from personactl.api.answers import Answer, parsed
from personactl.api.client import Client, resource
from personactl.api.paging import items
from personactl.json_value import JsonMapping, JsonValue

_PAGES_AHEAD = 4


class Tool(Answer, frozen=True, kw_only=True, omit_defaults=True):
    """`type` is CLIENT, SERVER_RAG, SERVER_WEBHOOK or SYSTEM, and decides what `config` holds.

    `usage_count` is the number of personas that use it. A SYSTEM tool belongs to the platform: writing to it is a 403.
    `updated_at` is None until the first update.
    """

    id: str
    name: str = ""
    description: str | UnsetType | None = UNSET
    type: str | UnsetType | None = UNSET
    config: dict[str, JsonValue] | UnsetType | None = UNSET
    disable_interruptions: bool | UnsetType | None = UNSET
    usage_count: int | None = None
    created_at: str | None = None
    updated_at: str | None = None


async def list_tools(client: Client, *, search: str | None = None) -> AsyncIterator[Tool]:
    """Yield every tool once, in full, in the platform's order; `search` is matched with name, description and id."""
    async for entry in items(client, resource("tools"), {"search": search}, ahead=_PAGES_AHEAD):
        yield parsed(Tool, entry, _place(client))


async def get_tool(client: Client, tool_id: str) -> Tool:
    """Raises `NotFoundError` if it does not exist."""
    return parsed(Tool, await client.get(resource("tools", tool_id)), _place(client, tool_id))


async def create_tool(client: Client, fields: JsonMapping) -> Tool:
    """Raises `LostAnswerError` when the tool may have been created, `RejectedError` when its name is taken."""
    return parsed(Tool, await client.post(resource("tools"), fields), _place(client))


async def update_tool(client: Client, tool_id: str, fields: JsonMapping) -> Tool:
    """A partial update: a field that is absent does not change; `config` is replaced as a whole."""
    return parsed(Tool, await client.put(resource("tools", tool_id), fields), _place(client, tool_id))


async def delete_tool(client: Client, tool_id: str) -> None:
    """Raises `NotFoundError` if it does not exist. Personas that use it lose it."""
    await client.delete(resource("tools", tool_id))


def _place(client: Client, *segments: str) -> str:
    return client.origin + resource("tools", *segments)
