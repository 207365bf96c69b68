"""The custom LLMs of an account: `/v1/llms`, for writing. `personactl.api.catalogue` lists all LLMs.

Reads and writes differ in the contract: a secret is never returned. A create takes `urls`, an update one `url`. An
update has other formats: no gemini and no advanced_voice, but anthropic and custom. Source:
docs/platform.md#llms-of-an-account.
"""

from collections.abc import AsyncIterator

from msgspec import UNSET, UnsetType

from personactl.api.answers import Answer, parsed
from personactl.api.client import Client, resource
from personactl.api.paging import items
from personactl.json_value import JsonMapping, JsonValue

_PAGES_AHEAD = 4


class CustomLlm(Answer, frozen=True, kw_only=True, omit_defaults=True):
    """The fields that can be compared with a file; never the secret.

    is_default: whether the LLM is the platform's own; writing to it is a 403.
    urls: a list of `{url, region}`; the region is absent if none was given.
    """

    id: str
    display_name: str = ""
    description: str | UnsetType | None = UNSET
    llm_format: str | UnsetType | None = UNSET
    urls: list[dict[str, JsonValue]] | UnsetType | None = UNSET
    model_name: str | UnsetType | None = UNSET
    metadata: dict[str, JsonValue] | UnsetType | None = UNSET
    reasoning_effort: str | UnsetType | None = UNSET
    reasoning_format: str | UnsetType | None = UNSET
    is_default: bool | None = None
    created_by_organization_id: str | None = None
    created_at: str | None = None
    updated_at: str | None = None


async def list_custom_llms(client: Client, *, search: str | None = None) -> AsyncIterator[CustomLlm]:
    """Return the account's own LLMs, each once, in the platform's order, without default ones."""
    params = {"search": search, "includeDefaults": False}
    async for entry in items(client, resource("llms"), params, ahead=_PAGES_AHEAD):
        llm = parsed(CustomLlm, entry, _place(client))
        if not llm.is_default:
            yield llm


async def get_custom_llm(client: Client, llm_id: str) -> CustomLlm:
    """Raises `NotFoundError` if it does not exist."""
    return parsed(CustomLlm, await client.get(resource("llms", llm_id)), _place(client, llm_id))


async def create_llm(client: Client, fields: JsonMapping) -> CustomLlm:
    """`fields` contains the secret as text. Raises `LostAnswerError` if the LLM may have been created."""
    return parsed(CustomLlm, await client.post(resource("llms"), fields), _place(client))


async def update_llm(client: Client, llm_id: str, fields: JsonMapping) -> CustomLlm:
    """A partial update: an absent field, also the secret, does not change. It takes `url`, never `urls`."""
    return parsed(CustomLlm, await client.put(resource("llms", llm_id), fields), _place(client, llm_id))


async def delete_llm(client: Client, llm_id: str) -> None:
    """Raises `NotFoundError` if it does not exist."""
    await client.delete(resource("llms", llm_id))


def _place(client: Client, *segments: str) -> str:
    return client.origin + resource("llms", *segments)
