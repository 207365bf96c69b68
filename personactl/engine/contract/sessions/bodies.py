"""The bodies that start a session: `POST /v1/auth/session-token` and `POST /v1/engine/session`."""

from typing import Annotated, Literal

from pydantic import Field, JsonValue

from personactl.engine.contract.personas.bodies import PersonaCreate
from personactl.engine.http.bodies import Number, RequestModel

_Object = dict[str, JsonValue]


class DirectorNotes(RequestModel):
    preset_style: Literal["happy", "warm", "playful", "supportive", "sad", "angry", "distressed"] = "warm"
    custom_style_prompt: Annotated[str, Field(max_length=2000)] = ""
    expressivity: Annotated[Number, Field(ge=0, le=1)] = 0.5


class SessionPersona(PersonaCreate):
    """A `personaConfig`: the keys of a stored persona, and those of a session only.

    `type` and `enableAudioPassthrough` are not in the contract, but official clients send them
    (docs/platform.md#session-tokens).
    """

    persona_id: str = ""
    type: str = ""
    max_session_length_seconds: Annotated[Number, Field(gt=0)] = 600
    enable_audio_passthrough: bool = False
    director_notes: DirectorNotes = DirectorNotes()
    tools: list[_Object] = Field(default_factory=list)


class SessionReplay(RequestModel):
    enable_session_replay: bool = True


class SessionOptions(RequestModel):
    """The contract's keys, and those that the official SDKs send too: `voiceDetection`, disclosure and region."""

    session_replay: SessionReplay = SessionReplay()
    video_quality: Literal["high", "auto"] = "high"
    video_width: int = 0
    video_height: int = 0
    egress: _Object = Field(default_factory=dict)
    show_ai_avatar_disclosure: bool = Field(default=False, alias="showAIAvatarDisclosure")
    region: str = ""
    region_policy: Literal["preferred", "strict"] = "preferred"
    voice_detection: _Object = Field(default_factory=dict)


class TokenRequest(RequestModel):
    client_label: str = ""
    persona_config: _Object = Field(default_factory=dict)
    session_options: _Object = Field(default_factory=dict)
    environment: _Object = Field(default_factory=dict)


class EngineSessionRequest(TokenRequest):
    """With a session token, keys other than `clientMetadata` are accepted and ignored."""

    client_metadata: _Object = Field(default_factory=dict)
