"""The bodies of POST and PUT /v1/personas: the contract's types, enums and ranges.

No key is required, so a default here only means "absent" and is never stored. Null is refused except for
`initialMessage`. Voice options depend on the voice's provider, so each provider has a model of its own.
"""

from typing import Annotated, Literal

from pydantic import Field, JsonValue

from personactl.engine.http.bodies import Number, RequestModel

_Share = Annotated[Number, Field(ge=0, le=1)]


class VoiceDetectionOptions(RequestModel):
    end_of_speech_sensitivity: _Share = 0.5
    silence_before_skip_turn_seconds: Annotated[Number, Field(ge=0, le=900)] = 15
    silence_before_session_end_seconds: Annotated[Number, Field(ge=0, le=7200)] = 60
    silence_before_auto_end_turn_seconds: Annotated[Number, Field(ge=0.5, le=10)] = 5
    speech_enhancement_level: _Share = 0.8


class PersonaCreate(RequestModel):
    name: str = ""
    description: str = ""
    avatar_id: str = ""
    avatar_model: Literal["cara-3", "cara-4", "cara-4-latest"] = "cara-4"
    voice_id: str = ""
    llm_id: str = ""
    system_prompt: str = ""
    skip_greeting: bool = False
    uninterruptible_greeting: bool = False
    initial_message: str | None = None
    zero_data_retention: bool = False
    language_code: str = ""
    voice_detection_options: VoiceDetectionOptions = VoiceDetectionOptions()
    voice_generation_options: dict[str, JsonValue] = Field(default_factory=dict)
    tool_ids: list[str] = Field(default_factory=list)


class WidgetConfig(RequestModel):
    call_to_action: str = ""
    allowed_origins: list[str] = Field(default_factory=list)
    allow_everywhere: bool = False
    layout: Literal["inline", "floating"] = "inline"
    initial_state: Literal["minimized", "expanded"] = "minimized"
    position: str = ""
    show_text_input: bool = False
    show_mute_button: bool = False
    show_transcript: bool = True


class PersonaUpdate(PersonaCreate):
    widget_config: WidgetConfig = WidgetConfig()


class ElevenLabsOptions(RequestModel):
    """Versions 1 and 2: the keys of version 1 are a part of those of version 2, with the same ranges."""

    stability: _Share = 0.5
    similarity_boost: _Share = 0.75
    style: _Share = 0
    use_speaker_boost: bool = True
    speed: Annotated[Number, Field(ge=0.7, le=1.2)] = 1
    model: str = ""


class CartesiaOptions(RequestModel):
    volume: Annotated[Number, Field(ge=0.5, le=2)] = 1
    speed: Annotated[Number, Field(ge=0.6, le=1.5)] = 1
    emotion: Literal["neutral", "calm", "angry", "content", "sad", "scared"] = "neutral"


class FishAudioOptions(RequestModel):
    volume: Annotated[Number, Field(ge=0.5, le=2)] = 1
    speed: Annotated[Number, Field(ge=0.5, le=2)] = 1


class NoOptions(RequestModel):
    """Advanced voices of OpenAI have no options."""


VOICE_OPTIONS: dict[str, type[RequestModel]] = {
    "ELEVENLABS": ElevenLabsOptions,
    "CARTESIA": CartesiaOptions,
    "FISH_AUDIO": FishAudioOptions,
    "OPENAI_ADVANCED_VOICE": NoOptions,
}
"""By a voice's `provider`."""
