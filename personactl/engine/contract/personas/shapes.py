"""The contract's Persona and PersonaSummary: nested where a write is flat, and short in lists.

An answer does not hold all that was written. As in the contract, a Persona has no `initialMessage`,
`uninterruptibleGreeting` and `languageCode`, and a PersonaSummary has no prompt, LLM, tools or options.
Source: docs/platform.md#persona-reads.
"""

from dataclasses import dataclass

from sqlalchemy import Connection

from personactl.engine.catalogue.catalogue import Catalogue
from personactl.engine.contract.knowledge.shapes import group_shape
from personactl.engine.contract.tools.shapes import tool_shape
from personactl.engine.store.knowledge import StoredGroup, groups_of
from personactl.engine.store.personas import StoredPersona
from personactl.engine.store.tools import StoredTool, tools_of
from personactl.engine.wire import Json, JsonMapping, JsonObject, as_object, text_of, texts_of


@dataclass(frozen=True, slots=True)
class Attachments:
    """A persona's tools, in their order, and the knowledge groups that they search."""

    tools: tuple[StoredTool, ...]
    groups: tuple[StoredGroup, ...]


def attachments(connection: Connection, persona: StoredPersona) -> Attachments:
    tools = tools_of(connection, texts_of(persona.fields, "toolIds"))
    folders = [_folders(tool) for tool in tools if tool.fields["type"] == "SERVER_RAG"]
    group_ids = tuple(dict.fromkeys(folder for one in folders for folder in one))
    return Attachments(tuple(tools), tuple(groups_of(connection, group_ids)))


def full_shape(persona: StoredPersona, catalogue: Catalogue, attached: Attachments) -> JsonObject:
    """The contract's Persona, which create, get and update answer."""
    fields = persona.fields
    avatar = catalogue.avatars.get(text_of(fields, "avatarId"))
    tools: list[Json] = [tool_shape(tool) for tool in attached.tools]
    knowledge: list[Json] = [group_shape(group) for group in attached.groups]
    return {
        "id": persona.id,
        "name": text_of(fields, "name"),
        "description": fields.get("description"),
        "personaPreset": "",
        "avatar": _item(avatar),
        "avatarModel": fields.get("avatarModel") or (avatar or {}).get("activeVersion"),
        "voice": _item(catalogue.voices.get(text_of(fields, "voiceId"))),
        "voiceSpeed": 1,
        "llmId": fields.get("llmId"),
        "brain": {"personality": None, "systemPrompt": fields.get("systemPrompt")},
        "tools": tools,
        "knowledge": knowledge,
        "shareLinks": None,
        "primaryShareLink": None,
        "enableAudioPassthrough": False,
        "skipGreeting": fields.get("skipGreeting", False),
        "zeroDataRetention": fields.get("zeroDataRetention", False),
        "voiceDetectionOptions": fields.get("voiceDetectionOptions"),
        "voiceGenerationOptions": fields.get("voiceGenerationOptions"),
        "widgetConfig": fields.get("widgetConfig", {}),
        "createdAt": persona.created_at,
        "updatedAt": persona.updated_at,
    }


def summary_shape(persona: StoredPersona, catalogue: Catalogue) -> JsonObject:
    """The contract's PersonaSummary, for lists."""
    fields = persona.fields
    return {
        "id": persona.id,
        "name": text_of(fields, "name"),
        "description": text_of(fields, "description"),
        "personaPreset": "",
        "avatar": _item(catalogue.avatars.get(text_of(fields, "avatarId"))),
        "voice": _item(catalogue.voices.get(text_of(fields, "voiceId"))),
        "voiceSpeed": 1,
        "isDefaultPersona": False,
        "languageCode": text_of(fields, "languageCode") or "inherit",
        "createdAt": persona.created_at,
        "updatedAt": persona.updated_at,
    }


def _folders(tool: StoredTool) -> tuple[str, ...]:
    return texts_of(as_object(tool.fields.get("config")), "documentFolderIds")


def _item(item: JsonMapping | None) -> JsonObject | None:
    return None if item is None else dict(item)
