"""Personas as the platform returns them, and back to the fields in which they are written.

Reading and writing have different shapes: `avatar.id` is written as avatarId, `brain.systemPrompt` as systemPrompt,
`tools[].id` as toolIds, and some fields that can be written are never returned. Source:
docs/platform.md#persona-reads. A key that did not come back is unknown and not unset, so presence is kept
apart from null.
"""

from collections.abc import Mapping
from functools import cache

from pydantic import BaseModel, ConfigDict, Field, JsonValue
from pydantic.alias_generators import to_camel

from personactl.json_value import JsonObject
from personactl.persona.schema.fields import FIELDS
from personactl.persona.schema.shapes import Table, Variants

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


class _FromPlatform(BaseModel):
    model_config = ConfigDict(
        extra="ignore", frozen=True, alias_generator=to_camel, populate_by_name=True, hide_input_in_errors=True
    )


class RemotePart(_FromPlatform):
    """The avatar or voice that hangs in a persona, as far as a persona cares."""

    id: str
    display_name: str | None = None


class RemoteBrain(_FromPlatform):
    system_prompt: str | None = None


class RemoteTool(_FromPlatform):
    """The contract leaves tools untyped; their id has been seen under both names."""

    id: str | None = None
    tool_id: str | None = Field(default=None, alias="_toolId")
    name: str | None = None


class RemotePersona(_FromPlatform):
    """What GET, POST and PUT of one persona return. `model_fields_set` tells what came back from what did not."""

    id: str
    name: str | None = None
    description: str | None = None
    avatar: RemotePart | None = None
    avatar_model: str | None = None
    voice: RemotePart | None = None
    llm_id: str | None = None
    brain: RemoteBrain | None = None
    tools: tuple[RemoteTool, ...] | None = None
    initial_message: str | None = None
    skip_greeting: bool | None = None
    uninterruptible_greeting: bool | None = None
    language_code: str | None = None
    voice_detection_options: dict[str, JsonValue] | None = None
    voice_generation_options: dict[str, JsonValue] | None = None
    zero_data_retention: bool | None = None
    widget_config: dict[str, JsonValue] | None = None
    created_at: str | None = None
    updated_at: str | None = None


class RemoteSummary(_FromPlatform):
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
    answer = remote.model_dump(by_alias=True, include={*_attributes()}, exclude_unset=True)
    found = {name: _written(name, answer[name]) for name in _SAME_BOTH_WAYS if name in answer}
    found["avatarId"] = remote.avatar.id if remote.avatar else None
    found["voiceId"] = remote.voice.id if remote.voice else None
    found["systemPrompt"] = remote.brain.system_prompt if remote.brain else None
    found["toolIds"] = _tool_ids(remote)
    return {name: found[name] for name in FIELDS if found.get(name) is not None}


def returned_fields(remote: RemotePersona) -> frozenset[str]:
    """The write fields whose state `remote` tells, be it unset; of all others it says nothing."""
    called = _names()
    said = {called[attribute] for attribute in remote.model_fields_set}
    names = said.intersection(_SAME_BOTH_WAYS)
    names |= {f"{part}Id" for part in ("avatar", "voice") if part in said}
    if "brain" in said and (remote.brain is None or "system_prompt" in remote.brain.model_fields_set):
        names.add("systemPrompt")
    if _tool_ids(remote) is not None:
        names.add("toolIds")
    return frozenset(names)


@cache
def _names() -> Mapping[str, str]:
    """What the platform calls each attribute: worked out once, as every write is followed by a read."""
    return {attribute: to_camel(attribute) for attribute in RemotePersona.model_fields}


@cache
def _attributes() -> frozenset[str]:
    return frozenset(attribute for attribute, name in _names().items() if name in _SAME_BOTH_WAYS)


def _tool_ids(remote: RemotePersona) -> list[JsonValue] | None:
    """None where the ids are not all known."""
    ids = [tool.id or tool.tool_id for tool in remote.tools or ()]
    return None if remote.tools is None or None in ids else list(ids)


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
