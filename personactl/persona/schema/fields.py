"""The keys of a persona file: where each belongs on the platform, its shape and its range.

This table is the single source for checks, schemas, editors and requests. Its order is the order in which files and
requests are written. Source: docs/platform.md#persona-writes.
"""

from types import MappingProxyType
from typing import Final

from personactl.pattern import Pattern
from personactl.persona.schema.field_shapes import (
    Choice,
    Field,
    Flag,
    Identifier,
    ListOf,
    NameOrTable,
    Number,
    Overlays,
    Table,
    Text,
    Variants,
)
from personactl.persona.schema.tool_fields import INLINE_TOOL

_NAME = Text(allow_blank=False)
_LANGUAGE = Text(pattern=Pattern("[a-z]{2}"), description="a two-letter ISO 639-1 code such as en")


def _number(minimum: float, maximum: float) -> Field:
    return Field("both", Number(minimum, maximum))


# Source: docs/platform.md#voice-detection
_VOICE_DETECTION = Table(
    {
        "endOfSpeechSensitivity": _number(0, 1),
        "silenceBeforeSkipTurnSeconds": _number(0, 900),
        "silenceBeforeSessionEndSeconds": _number(0, 7200),
        "silenceBeforeAutoEndTurnSeconds": _number(0.5, 10),
        "speechEnhancementLevel": _number(0, 1),
    }
)

_EMOTIONS = ("neutral", "calm", "angry", "content", "sad", "scared")

# The platform selects the variant by the provider of the voice (docs/platform.md#voice-generation), which a file does
# not name. Widest ranges first.
_VOICE_GENERATION = Variants(
    {
        "Fish Audio": Table({"volume": _number(0.5, 2), "speed": _number(0.5, 2)}),
        "ElevenLabs": Table(
            {
                "stability": _number(0, 1),
                "similarityBoost": _number(0, 1),
                "speed": _number(0.7, 1.2),
                "style": _number(0, 1),
                "useSpeakerBoost": Field("both", Flag()),
                "model": Field("both", _NAME),
            }
        ),
        "Cartesia": Table(
            {
                "volume": _number(0.5, 2),
                "speed": _number(0.6, 1.5),
                "emotion": Field("both", Choice(_EMOTIONS)),
            }
        ),
    }
)

# Spoken text may contain four more cue tags; the platform rejects them as presets
# (docs/platform.md#directors-notes).
_PRESET_STYLES = ("happy", "warm", "playful", "supportive", "sad", "angry", "distressed")

_DIRECTOR_NOTES = Table(
    {
        "presetStyle": Field("session", Choice(_PRESET_STYLES)),
        "customStylePrompt": Field("session", Text(max_length=2000)),
        "expressivity": Field("session", Number(0, 1)),
    }
)

_WIDGET = Table(
    {
        "callToAction": Field("stored", Text()),
        "allowedOrigins": Field("stored", ListOf(_NAME)),
        "allowEverywhere": Field("stored", Flag()),
        "layout": Field("stored", Choice(("inline", "floating"))),
        "initialState": Field("stored", Choice(("minimized", "expanded"))),
        "position": Field("stored", Text()),
        "showTextInput": Field("stored", Flag()),
        "showMuteButton": Field("stored", Flag()),
        "showTranscript": Field("stored", Flag()),
    }
)

_DAILY_ROOM = Table(
    {
        "roomUrl": Field("options", _NAME),
        "token": Field("options", Text()),
        "userName": Field("options", Text()),
    },
    required=("roomUrl",),
)

_SESSION_OPTIONS = Table(
    {
        "sessionReplay": Field("options", Table({"enableSessionReplay": Field("options", Flag())})),
        "videoQuality": Field("options", Choice(("high", "auto"))),
        "videoWidth": Field("options", Number(1, integer=True)),
        "videoHeight": Field("options", Number(1, integer=True)),
        "egress": Field(
            "options",
            Table(
                {"mode": Field("options", Choice(("daily",))), "daily": Field("options", _DAILY_ROOM)},
                required=("mode", "daily"),
            ),
        ),
        # Only the official SDKs know the next three keys.
        "showAIAvatarDisclosure": Field("options", Flag()),
        "region": Field("options", _NAME),
        "regionPolicy": Field("options", Choice(("preferred", "strict"))),
    }
)

FIELDS: Final[dict[str, Field]] = {
    "extends": Field("local", _NAME),
    "name": Field("both", _NAME),
    "description": Field("stored", Text()),
    "avatarId": Field("both", Identifier()),
    "avatar": Field("local", _NAME),
    "avatarModel": Field("both", Choice(("cara-3", "cara-4", "cara-4-latest"))),
    "voiceId": Field("both", Identifier()),
    "voice": Field("local", _NAME),
    "llmId": Field("both", Identifier(legacy=True)),
    "llm": Field("local", _NAME),
    "systemPrompt": Field("both", Text()),
    "systemPromptFile": Field("local", _NAME),
    "initialMessage": Field("both", Text(), nullable=True),
    "skipGreeting": Field("both", Flag()),
    "uninterruptibleGreeting": Field("both", Flag()),
    "languageCode": Field("both", _LANGUAGE),
    "voiceDetectionOptions": Field("both", _VOICE_DETECTION),
    "voiceGenerationOptions": Field("both", _VOICE_GENERATION),
    "directorNotes": Field("session", _DIRECTOR_NOTES),
    "maxSessionLengthSeconds": Field("session", Number(1)),
    "enableAudioPassthrough": Field("session", Flag()),
    "zeroDataRetention": Field("stored", Flag()),
    "toolIds": Field("both", ListOf(Identifier())),
    "tools": Field("local", ListOf(NameOrTable(INLINE_TOOL))),
    "knowledge": Field("local", ListOf(_NAME)),
    "widgetConfig": Field("stored", _WIDGET, update_only=True),
    "sessionOptions": Field("options", _SESSION_OPTIONS),
    "profiles": Field("local", Overlays()),
}

BY_NAME: Final = MappingProxyType({"avatar": "avatarId", "voice": "voiceId", "llm": "llmId"})
"""The local key that names a catalogue entry, and the platform's key that takes the id of that entry."""

# A layer that sets one key of a pair removes the other one from the layers below it.
EXCLUSIVE_PAIRS: Final = (
    ("avatarId", "avatar"),
    ("voiceId", "voice"),
    ("llmId", "llm"),
    ("systemPrompt", "systemPromptFile"),
    ("directorNotes.presetStyle", "directorNotes.customStylePrompt"),
)
"""Pairs of paths that a persona cannot use together."""

_STORED: Final = "To work on the persona with this id, write its file: personactl pull ID. The lock then stores the id."
_SET_THERE: Final = "Leave it out: the platform keeps its own value, whatever a request says."

READ_ONLY: Final = MappingProxyType(
    {
        "id": _STORED,
        "brain": "Write systemPrompt or systemPromptFile instead.",
        "personality": "Move it into the system prompt.",
        "voiceSpeed": "Set speed in voiceGenerationOptions instead.",
        "personaPreset": _SET_THERE,
        "shareLinks": _SET_THERE,
        "primaryShareLink": _SET_THERE,
        "isDefaultPersona": _SET_THERE,
        "createdAt": _SET_THERE,
        "updatedAt": _SET_THERE,
        "publishedAt": _SET_THERE,
    }
)
"""Keys that the platform returns and does not accept, each with what to do about it."""

RETIRED: Final = MappingProxyType(
    {
        "personaId": _STORED,
        "brainType": "Write the same value as llmId.",
        "fillerPhrases": "Move them into the system prompt.",
        "disableBrains": "Write llmId: CUSTOMER_CLIENT_V1 to use no LLM.",
        "greeting": "Write initialMessage instead.",
        "avatarOnly": "Write enableAudioPassthrough: true instead.",
        "type": "Leave it out: personactl chooses the type of the token.",
        "<<": "Write here what it takes over, or move that into a file _NAME.yaml and write extends: _NAME.yaml.",
    }
)
"""Keys of old examples and other tools that a persona file does not use, each with what to write instead."""
