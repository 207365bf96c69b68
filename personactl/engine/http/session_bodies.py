"""The bodies of a session's start: `POST /v1/auth/session-token`, `POST /v1/engine/session`, and the text channel's."""

from typing import Annotated, Literal

from pydantic import Field, JsonValue

from personactl.engine.http.bodies import Number, RequestModel
from personactl.engine.http.persona_bodies import PersonaCreate

_Object = dict[str, JsonValue]


class DirectorNotes(RequestModel):
    preset_style: Literal["happy", "warm", "playful", "supportive", "sad", "angry", "distressed"] = "warm"
    custom_style_prompt: Annotated[str, Field(max_length=2000)] = ""
    expressivity: Annotated[Number, Field(ge=0, le=1)] = 0.5


class SessionPersona(PersonaCreate):
    """A `personaConfig`: what a stored persona has, and what only a session takes.

    `type` and `enableAudioPassthrough` are not in the contract, but the official clients send them
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
    """`voiceDetection`, the disclosure and the regions are what the official SDKs send besides the contract's keys."""

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
    """With a session token everything but `clientMetadata` is tolerated and not looked at."""

    client_metadata: _Object = Field(default_factory=dict)


class TextPayload(RequestModel):
    content: str = ""


class TextAction(RequestModel):
    """One message of the text channel; a heartbeat's payload may be an empty text, as on the signalling socket."""

    action_type: Literal["start", "speech", "heartbeat", "endsession"]
    payload: TextPayload | Literal[""] = ""
