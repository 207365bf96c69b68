"""Personas: the list shows a part of each, and the rest takes a read."""

from collections.abc import Sequence

from personactl.api.client import Client
from personactl.api.personas import create_persona, delete_persona, get_persona, list_personas, update_persona
from personactl.json_value import JsonObject, JsonValue
from personactl.persona.remote import RemotePersona, RemoteSummary, returned_fields, writable_fields
from personactl.persona.resource import Upload
from personactl.sync.kinds.kind import Means, ResourceKind
from personactl.sync.values.field_paths import leaves
from personactl.sync.values.observed import Observed, Row
from personactl.sync.values.shapes import SHAPES

_SHAPE = SHAPES["persona"]


def observe(remote: RemotePersona) -> Observed:
    """What a read of one persona shows."""
    values = leaves(writable_fields(remote), _SHAPE)
    returned = returned_fields(remote) - _SHAPE.silent
    return Observed(remote.id, remote.name or "", remote.updated_at or "", values, returned)


def row(summary: RemoteSummary) -> Row:
    """The language is told by the list alone, where `inherit` means that none is set."""
    language = summary.language_code
    tells: dict[str, JsonValue] = {}
    if language is not None:
        tells["languageCode"] = None if language == "inherit" else language
    return Row(
        summary.id,
        summary.name or "",
        summary.updated_at or "",
        summary.created_at or "",
        builtin=bool(summary.is_default_persona),
        tells=tells,
    )


async def _rows(client: Client, scopes: Sequence[str]) -> list[Row]:
    return [row(summary) async for summary in list_personas(client)]


async def _search(client: Client, name: str, scope: str) -> list[Row]:
    return [row(summary) async for summary in list_personas(client, search=name)]


async def _read(client: Client, remote_id: str) -> Observed:
    return observe(await get_persona(client, remote_id))


async def _create(means: Means, fields: JsonObject, upload: Upload | None) -> Observed:
    return observe(await create_persona(means.client, fields))


async def _update(means: Means, remote_id: str, fields: JsonObject) -> None:
    await update_persona(means.client, remote_id, fields)


PERSONAS = ResourceKind("persona", "personas", _rows, _search, _read, _create, _update, delete_persona, list_tells=True)
