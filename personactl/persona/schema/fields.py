"""Every key that a persona file may hold: its home on the platform, its shape, its range. The single source.

Source: the platform's published contract (the create, update and session-token schemas) where it speaks, and its
documentation where the contract is silent. The order is the order in which files and requests are written.
"""

import re
from types import MappingProxyType
from typing import Final

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

_NAME = Text(empty=False)
_LANGUAGE = Text(pattern=re.compile("[a-z]{2}"), said="a two-letter ISO 639-1 code such as en")


def _number(least: float, most: float) -> Field:
    return Field("both", Number(least, most))


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

# The platform picks the variant by the provider of the voice, which a file does not tell. Widest ranges first.
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

# Four further cue tags exist for spoken text; as a preset the platform rejects them.
_PRESET_STYLES = ("happy", "warm", "playful", "supportive", "sad", "angry", "distressed")

_DIRECTOR_NOTES = Table(
    {
        "presetStyle": Field("session", Choice(_PRESET_STYLES)),
        "customStylePrompt": Field("session", Text(longest=2000)),
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
        "videoWidth": Field("options", Number(1, whole=True)),
        "videoHeight": Field("options", Number(1, whole=True)),
        "egress": Field(
            "options",
            Table(
                {"mode": Field("options", Choice(("daily",))), "daily": Field("options", _DAILY_ROOM)},
                required=("mode", "daily"),
            ),
        ),
        # The next three are known to the official SDKs only.
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
"""The local key that names a catalogue entry, and the platform's key that its id goes into."""

# An overlay that sets one of a pair takes the other away from what it lies over.
RIVALS: Final = (
    ("avatarId", "avatar"),
    ("voiceId", "voice"),
    ("llmId", "llm"),
    ("systemPrompt", "systemPromptFile"),
    ("directorNotes.presetStyle", "directorNotes.customStylePrompt"),
)
"""Pairs of paths of which one persona may use only one."""

READ_ONLY: Final = MappingProxyType(
    {
        "id": "The lock file remembers which remote persona a file belongs to.",
        "brain": "Write systemPrompt or systemPromptFile instead.",
        "personality": "Put it into the system prompt.",
        "voiceSpeed": "Set speed in voiceGenerationOptions.",
        "personaPreset": "Remove it.",
        "shareLinks": "Remove it.",
        "primaryShareLink": "Remove it.",
        "isDefaultPersona": "Remove it.",
        "createdAt": "Remove it.",
        "updatedAt": "Remove it.",
        "publishedAt": "Remove it.",
    }
)
"""Keys that the platform shows and does not take, with what to do instead."""

RETIRED: Final = MappingProxyType(
    {
        "personaId": "Remove it: the file is the persona, and the lock file knows its remote id.",
        "brainType": "Write the same value as llmId.",
        "fillerPhrases": "Put them into the system prompt.",
        "disableBrains": "Write llmId: CUSTOMER_CLIENT_V1 to do without an LLM.",
        "greeting": "Write initialMessage.",
        "avatarOnly": "Write enableAudioPassthrough: true.",
        "type": "Remove it: personactl says what kind of token it asks for.",
        "<<": "YAML merge keys are not read; name the file in extends.",
    }
)
"""Keys from old examples or other tools that mean nothing in a persona file, with what to write instead."""
