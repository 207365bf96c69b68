"""Convert personas that the platform returns into the fields of a request.

Answers and requests have different shapes: a request has avatarId for `avatar.id`, systemPrompt for
`brain.systemPrompt` and toolIds for `tools[].id`. Some fields of requests are never returned. Source:
docs/platform.md#persona-reads. A key that the platform does not return is unknown, which differs from a null.
"""

import msgspec
from msgspec import UNSET, UnsetType

from personactl.json_value import JsonObject, JsonValue
from personactl.persona.schema.field_shapes import Table, Variants
from personactl.persona.schema.fields import FIELDS

_SAME_IN_REQUESTS = (
    "name",
    "description",
    "avatarModel",
    "llmId",
    "initialMessage",
    "skipGreeting",
    "uninterruptibleGreeting",
    "languageCode",
    "voiceDetectionOptions",
    "voiceGenerationOptions",
    "zeroDataRetention",
    "widgetConfig",
)


class RemotePart(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """The avatar or voice of a persona. Its other keys are ignored."""

    id: str
    display_name: str | None = None
    variant_name: str | None = None


class RemoteBrain(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    system_prompt: str | UnsetType | None = UNSET


class RemoteTool(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A tool of a persona. The contract does not type it; the platform returns its id under either name."""

    id: str | None = None
    tool_id: str | None = msgspec.field(default=None, name="_toolId")
    name: str | None = None


class RemotePersona(msgspec.Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """The answer to GET, POST and PUT of one persona. A key that the answer does not have is `UNSET`."""

    id: str
    name: str | None = None
    description: str | UnsetType | None = UNSET
    avatar: RemotePart | UnsetType | None = UNSET
    avatar_model: str | UnsetType | None = UNSET
    voice: RemotePart | UnsetType | None = UNSET
    llm_id: str | UnsetType | None = UNSET
    brain: RemoteBrain | UnsetType | None = UNSET
    tools: tuple[RemoteTool, ...] | UnsetType | None = UNSET
    initial_message: str | UnsetType | None = UNSET
    skip_greeting: bool | UnsetType | None = UNSET
    uninterruptible_greeting: bool | UnsetType | None = UNSET
    language_code: str | UnsetType | None = UNSET
    voice_detection_options: dict[str, JsonValue] | UnsetType | None = UNSET
    voice_generation_options: dict[str, JsonValue] | UnsetType | None = UNSET
    zero_data_retention: bool | UnsetType | None = UNSET
    widget_config: dict[str, JsonValue] | UnsetType | None = UNSET
    created_at: str | None = None
    updated_at: str | None = None


class RemoteSummary(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A row of the list of personas, which has no prompt, LLM, tools or options. A missing `description` is ""."""

    id: str
    name: str | None = None
    description: str | None = None
    avatar: RemotePart | None = None
    voice: RemotePart | None = None
    language_code: str | None = None
    is_default_persona: bool | None = None
    created_at: str | None = None
    updated_at: str | None = None


def writable_fields(remote: RemotePersona) -> JsonObject:
    """Return the fields of a request that makes a persona like `remote`, in the order of `FIELDS`.

    A field is absent if the platform did not return it, or returned it as unset: as null, {} or the languageCode
    "inherit". `returned_fields` distinguishes the two. Nested nulls and nested keys that a request cannot have are left
    out.
    """
    answer = _returned(remote)
    found = {name: _request_value(name, answer[name]) for name in _SAME_IN_REQUESTS if name in answer}
    found["avatarId"] = remote.avatar.id if isinstance(remote.avatar, RemotePart) else None
    found["voiceId"] = remote.voice.id if isinstance(remote.voice, RemotePart) else None
    prompt = _system_prompt(remote)
    found["systemPrompt"] = prompt if isinstance(prompt, str) else None
    found["toolIds"] = _tool_ids(remote)
    return {name: found[name] for name in FIELDS if found.get(name) is not None}


def returned_fields(remote: RemotePersona) -> frozenset[str]:
    """Return the names of the request fields whose state `remote` contains, including fields that are unset."""
    answer = _returned(remote)
    names = {name for name in _SAME_IN_REQUESTS if name in answer}
    names |= {f"{part}Id" for part in ("avatar", "voice") if part in answer}
    if _system_prompt(remote) is not UNSET:
        names.add("systemPrompt")
    if _tool_ids(remote) is not None:
        names.add("toolIds")
    return frozenset(names)


def _returned(remote: RemotePersona) -> JsonObject:
    answer: JsonObject = msgspec.to_builtins(remote)
    return answer


def _system_prompt(remote: RemotePersona) -> str | UnsetType | None:
    return remote.brain.system_prompt if isinstance(remote.brain, RemoteBrain) else remote.brain


def _tool_ids(remote: RemotePersona) -> list[JsonValue] | None:
    """Return the ids of the tools, or None if an id is unknown."""
    if not isinstance(remote.tools, tuple):
        return None
    ids = [tool.id or tool.tool_id for tool in remote.tools]
    return None if None in ids else list(ids)


def _request_value(name: str, value: JsonValue) -> JsonValue:
    if name == "languageCode" and value == "inherit":
        return None
    if not isinstance(value, dict):
        return value
    known = _writable_keys(name)
    return {key: inner for key, inner in value.items() if key in known and inner is not None} or None


def _writable_keys(name: str) -> set[str]:
    match FIELDS[name].shape:
        case Table(fields=fields):
            return set(fields)
        case Variants(tables=tables):
            return {key for table in tables.values() for key in table.fields}
        case _:
            return set()
