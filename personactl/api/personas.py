"""The personas of an account: `/v1/personas`.

Reading and writing have different shapes; `personactl.persona.remote` holds both and the way between them.
"""

from collections.abc import AsyncIterator

from personactl.api.answers import parsed
from personactl.api.client import Client, resource
from personactl.api.paging import LARGEST_PAGE, items
from personactl.json_value import JsonMapping
from personactl.persona.remote import RemotePersona, RemoteSummary

_PAGES_AHEAD = 4


async def list_personas(
    client: Client, *, search: str | None = None, per_page: int = LARGEST_PAGE
) -> AsyncIterator[RemoteSummary]:
    """Yield every persona once, in the platform's order; a summary has no prompt, LLM and options.

    The platform matches `search` with the name; the contract does not state how. A persona that is deleted or moved
    while
    the pages are read can be missed: before concluding that a persona is gone, call `get_persona`.
    """
    path = resource("personas")
    async for entry in items(client, path, {"search": search}, per_page=per_page, ahead=_PAGES_AHEAD):
        yield parsed(RemoteSummary, entry, _place(client))


async def get_persona(client: Client, persona_id: str) -> RemotePersona:
    """Raises `NotFoundError` if it does not exist."""
    return parsed(RemotePersona, await client.get(resource("personas", persona_id)), _place(client, persona_id))


async def create_persona(client: Client, fields: JsonMapping) -> RemotePersona:
    """Raises `LostAnswerError` when the persona may have been created: the platform has no idempotency key.

    Source: docs/platform.md#limits-and-repeats.
    """
    return parsed(RemotePersona, await client.post(resource("personas"), fields), _place(client))


async def update_persona(client: Client, persona_id: str, fields: JsonMapping) -> RemotePersona:
    """A partial update: a field that is absent does not change."""
    answer = await client.put(resource("personas", persona_id), fields)
    return parsed(RemotePersona, answer, _place(client, persona_id))


async def delete_persona(client: Client, persona_id: str) -> None:
    """Raises `NotFoundError` if it does not exist."""
    await client.delete(resource("personas", persona_id))


def _place(client: Client, *segments: str) -> str:
    return client.origin + resource("personas", *segments)
