"""Personas. A list returns a part of each persona; the rest takes a read of each."""

from collections.abc import Sequence

from personactl.api.client import Client
from personactl.api.personas import create_persona, get_persona, list_personas, update_persona
from personactl.json_value import JsonObject, JsonValue
from personactl.persona.project_resource import Upload
from personactl.persona.remote import RemotePersona, RemoteSummary, returned_fields, writable_fields
from personactl.sync.values.field_paths import leaves
from personactl.sync.values.observed import Observed, Row
from personactl.sync.values.secret_field import ReadSecret
from personactl.sync.values.shapes import SHAPES

_SHAPE = SHAPES["persona"]


def observe(remote: RemotePersona) -> Observed:
    """A persona as a read returned it."""
    values = leaves(writable_fields(remote), _SHAPE)
    returned = returned_fields(remote) - _SHAPE.silent
    return Observed(remote.id, remote.name or "", remote.updated_at or "", values, returned)


def as_row(summary: RemoteSummary) -> Row:
    """A row of the list. Only the list returns the language; `inherit` means that none is set
    (docs/platform.md#language-code)."""
    language = summary.language_code
    list_only: dict[str, JsonValue] = {}
    if language is not None:
        list_only["languageCode"] = None if language == "inherit" else language
    return Row(
        summary.id,
        summary.name or "",
        summary.updated_at or "",
        summary.created_at or "",
        builtin=bool(summary.is_default_persona),
        list_only=list_only,
        entries=_entries(summary),
    )


def _entries(summary: RemoteSummary) -> dict[str, str]:
    """Id -> name of the avatar, with its variant as in the catalogue, and of the voice."""
    parts = [part for part in (summary.avatar, summary.voice) if part is not None and part.display_name]
    return {part.id: f"{part.display_name} {part.variant_name or ''}".strip() for part in parts}


async def rows(client: Client, scopes: Sequence[str]) -> list[Row]:
    return [as_row(summary) async for summary in list_personas(client)]


async def search(client: Client, name: str, scope: str) -> list[Row]:
    return [as_row(summary) async for summary in list_personas(client, search=name)]


async def read(client: Client, remote_id: str) -> Observed:
    return observe(await get_persona(client, remote_id))


async def create(client: Client, fields: JsonObject, upload: Upload | None, read_secret: ReadSecret) -> Observed:
    return observe(await create_persona(client, fields))


async def update(client: Client, remote_id: str, fields: JsonObject, read_secret: ReadSecret) -> None:
    await update_persona(client, remote_id, fields)
