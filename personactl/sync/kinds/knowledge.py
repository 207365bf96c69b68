"""Groups of documents. One list shows them all."""

from collections.abc import Sequence

from personactl.api.client import Client
from personactl.api.knowledge import KnowledgeGroup, create_group, delete_group, get_group, list_groups, update_group
from personactl.json_value import JsonObject
from personactl.persona.resource import Upload
from personactl.sync.kinds.kind import Means, ResourceKind
from personactl.sync.kinds.observed_fields import read_leaves
from personactl.sync.values.observed import Observed, Row
from personactl.sync.values.shapes import SHAPES


def observe(group: KnowledgeGroup) -> Observed:
    date = group.updated_at or group.created_at or ""
    return Observed(group.id, group.name, date, *read_leaves(group, SHAPES["knowledge"]))


def row(group: KnowledgeGroup) -> Row:
    seen = observe(group)
    return Row(group.id, group.name, seen.updated_at, group.created_at or "", observed=seen)


async def _rows(client: Client, scopes: Sequence[str]) -> list[Row]:
    return [row(group) for group in await list_groups(client)]


async def _search(client: Client, name: str, scope: str) -> list[Row]:
    return await _rows(client, ())


async def _read(client: Client, remote_id: str) -> Observed:
    return observe(await get_group(client, remote_id))


async def _create(means: Means, fields: JsonObject, upload: Upload | None) -> Observed:
    return observe(await create_group(means.client, fields))


async def _update(means: Means, remote_id: str, fields: JsonObject) -> None:
    await update_group(means.client, remote_id, fields)


KNOWLEDGE = ResourceKind("knowledge group", "knowledge groups", _rows, _search, _read, _create, _update, delete_group)
