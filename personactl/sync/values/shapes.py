"""How the fields of each kind are compared and written, as one literal table.

The source is the published contract and what the platform's documentation says about resets
(docs/platform.md#partial-updates). If both leave open whether an update merges an object or replaces it, the object is
sent whole.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from msgspec import Struct, field

from personactl.json_value import JsonValue
from personactl.persona.project_resource import Kind
from personactl.persona.schema.component_fields import LLM
from personactl.persona.schema.fields import FIELDS


class Shape(Struct, frozen=True):
    """The fields of one kind.

    order: the fields in the order of files and requests.
    options: the objects that are compared leaf by leaf; a write sends such an object whole.
    merged: the objects of `options` that an update merges; a write sends only the leaves that change.
    owned: the objects of `options` that an update replaces; a leaf that is not sent is removed.
    cleared_by: field -> the value that makes it unset again; no other field can be cleared.
    resets: field -> the field that a write of it may reset, unless both are sent in one request.
    update_only: the fields that a create ignores.
    silent: the fields that no read reports reliably.
    list_only: the fields that only a list returns.
    derived: the fields that the platform fills in from others.
    defaults: leaf path -> the value that the platform may return for a leaf that nobody has set.
    """

    order: tuple[str, ...]
    options: frozenset[str] = frozenset()
    merged: frozenset[str] = frozenset()
    owned: frozenset[str] = frozenset()
    cleared_by: Mapping[str, JsonValue] = field(default_factory=dict)
    resets: Mapping[str, str] = field(default_factory=dict)
    update_only: frozenset[str] = frozenset()
    silent: frozenset[str] = frozenset()
    list_only: frozenset[str] = frozenset()
    derived: frozenset[str] = frozenset()
    defaults: Mapping[str, JsonValue] = field(default_factory=dict)


_VOICE_DETECTION: Final = {
    "endOfSpeechSensitivity": 0.5,
    "silenceBeforeSkipTurnSeconds": 15,
    "silenceBeforeSessionEndSeconds": 60,
    "silenceBeforeAutoEndTurnSeconds": 5,
    "speechEnhancementLevel": 0.8,
}
"""Source: docs/platform.md#voice-detection."""

SHAPES: Final[Mapping[Kind, Shape]] = MappingProxyType(
    {
        "llm": Shape(
            order=tuple(LLM.fields),
            cleared_by={"reasoningEffort": "default"},
            silent=frozenset({"secret"}),
        ),
        "knowledge": Shape(order=("name", "description"), cleared_by={"description": ""}),
        "document": Shape(
            order=("knowledgeFolderId", "filename", "fileSize", "content"), silent=frozenset({"content"})
        ),
        "tool": Shape(
            order=("name", "description", "type", "disableInterruptions", "config"),
            options=frozenset({"config"}),
            owned=frozenset({"config"}),
            cleared_by={"disableInterruptions": False},
            resets={"type": "config"},
        ),
        "persona": Shape(
            order=tuple(FIELDS),
            options=frozenset({"voiceDetectionOptions", "voiceGenerationOptions", "widgetConfig"}),
            merged=frozenset({"widgetConfig"}),
            cleared_by={
                "skipGreeting": False,
                "uninterruptibleGreeting": False,
                "initialMessage": None,
                "toolIds": [],
            },
            resets={"voiceId": "voiceGenerationOptions", "avatarId": "avatarModel"},
            update_only=frozenset(name for name, one in FIELDS.items() if one.update_only),
            silent=frozenset({"widgetConfig"}),
            list_only=frozenset({"languageCode"}),
            derived=frozenset({"avatarModel"}),
            defaults={f"voiceDetectionOptions.{name}": value for name, value in _VOICE_DETECTION.items()},
        ),
    }
)
