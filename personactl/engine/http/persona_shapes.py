"""A stored persona as it is read: nested where it was written flat, and trimmed in lists.

Reading is not writing backwards. As in the contract, a persona does not show its `initialMessage`,
`uninterruptibleGreeting` or (but in a list) `languageCode`, and a list shows no prompt, LLM, tools or options.
Source: docs/platform.md#persona-reads.
"""

from dataclasses import dataclass

from sqlalchemy import Connection

from personactl.engine.catalogue.catalogue import Catalogue, text, texts
from personactl.engine.http.knowledge_shapes import group_shape
from personactl.engine.http.tool_shapes import tool_shape
from personactl.engine.store.knowledge import StoredGroup, groups_of
from personactl.engine.store.personas import StoredPersona
from personactl.engine.store.tools import StoredTool, tools_of
from personactl.engine.wire import Json, JsonMapping, JsonObject


@dataclass(frozen=True, slots=True)
class Attachments:
    """What hangs in a persona: its tools in their order, and the knowledge groups that those search."""

    tools: tuple[StoredTool, ...]
    groups: tuple[StoredGroup, ...]


def attachments(connection: Connection, persona: StoredPersona) -> Attachments:
    tools = tools_of(connection, texts(persona.fields, "toolIds"))
    folders = [_folders(tool) for tool in tools if tool.fields["type"] == "SERVER_RAG"]
    group_ids = tuple(dict.fromkeys(folder for one in folders for folder in one))
    return Attachments(tuple(tools), tuple(groups_of(connection, group_ids)))


def full_shape(persona: StoredPersona, catalogue: Catalogue, attached: Attachments) -> JsonObject:
    """What create, get and update answer (the contract's Persona)."""
    fields = persona.fields
    avatar = catalogue.avatars.get(text(fields, "avatarId"))
    tools: list[Json] = [tool_shape(tool) for tool in attached.tools]
    knowledge: list[Json] = [group_shape(group) for group in attached.groups]
    return {
        "id": persona.id,
        "name": text(fields, "name"),
        "description": fields.get("description"),
        "personaPreset": "",
        "avatar": _item(avatar),
        "avatarModel": fields.get("avatarModel") or (avatar or {}).get("activeVersion"),
        "voice": _item(catalogue.voices.get(text(fields, "voiceId"))),
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
    """What a list shows (the contract's PersonaSummary)."""
    fields = persona.fields
    return {
        "id": persona.id,
        "name": text(fields, "name"),
        "description": text(fields, "description"),
        "personaPreset": "",
        "avatar": _item(catalogue.avatars.get(text(fields, "avatarId"))),
        "voice": _item(catalogue.voices.get(text(fields, "voiceId"))),
        "voiceSpeed": 1,
        "isDefaultPersona": False,
        "languageCode": text(fields, "languageCode") or "inherit",
        "createdAt": persona.created_at,
        "updatedAt": persona.updated_at,
    }


def _folders(tool: StoredTool) -> tuple[str, ...]:
    config = tool.fields.get("config")
    return texts(config, "documentFolderIds") if isinstance(config, dict) else ()


def _item(item: JsonMapping | None) -> JsonObject | None:
    return None if item is None else dict(item)
