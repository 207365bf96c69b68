"""How the fields of each kind hang together when they are compared and written. One literal table.

Source: the published contract's create and update schemas, and what the platform's documentation says about resets
(docs/platform.md#partial-updates). Where they leave open whether an object is merged or replaced, it is sent whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from personactl.json_value import JsonValue
from personactl.persona.resource import Kind
from personactl.persona.schema.component_fields import LLM
from personactl.persona.schema.fields import FIELDS

_NOTHING: Final[Mapping[str, JsonValue]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Shape:
    """`order` is that of files and requests.

    `options` are objects that are compared leaf by leaf; a write sends them whole, but for those in `merged`, into
    which the platform merges what it gets. Of those in `owned` it keeps nothing that was not sent, so that a leaf goes
    by being left out.
    `cleared_by` is the value that takes a field back to what it is when nobody sets it; no other field can be cleared.
    `resets`: writing the first may reset the second, unless it is sent along. `update_only` are ignored by a create.
    `silent` are fields whose state no read tells for sure.
    """

    order: tuple[str, ...]
    options: frozenset[str] = frozenset()
    merged: frozenset[str] = frozenset()
    owned: frozenset[str] = frozenset()
    cleared_by: Mapping[str, JsonValue] = field(default_factory=lambda: _NOTHING)
    resets: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    update_only: frozenset[str] = frozenset()
    silent: frozenset[str] = frozenset()


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
        ),
    }
)
