"""Saved tools. A list returns each tool whole, with the fields that a write takes.

The plan holds references to the secrets in headers. They are read here, just before they are sent.
"""

from collections.abc import Sequence

from personactl.api.client import Client
from personactl.api.tools import Tool, create_tool, get_tool, list_tools, update_tool
from personactl.json_value import JsonObject
from personactl.persona.project_resource import Upload
from personactl.secret import Secret
from personactl.sync.values.observed import Observed, Row, observed_leaves
from personactl.sync.values.secret_field import ReadSecret, secrets_masked, with_header_secrets
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
    body, secrets = _with_secrets(fields, read_secret)
    with secrets_masked(secrets):
        return observe(await create_tool(client, body))


async def update(client: Client, remote_id: str, fields: JsonObject, read_secret: ReadSecret) -> None:
    body, secrets = _with_secrets(fields, read_secret)
    with secrets_masked(secrets):
        await update_tool(client, remote_id, body)


def _with_secrets(fields: JsonObject, read_secret: ReadSecret) -> tuple[JsonObject, tuple[Secret, ...]]:
    config = fields.get("config")
    if not isinstance(config, dict):
        return fields, ()
    sent, secrets = with_header_secrets(config, read_secret)
    return {**fields, "config": sent}, secrets
