"""A stored persona as it is read: nested where it was written flat, and trimmed in lists.

Reading is not writing backwards. As in the contract, a persona does not show its `initialMessage`,
`uninterruptibleGreeting` or (but in a list) `languageCode`, and a list shows no prompt, LLM, tools or options.
"""

from personactl.engine.catalogue.catalogue import Catalogue, text, texts
from personactl.engine.store.personas import StoredPersona
from personactl.engine.wire import Json, JsonMapping, JsonObject


def full_shape(persona: StoredPersona, catalogue: Catalogue) -> JsonObject:
    """What create, get and update answer (the contract's Persona)."""
    fields = persona.fields
    avatar = catalogue.avatars.get(text(fields, "avatarId"))
    tools: list[Json] = [{"id": tool_id} for tool_id in texts(fields, "toolIds")]
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
        "knowledge": [],
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


def _item(item: JsonMapping | None) -> JsonObject | None:
    return None if item is None else dict(item)
