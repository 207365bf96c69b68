"""Personas as the platform returns them, and back to the fields in which they are written.

Reading and writing have different shapes: `avatar.id` is written as avatarId, `brain.systemPrompt` as systemPrompt,
`tools[].id` as toolIds, and some fields that can be written are never returned. Source: the published contract's
Persona and PersonaSummary. A key that did not come back is unknown and not unset, so presence is kept apart from null.
"""

import msgspec
from msgspec import UNSET, UnsetType

from personactl.json_value import JsonObject, JsonValue
from personactl.persona.schema.field_shapes import Table, Variants
from personactl.persona.schema.fields import FIELDS

_SAME_BOTH_WAYS = (
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
    """The avatar or voice that hangs in a persona, as far as a persona cares."""

    id: str
    display_name: str | None = None


class RemoteBrain(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    system_prompt: str | UnsetType | None = UNSET


class RemoteTool(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """The contract leaves tools untyped; their id has been seen under both names."""

    id: str | None = None
    tool_id: str | None = msgspec.field(default=None, name="_toolId")
    name: str | None = None


class RemotePersona(msgspec.Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """What GET, POST and PUT of one persona return. `UNSET` is what did not come back."""

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
    """One row of the list of personas: no prompt, LLM, tools or options. `description` is "" where there is none."""

    id: str
    name: str | None = None
    description: str | None = None
    avatar: RemotePart | None = None
    voice: RemotePart | None = None
    language_code: str | None = None
    is_default_persona: bool | None = None
    created_at: str | None = None
    updated_at: str | None = None


def written_fields(remote: RemotePersona) -> JsonObject:
    """The fields one would write to make a persona like `remote`, in the order of `FIELDS`.

    Absent are what the platform did not return and what it returned as unset (null, {} or languageCode "inherit");
    `returned_fields` tells the two apart. Nested keys that cannot be written, and nested nulls, are left out.
    """
    answer = _returned(remote)
    found = {name: _written(name, answer[name]) for name in _SAME_BOTH_WAYS if name in answer}
    found["avatarId"] = remote.avatar.id if isinstance(remote.avatar, RemotePart) else None
    found["voiceId"] = remote.voice.id if isinstance(remote.voice, RemotePart) else None
    prompt = _system_prompt(remote)
    found["systemPrompt"] = prompt if isinstance(prompt, str) else None
    found["toolIds"] = _tool_ids(remote)
    return {name: found[name] for name in FIELDS if found.get(name) is not None}


def returned_fields(remote: RemotePersona) -> frozenset[str]:
    """The write fields whose state `remote` tells, be it unset; of all others it says nothing."""
    answer = _returned(remote)
    names = {name for name in _SAME_BOTH_WAYS if name in answer}
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
    """None where the ids are not all known."""
    if not isinstance(remote.tools, tuple):
        return None
    ids = [tool.id or tool.tool_id for tool in remote.tools]
    return None if None in ids else list(ids)


def _written(name: str, value: JsonValue) -> JsonValue:
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
