"""What each key means, in a sentence or two for the person who is writing it: the text of schemas and of editors.

One entry for every key of the field tables, by dotted path; a list's items share the path of their list. Ranges and
choices are not repeated here, whoever shows a text has the field as well. Source: the platform's published contract and
documentation. "Usually" marks a default that was observed and is not promised.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from personactl.persona.schema.field_shapes import Field, Home

_VOICE_DETECTION: Final = {
    "endOfSpeechSensitivity": "How soon a pause counts as the end of the user's turn: 0 waits longest, 1 jumps in "
    "earliest. Usually 0.5.",
    "silenceBeforeSkipTurnSeconds": "Seconds of silence from the user before the persona speaks up again; 0 never. "
    "Usually 15.",
    "silenceBeforeSessionEndSeconds": "Seconds of silence from the user before the session ends; 0 never. Usually 60.",
    "silenceBeforeAutoEndTurnSeconds": "Seconds of pause after which the user's turn counts as complete. Usually 5.",
    "speechEnhancementLevel": "How strongly noise is removed from what the user says. Usually 0.8.",
}

_VOICE_GENERATION: Final = {
    "stability": "ElevenLabs: how even the voice stays; lower is livelier.",
    "similarityBoost": "ElevenLabs: how closely the voice keeps to its original.",
    "speed": "How fast the voice speaks; 1 is its natural pace. ElevenLabs takes 0.7 to 1.2, Cartesia 0.6 to 1.5, "
    "Fish Audio 0.5 to 2.",
    "style": "ElevenLabs: how much the speaker's style is exaggerated. 0 answers fastest.",
    "useSpeakerBoost": "ElevenLabs: keep closer to the speaker, at the price of a slower answer.",
    "model": "ElevenLabs: the id of the voice model.",
    "volume": "Cartesia and Fish Audio: how loud the voice is; 1 is its natural volume.",
    "emotion": "Cartesia: the mood that the voice speaks in.",
}

_DIRECTOR_NOTES: Final = {
    "presetStyle": "A ready-made style of acting. Excludes customStylePrompt.",
    "customStylePrompt": "A style of acting in your own words. Excludes presetStyle.",
    "expressivity": "How strongly the style shows in the face. High values are unstable.",
}

_WIDGET: Final = {
    "callToAction": "The words on the button that opens the conversation.",
    "allowedOrigins": "The sites that may embed the widget.",
    "allowEverywhere": "Let every site embed the widget, whatever allowedOrigins says.",
    "layout": "In the page's flow, or floating above it.",
    "initialState": "How a floating widget begins.",
    "position": "The corner where a floating widget stands, such as bottom-right.",
    "showTextInput": "Show the field to type in. Shown when left out.",
    "showMuteButton": "Show the button that mutes the microphone. Shown when left out.",
    "showTranscript": "Show what was said as text. Shown when left out.",
}

_SESSION_OPTIONS: Final = {
    "sessionReplay": "Whether the session is recorded.",
    "sessionReplay.enableSessionReplay": "Record the session. True when left out.",
    "videoQuality": "Always high, or what the user's connection carries.",
    "videoWidth": "Width of the video in pixels. Needs videoHeight, and a pair that the avatar's model has: 720x480 "
    "for cara-3, 1152x768 or 768x1152 for cara-4.",
    "videoHeight": "Height of the video in pixels. Needs videoWidth.",
    "egress": "Send the persona into a video call, not to the user's browser. Needs enableAudioPassthrough: true.",
    "egress.mode": "Whose video calls.",
    "egress.daily": "The Daily room that the persona joins.",
    "egress.daily.roomUrl": "Address of the room.",
    "egress.daily.token": "Token for a private room.",
    "egress.daily.userName": "The name that the persona bears in the room.",
    "showAIAvatarDisclosure": "Show a notice that the user is talking to an AI.",
    "region": "The region that the session should run in.",
    "regionPolicy": "Whether another region will do when that one is full. strict needs a region.",
}

_TOOL: Final = {
    "name": "What the LLM calls the tool; snake_case is advised.",
    "description": "Tells the LLM what the tool does and when to use it.",
    "type": "Who carries the tool out.",
    "disableInterruptions": "Let nobody interrupt the persona while the tool runs.",
}

_TOOL_OWN: Final = {
    "parameters": "What the LLM passes on, as a JSON Schema of type object.",
    "awaitResult": "Wait for what the client returns, and let the LLM speak about it.",
    "toolTimeoutSeconds": "Seconds to wait for the client's result.",
    "documentFolderIds": "Ids of the knowledge groups to look things up in.",
    "knowledge": "Names of files in knowledge/ to look things up in.",
    "url": "Address that is called.",
    "method": "HTTP method of the call.",
    "headers": "HTTP headers of the call. Never a secret: the file is meant for git.",
    "queryParameters": "What the LLM passes on in the URL, as a JSON Schema of type object.",
    "awaitResponse": "Wait for the answer, and let the LLM speak about it.",
}

PERSONA: Final[Mapping[str, str]] = MappingProxyType(
    {
        "extends": "Another file of the project that this one is laid over: mappings merge key by key, everything else "
        "is replaced.",
        "name": "The name that people see.",
        "description": "A note about the persona. It has no effect on what the persona does.",
        "avatarId": "Id of the avatar, the persona's face.",
        "avatar": "Name of the avatar instead of its id, as `personactl avatar list` shows it.",
        "avatarModel": "The model that animates the avatar. Left out, the platform chooses; `-latest` is not for "
        "production.",
        "voiceId": "Id of the voice.",
        "voice": "Name of the voice instead of its id, as `personactl voice list` shows it.",
        "llmId": "Id of the LLM. CUSTOMER_CLIENT_V1 means none: your own code says what the persona speaks.",
        "llm": "Name of the LLM instead of its id, as `personactl llm list` shows it.",
        "systemPrompt": "What the LLM is told: who the persona is, where it works, how it speaks, what it is there for "
        "and what it must not do.",
        "systemPromptFile": "A text file of the project, relative to this one, that holds the system prompt.",
        "initialMessage": "The first thing that the persona says, word for word. Left out or null, it greets in words "
        "of its own.",
        "skipGreeting": "Say nothing until the user speaks. False when left out.",
        "uninterruptibleGreeting": "Finish the greeting even if the user speaks. False when left out.",
        "languageCode": "The language to listen for, as a two-letter ISO 639-1 code. The prompt decides which language "
        "is spoken.",
        "voiceDetectionOptions": "When the user's turn ends, and what silence means.",
        **{f"voiceDetectionOptions.{key}": text for key, text in _VOICE_DETECTION.items()},
        "voiceGenerationOptions": "How the voice sounds. Which keys there are depends on the voice's provider; a new "
        "voiceId resets them.",
        **{f"voiceGenerationOptions.{key}": text for key, text in _VOICE_GENERATION.items()},
        "directorNotes": "How the avatar acts. cara-4 follows them, cara-3 ignores them.",
        **{f"directorNotes.{key}": text for key, text in _DIRECTOR_NOTES.items()},
        "maxSessionLengthSeconds": "Seconds after which a session ends, whatever is going on.",
        "enableAudioPassthrough": "Your own code supplies the sound; the platform only moves the face.",
        "zeroDataRetention": "Keep nothing of what is said. Needs a voice and an LLM that support it.",
        "toolIds": "Ids of saved tools. A push replaces the whole set.",
        "tools": "Names of files in tools/, or tools written out in place.",
        **{f"tools.{key}": text for key, text in {**_TOOL, **_TOOL_OWN}.items()},
        "tools.subtype": "What kind of server tool it is.",
        "knowledge": "Names of files in knowledge/.",
        "widgetConfig": "How the persona's web widget looks and where it may stand.",
        **{f"widgetConfig.{key}": text for key, text in _WIDGET.items()},
        "sessionOptions": "How a session runs: recording, video, region.",
        **{f"sessionOptions.{key}": text for key, text in _SESSION_OPTIONS.items()},
        "profiles": "What differs per target: a profile's name, and below it the keys that it changes.",
    }
)
"""The keys of a persona file; those of a tool in it stand below `tools.`."""

TOOL: Final[Mapping[str, str]] = MappingProxyType(
    {
        **_TOOL,
        "config": "What the tool needs; which keys there are depends on its type.",
        **{f"config.{key}": text for key, text in _TOOL_OWN.items()},
        "config.bodyTemplate": "The text of the request's body, in place of one made from the parameters.",
        "config.action": "What the system does.",
    }
)
"""The keys of a file in tools/."""

KNOWLEDGE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "name": "What the group of documents is called.",
        "description": "What the documents are about.",
        "documents": "The files to look things up in, relative to this one; a pattern such as faq/*.md names several.",
    }
)
"""The keys of a file in knowledge/."""

LLM: Final[Mapping[str, str]] = MappingProxyType(
    {
        "displayName": "The name that people see.",
        "description": "A note about the LLM. It has no effect.",
        "llmFormat": "The protocol that the addresses speak.",
        "modelName": "What the model is called there.",
        "urls": "Where the LLM is reached. Of several, the platform takes the fastest for each data centre.",
        "urls.url": "An address that answers in a stream.",
        "urls.region": "Where in the world that address is.",
        "secret": "Where the key for those addresses is kept; never the key itself.",
        "secret.env": "The environment variable that holds the key.",
        "secret.keyring": "The name that the key has in the keyring of this machine.",
        "metadata": "Notes of your own for programs.",
        "reasoningEffort": "How much the model thinks before it speaks. The more, the longer the user waits.",
        "reasoningFormat": "What becomes of the thoughts of the model.",
    }
)
"""The keys of a file in llms/."""

LAYERS: Final[Mapping[str, str]] = MappingProxyType({key: PERSONA[key] for key in ("extends", "profiles")})
"""The keys that every kind of file may hold."""

_HOMES: Final[Mapping[Home, str]] = MappingProxyType(
    {
        "stored": "Belongs to the stored persona only: push sends it, a token does not.",
        "session": "Belongs to sessions only: a token of the whole configuration carries it, push does not.",
        "options": "Belongs to sessions only: tokens carry it, push does not.",
        "both": "",
        "local": "",
    }
)
_UPDATE_ONLY: Final = "The platform takes it once the persona exists."


def in_full(text: str, field: Field) -> str:
    """A key's description, and where on the platform the key lives."""
    return " ".join(part for part in (text, _HOMES[field.home], _UPDATE_ONLY if field.update_only else "") if part)
