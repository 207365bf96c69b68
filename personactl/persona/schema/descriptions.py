"""Descriptions of all keys, for the authors of files: JSON Schemas and editors show them.

Every key of the field tables has one entry by dotted path; the items of a list share the path of their list. Ranges
and choices are not repeated here, because a caller also has the field. "Usually" marks a default that was observed and
that the platform does not promise. Source: docs/platform.md.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from personactl.persona.schema.field_shapes import Field, Scope

_VOICE_DETECTION: Final = {
    "endOfSpeechSensitivity": "How soon a pause counts as the end of the user's turn: 0 waits longest, 1 answers "
    "soonest. Usually 0.5.",
    "silenceBeforeSkipTurnSeconds": "Seconds of silence from the user before the persona speaks again; 0 turns this "
    "off. Usually 15.",
    "silenceBeforeSessionEndSeconds": "Seconds of silence from the user before the session ends; 0 turns this off. "
    "Usually 60.",
    "silenceBeforeAutoEndTurnSeconds": "Seconds of silence after which the user's turn is complete. Usually 5.",
    "speechEnhancementLevel": "How strongly noise is removed from the user's audio. Usually 0.8.",
}

_VOICE_GENERATION: Final = {
    "stability": "ElevenLabs: how even the voice is. A lower value is more lively.",
    "similarityBoost": "ElevenLabs: how closely the voice follows the original recording.",
    "speed": "How fast the voice speaks; 1 is its natural pace. ElevenLabs accepts 0.7 to 1.2, Cartesia 0.6 to 1.5, "
    "Fish Audio 0.5 to 2.",
    "style": "ElevenLabs: how strongly the speaker's style is exaggerated. 0 answers fastest.",
    "useSpeakerBoost": "ElevenLabs: follow the original speaker more closely. Answers take longer.",
    "model": "ElevenLabs: the id of the voice model.",
    "volume": "Cartesia and Fish Audio: how loud the voice is; 1 is its natural volume.",
    "emotion": "Cartesia: the emotion in the voice.",
}

_DIRECTOR_NOTES: Final = {
    "presetStyle": "A predefined acting style. Cannot be used together with customStylePrompt.",
    "customStylePrompt": "An acting style in your own words. Cannot be used together with presetStyle.",
    "expressivity": "How strongly the face shows the style. High values look unstable.",
}

_WIDGET: Final = {
    "callToAction": "The text of the button that opens the conversation.",
    "allowedOrigins": "The origins of the websites that may embed the widget.",
    "allowEverywhere": "Let every website embed the widget, even if allowedOrigins does not list it.",
    "layout": "Whether the widget is part of the page or floats above it.",
    "initialState": "The state in which a floating widget opens.",
    "position": "The corner of a floating widget, such as bottom-right.",
    "showTextInput": "Show the text input. It is shown if this key is absent.",
    "showMuteButton": "Show the button that mutes the microphone. It is shown if this key is absent.",
    "showTranscript": "Show the transcript of the conversation. It is shown if this key is absent.",
}

_SESSION_OPTIONS: Final = {
    "sessionReplay": "Whether the session is recorded.",
    "sessionReplay.enableSessionReplay": "Record the session. The default is true.",
    "videoQuality": "The quality of the video: always high, or adapted to the user's connection.",
    "videoWidth": "Width of the video in pixels. Needs videoHeight. The avatar model must support the size: 720x480 "
    "for cara-3, 1152x768 or 768x1152 for cara-4.",
    "videoHeight": "Height of the video in pixels. Needs videoWidth.",
    "egress": "Send the persona into a video call instead of the user's browser. Needs enableAudioPassthrough: true.",
    "egress.mode": "The service that hosts the video call.",
    "egress.daily": "The Daily room that the persona joins.",
    "egress.daily.roomUrl": "URL of the room.",
    "egress.daily.token": "Token for a private room.",
    "egress.daily.userName": "The name of the persona in the room.",
    "showAIAvatarDisclosure": "Show a notice that the user is talking to an AI.",
    "region": "The region in which the session should run.",
    "regionPolicy": "Whether the session may run in another region if that one is full. strict needs region.",
}

_TOOL: Final = {
    "name": "The name by which the LLM calls the tool. Prefer snake_case.",
    "description": "Tells the LLM what the tool does and when to use it.",
    "type": "Where the tool runs.",
    "disableInterruptions": "Do not let the user interrupt the persona while the tool runs.",
}

_TOOL_OWN: Final = {
    "parameters": "The arguments that the LLM passes, as a JSON Schema of type object.",
    "awaitResult": "Wait for the result of the client and let the LLM use it in its answer.",
    "toolTimeoutSeconds": "Seconds to wait for the result of the client.",
    "documentFolderIds": "Ids of the knowledge groups that the tool searches.",
    "knowledge": "Names of the files in knowledge/ whose documents the tool searches.",
    "url": "URL of the request.",
    "method": "HTTP method of the request.",
    "headers": "HTTP headers of the request. A secret is a reference, such as `{env: NAME, prefix: 'Bearer '}` or "
    "`{keyring: NAME}`, because the file belongs in git.",
    "headers.env": "The environment variable that has the secret when you push: ANAM_... or PERSONACTL_..., or one "
    "that `personactl trust --variable NAME` trusts.",
    "headers.keyring": "The entry of the system's keyring that has the secret: `keyring set personactl:header NAME`.",
    "headers.prefix": "Text that is sent before the secret, such as `Bearer ` with the space at its end.",
    "queryParameters": "The arguments that the LLM passes in the URL, as a JSON Schema of type object.",
    "awaitResponse": "Wait for the response and let the LLM use it in its answer.",
}

PERSONA: Final[Mapping[str, str]] = MappingProxyType(
    {
        "extends": "Another file of the project whose keys this file inherits. Mappings merge key by key; every other "
        "value replaces the inherited one.",
        "name": "The name that users see.",
        "description": "A note about the persona. It does not change what the persona does.",
        "avatarId": "Id of the avatar, which is the persona's face.",
        "avatar": "Name of the avatar, as `personactl avatar list` shows it. Replaces avatarId.",
        "avatarModel": "The model that animates the avatar. If it is absent, the platform chooses one. Do not use "
        "a `-latest` model in production.",
        "voiceId": "Id of the voice.",
        "voice": "Name of the voice, as `personactl voice list` shows it. Replaces voiceId.",
        "llmId": "Id of the LLM. CUSTOMER_CLIENT_V1 means no LLM: your own code supplies what the persona says.",
        "llm": "Name of the LLM, as `personactl llm list` shows it. Replaces llmId.",
        "systemPrompt": "The instructions for the LLM: who the persona is, where it works, how it speaks, what its "
        "task is and what it must not do.",
        "systemPromptFile": "A text file with the system prompt, relative to this file and inside the project.",
        "initialMessage": "The first thing that the persona says, word for word. If it is absent or null, the "
        "LLM writes the greeting.",
        "skipGreeting": "Say nothing until the user speaks. The default is false.",
        "uninterruptibleGreeting": "Finish the greeting even if the user speaks. The default is false.",
        "languageCode": "The language that the user speaks, as a two-letter ISO 639-1 code. The prompt decides "
        "which language the persona speaks.",
        "voiceDetectionOptions": "When the user's turn ends and what silence does.",
        **{f"voiceDetectionOptions.{key}": text for key, text in _VOICE_DETECTION.items()},
        "voiceGenerationOptions": "How the voice sounds. The provider of the voice decides which keys exist. A new "
        "voiceId resets them all.",
        **{f"voiceGenerationOptions.{key}": text for key, text in _VOICE_GENERATION.items()},
        "directorNotes": "How the avatar acts. cara-4 follows these notes; cara-3 ignores them.",
        **{f"directorNotes.{key}": text for key, text in _DIRECTOR_NOTES.items()},
        "maxSessionLengthSeconds": "The maximum length of a session in seconds. The session ends then, even during "
        "an answer.",
        "enableAudioPassthrough": "Your own code supplies the audio; the platform only animates the face.",
        "zeroDataRetention": "Do not store what is said. Needs a voice and an LLM that support it.",
        "toolIds": "Ids of tools on the platform. A push replaces the whole set.",
        "tools": "Names of files in tools/, or definitions of tools.",
        **{f"tools.{key}": text for key, text in {**_TOOL, **_TOOL_OWN}.items()},
        "tools.subtype": "The kind of a server tool.",
        "knowledge": "Names of the files in knowledge/ whose documents the persona can search.",
        "widgetConfig": "How the persona's web widget looks and which websites may embed it.",
        **{f"widgetConfig.{key}": text for key, text in _WIDGET.items()},
        "sessionOptions": "How a session runs: recording, video, region.",
        **{f"sessionOptions.{key}": text for key, text in _SESSION_OPTIONS.items()},
        "profiles": "What differs between targets: the name of each profile, and below it the keys that it changes.",
    }
)
"""The keys of a persona file. The keys of its inline tools begin with `tools.`."""

TOOL: Final[Mapping[str, str]] = MappingProxyType(
    {
        **_TOOL,
        "config": "The settings of the tool. The type of the tool decides which keys exist.",
        **{f"config.{key}": text for key, text in _TOOL_OWN.items()},
        "config.bodyTemplate": "The text of the request body. It replaces the body that is made from the parameters.",
        "config.action": "What the platform does when the LLM calls the tool.",
    }
)
"""The keys of a file in tools/."""

KNOWLEDGE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "name": "The name of the group of documents.",
        "description": "What the documents are about.",
        "documents": "The files of the group, relative to this file. A pattern such as faq/*.md names several.",
    }
)
"""The keys of a file in knowledge/."""

LLM: Final[Mapping[str, str]] = MappingProxyType(
    {
        "displayName": "The name that users see.",
        "description": "A note about the LLM. It does not change what the LLM does.",
        "llmFormat": "The API format of the addresses in urls.",
        "modelName": "The name of the model at those addresses.",
        "urls": "The addresses of the LLM. The platform uses the fastest one for each data centre.",
        "urls.url": "An address that streams its answers.",
        "urls.region": "The region of the address.",
        "secret": "Where the key for those addresses is stored. Never write the key itself into the file.",
        "secret.env": "The environment variable that contains the key: ANAM_... or PERSONACTL_..., or one that "
        "`personactl trust --variable NAME` trusts.",
        "secret.keyring": "The name of the key in the keyring of this machine.",
        "metadata": "Your own data for other programs.",
        "reasoningEffort": "How much the model reasons before it answers. More reasoning makes the user wait longer.",
        "reasoningFormat": "How the model returns its reasoning.",
    }
)
"""The keys of a file in llms/."""

LAYERS: Final[Mapping[str, str]] = MappingProxyType({key: PERSONA[key] for key in ("extends", "profiles")})
"""The keys that a file of any kind may have."""

_SCOPES: Final[Mapping[Scope, str]] = MappingProxyType(
    {
        "stored": "Only for the stored persona: push sends it, session tokens do not.",
        "session": "Only for sessions: an ephemeral session token sends it, push does not.",
        "options": "Only for sessions: session tokens send it, push does not.",
        "both": "",
        "local": "",
    }
)
_UPDATE_ONLY: Final = "The platform accepts it only once the persona exists."


def full_description(text: str, field: Field) -> str:
    """Return the description of a key, and where on the platform the key belongs."""
    return " ".join(part for part in (text, _SCOPES[field.scope], _UPDATE_ONLY if field.update_only else "") if part)
