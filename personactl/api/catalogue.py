"""The catalogue: the avatars, voices and LLMs that an account can use.

Names are not unique, and the platform does not specify how its search matches, so a caller reads the whole list and
selects. Source: docs/platform.md#search.
"""

from collections.abc import AsyncIterator
from datetime import datetime

from msgspec import UNSET, UnsetType

from personactl.api.answers import Answer, AnswerT, parsed
from personactl.api.client import Client, resource
from personactl.api.paging import items
from personactl.api.request_parts import Params
from personactl.errors import NotFoundError

_PAGES_AHEAD = 4


class Avatar(Answer, frozen=True, kw_only=True):
    """An avatar; a stock one if `created_by_organization_id` is None. Media URLs are left out, because they expire."""

    id: str
    display_name: str = ""
    variant_name: str | None = None
    description: str | None = None
    render_style: str | None = None
    image_url: str | None = None
    portrait_image_url: str | UnsetType | None = UNSET
    available_versions: tuple[str, ...] | None = None
    active_version: str | None = None
    display_tags: tuple[str, ...] | None = None
    created_by_organization_id: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


class Voice(Answer, frozen=True, kw_only=True):
    """A voice. It has a country but no language. Its generation options depend on `provider`."""

    id: str
    display_name: str = ""
    provider: str | None = None
    provider_model_id: str | None = None
    gender: str | None = None
    country: str | None = None
    description: str | None = None
    display_tags: tuple[str, ...] | None = None
    is_zdr: bool | None = None
    sample_url: str | None = None
    created_by_organization_id: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


class LlmUrl(Answer, frozen=True, kw_only=True):
    url: str | None = None
    region: str | None = None


class Llm(Answer, frozen=True, kw_only=True):
    """A language model. The id is a uuid or one of the platform's legacy names."""

    id: str
    display_name: str = ""
    description: str | None = None
    llm_format: str | None = None
    model_name: str | None = None
    urls: tuple[LlmUrl, ...] | None = None
    temperature: float | None = None
    max_tokens: int | None = None
    display_tags: tuple[str, ...] | None = None
    is_default: bool | None = None
    is_global: bool | None = None
    is_zdr: bool | None = None
    reasoning_effort: str | None = None
    created_by_organization_id: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


def avatar_names(avatar: Avatar) -> tuple[str, str]:
    """Return the avatar's name with its variant, and without it."""
    return f"{avatar.display_name} {avatar.variant_name or ''}".strip(), avatar.display_name


def list_avatars(client: Client) -> AsyncIterator[Avatar]:
    """Avatars in the platform's order."""
    return _entries(client, Avatar, "avatars", {})


def list_voices(client: Client) -> AsyncIterator[Voice]:
    """Voices in the platform's order."""
    return _entries(client, Voice, "voices", {})


def list_llms(client: Client) -> AsyncIterator[Llm]:
    """Return own and built-in LLMs. Built-in ones are requested explicitly, because the contract states no default."""
    return _entries(client, Llm, "llms", {"includeDefaults": True})


async def get_avatar(client: Client, avatar_id: str) -> Avatar:
    """Raises `NotFoundError`; an id that is not a uuid is a `RejectedError` (the platform answers 400)."""
    return await _entry(client, Avatar, "avatars", avatar_id)


async def get_voice(client: Client, voice_id: str) -> Voice:
    """Raises as `get_avatar`."""
    return await _entry(client, Voice, "voices", voice_id)


async def get_llm(client: Client, llm_id: str) -> Llm:
    """Raises `NotFoundError`."""
    return await _entry(client, Llm, "llms", llm_id)


async def _entries(client: Client, model: type[AnswerT], kind: str, params: Params) -> AsyncIterator[AnswerT]:
    where = client.origin + resource(kind)
    try:
        async for entry in items(client, resource(kind), params, ahead=_PAGES_AHEAD):
            yield parsed(model, entry, where)
    except NotFoundError:
        # An empty list of avatars or voices can be a 404 (docs/platform.md#paging).
        return


async def _entry(client: Client, model: type[AnswerT], kind: str, identity: str) -> AnswerT:
    path = resource(kind, identity)
    return parsed(model, await client.get(path), client.origin + path)
