"""The configuration of a session: the body of a token request, checked, and the snapshot that the session stores."""

from dataclasses import dataclass
from enum import Enum

from sqlalchemy import Connection

from personactl.engine.catalogue.catalogue import Catalogue
from personactl.engine.contract.personas.rules import check_avatar_model, check_references, fitting_voice_options
from personactl.engine.contract.references import find_references
from personactl.engine.contract.sessions.bodies import SessionOptions, SessionPersona, TokenRequest
from personactl.engine.contract.tools.bodies import check_inline
from personactl.engine.http.bodies import validated
from personactl.engine.http.refusals import Issue, invalid
from personactl.engine.llm.model_registry import ModelRegistry
from personactl.engine.store.personas import find_persona
from personactl.engine.wire import JsonMapping, JsonObject, as_object, text_of

_VIDEO = {"cara-3": {(720, 480)}, "cara-4": {(1152, 768), (768, 1152)}}
_STORED_ONLY = frozenset({"description", "widgetConfig"})


class TokenKind(Enum):
    """The values of a token's `type` claim. The official SDKs refuse legacy tokens (docs/platform.md)."""

    STATEFUL = "stateful"
    EPHEMERAL = "ephemeral"
    LEGACY = "legacy"


@dataclass(frozen=True, slots=True)
class SessionConfig:
    """A checked configuration.

    - `config`: either `personaId` alone, or a configuration in full.
    - `client_label`: None if absent.
    """

    kind: TokenKind
    config: JsonObject
    session_options: JsonObject
    client_label: str | None


def kind_of(config: JsonMapping) -> TokenKind:
    """The kind of token for a `personaConfig`: a stored persona, a complete configuration, or an incomplete one.

    An ephemeral session needs an avatar and a voice. It needs no voice if the client provides the words.
    """
    if config.get("personaId"):
        return TokenKind.STATEFUL
    speaks_for_itself = config.get("enableAudioPassthrough") is True or config.get("llmId") == "CUSTOMER_CLIENT_V1"
    if config.get("avatarId") and (config.get("voiceId") or speaks_for_itself):
        return TokenKind.EPHEMERAL
    return TokenKind.LEGACY


def session_config(
    request: TokenRequest, connection: Connection, catalogue: Catalogue, *, strict: bool
) -> SessionConfig:
    """Check a request. Raises `Refusal`: 400, or 403 for an avatar model by invitation only.

    Beside a `personaId` other keys have no effect, as on the platform. `strict` refuses them. This does not check that
    the persona exists.
    Source: docs/platform.md#session-tokens.
    """
    config = _persona(request.sent().get("personaConfig"), connection, catalogue, strict=strict)
    options = validated(
        SessionOptions, as_object(request.sent().get("sessionOptions")), strict=strict, prefix="sessionOptions"
    )
    _check_video(options, text_of(config, "avatarModel"))
    if options.egress and config.get("enableAudioPassthrough") is not True:
        raise invalid([Issue("sessionOptions.egress", "needs personaConfig.enableAudioPassthrough")])
    return SessionConfig(kind_of(config), config, options.sent(), request.client_label or None)


def snapshot(session: SessionConfig, connection: Connection, models: ModelRegistry) -> JsonObject:
    """The persona's configuration at this moment, which the session stores. Raises `Refusal` (400) if incomplete.

    `llmConfig` names the model that speaks, which may be another one than `llmId` names. It is absent if the client
    provides the words.
    """
    fields = session.config
    if session.kind is TokenKind.LEGACY:
        raise invalid([Issue("personaConfig", "needs a personaId, or an avatarId and a voiceId")])
    if session.kind is TokenKind.STATEFUL:
        persona = find_persona(connection, text_of(fields, "personaId"))
        if persona is None:
            raise invalid([Issue("personaConfig.personaId", "persona not found")])
        fields = {key: value for key, value in persona.fields.items() if key not in _STORED_ONLY}
        fields["personaId"] = persona.id
    snapshot_fields: JsonObject = fields | {"type": session.kind.value}
    if (
        snapshot_fields.get("llmId") != "CUSTOMER_CLIENT_V1"
        and snapshot_fields.get("enableAudioPassthrough") is not True
    ):
        model = models.model_for(snapshot_fields)
        snapshot_fields["llmConfig"] = {"id": fields.get("llmId"), "provider": model.provider, "modelName": model.name}
    return snapshot_fields


def _persona(config: object, connection: Connection, catalogue: Catalogue, *, strict: bool) -> JsonObject:
    checked = validated(SessionPersona, as_object(config), strict=strict, prefix="personaConfig").sent()
    if checked.get("personaId"):
        overrides = sorted(checked.keys() - {"personaId", "type"})
        if strict and overrides:
            raise invalid([Issue(f"personaConfig.{key}", "has no effect next to personaId") for key in overrides])
        return {"personaId": checked["personaId"]}
    check_references(checked, find_references(connection, catalogue, checked))
    check_avatar_model(checked, catalogue)
    tools = checked.get("tools")
    for place, tool in enumerate(tools if isinstance(tools, list) else ()):
        check_inline(as_object(tool), f"personaConfig.tools.{place}")
    notes = checked.get("directorNotes")
    if isinstance(notes, dict) and notes.get("presetStyle") and notes.get("customStylePrompt"):
        raise invalid([Issue("personaConfig.directorNotes", "presetStyle and customStylePrompt exclude each other")])
    if "voiceGenerationOptions" in checked:
        voice = catalogue.voices.get(text_of(checked, "voiceId"))
        checked["voiceGenerationOptions"] = fitting_voice_options(
            checked["voiceGenerationOptions"], voice, strict=strict
        )
    return {key: value for key, value in checked.items() if key not in _STORED_ONLY}


def _check_video(options: SessionOptions, avatar_model: str) -> None:
    """Raise `Refusal` (400) unless width and height are absent, or a pair that the avatar model supports.

    The model of a stored persona is not looked up; any pair of any model is accepted for it.
    """
    sent = options.sent()
    if ("videoWidth" in sent) != ("videoHeight" in sent):
        raise invalid([Issue("sessionOptions.videoWidth", "videoWidth and videoHeight go together")])
    pair = (options.video_width, options.video_height)
    possible = _VIDEO.get(avatar_model) or set().union(*_VIDEO.values())
    if "videoWidth" in sent and pair not in possible:
        raise invalid([Issue("sessionOptions.videoWidth", f"{pair[0]}x{pair[1]} is not supported by this model")])
