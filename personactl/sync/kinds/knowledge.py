"""Knowledge groups, which hold documents. One list returns all of them whole."""

from collections.abc import Sequence

from personactl.api.client import Client
from personactl.api.knowledge import KnowledgeGroup, create_group, get_group, list_groups, update_group
from personactl.json_value import JsonObject
from personactl.persona.project_resource import Upload
from personactl.sync.values.observed import Observed, Row, observed_leaves
from personactl.sync.values.secret_field import ReadSecret
from personactl.sync.values.shapes import SHAPES


def observe(group: KnowledgeGroup) -> Observed:
    date = group.updated_at or group.created_at or ""
    return Observed(group.id, group.name, date, *observed_leaves(group, SHAPES["knowledge"]))


def as_row(group: KnowledgeGroup) -> Row:
    observed = observe(group)
    return Row(group.id, group.name, observed.updated_at, group.created_at or "", observed=observed)


async def rows(client: Client, scopes: Sequence[str]) -> list[Row]:
    return [as_row(group) for group in await list_groups(client)]


async def search(client: Client, name: str, scope: str) -> list[Row]:
    return await rows(client, ())


async def read(client: Client, remote_id: str) -> Observed:
    return observe(await get_group(client, remote_id))


async def create(client: Client, fields: JsonObject, upload: Upload | None, read_secret: ReadSecret) -> Observed:
    return observe(await create_group(client, fields))


async def update(client: Client, remote_id: str, fields: JsonObject, read_secret: ReadSecret) -> None:
    await update_group(client, remote_id, fields)
