"""What a session is to run with: a token request's body, checked, and later the snapshot that the session keeps."""

from dataclasses import dataclass

from sqlalchemy import Connection

from personactl.engine.catalogue.catalogue import Catalogue, text
from personactl.engine.http.bodies import validated
from personactl.engine.http.errors import Issue, invalid
from personactl.engine.http.known import known_to
from personactl.engine.http.persona_rules import check_avatar_model, check_references, fitting_voice_options
from personactl.engine.http.session_bodies import SessionOptions, SessionPersona, TokenRequest
from personactl.engine.http.tool_bodies import check_inline
from personactl.engine.live.live_sessions import LiveSessions
from personactl.engine.store.personas import find_persona
from personactl.engine.tokens import TokenKind, kind_of
from personactl.engine.wire import JsonObject

_VIDEO = {"cara-3": {(720, 480)}, "cara-4": {(1152, 768), (768, 1152)}}
_STORED_ONLY = frozenset({"description", "widgetConfig"})


@dataclass(frozen=True, slots=True)
class SessionConfig:
    """`config` holds either `personaId` or a configuration given in full; `client_label` None where none was sent."""

    kind: TokenKind
    config: JsonObject
    session_options: JsonObject
    client_label: str | None


def session_config(
    request: TokenRequest, connection: Connection, catalogue: Catalogue, *, strict: bool
) -> SessionConfig:
    """Check what was asked for. Raises `Refusal`: 400, or 403 for a model by invitation.

    Next to a `personaId` other keys have no effect (docs/platform.md#session-tokens); `strict` refuses them.
    Whether that persona exists is looked up when it is needed.
    """
    config = _persona(request.sent().get("personaConfig"), connection, catalogue, strict=strict)
    options = validated(
        SessionOptions, _object(request.sent().get("sessionOptions")), strict=strict, prefix="sessionOptions"
    )
    _check_video(options, text(config, "avatarModel"))
    if options.egress and config.get("enableAudioPassthrough") is not True:
        raise invalid([Issue("sessionOptions.egress", "needs personaConfig.enableAudioPassthrough")])
    return SessionConfig(kind_of(config), config, options.sent(), request.client_label or None)


def snapshot(wanted: SessionConfig, connection: Connection, live: LiveSessions) -> JsonObject:
    """The persona's configuration at this moment, as the session keeps it. Raises `Refusal` (400).

    `llmConfig` tells who speaks, which need not be the LLM that was asked for; there is none where the client brings
    the words. An incomplete configuration starts nothing.
    """
    fields = wanted.config
    if wanted.kind is TokenKind.LEGACY:
        raise invalid([Issue("personaConfig", "needs a personaId, or an avatarId and a voiceId")])
    if wanted.kind is TokenKind.STATEFUL:
        persona = find_persona(connection, text(fields, "personaId"))
        if persona is None:
            raise invalid([Issue("personaConfig.personaId", "persona not found")])
        fields = {key: value for key, value in persona.fields.items() if key not in _STORED_ONLY}
        fields["personaId"] = persona.id
    kept: JsonObject = fields | {"type": wanted.kind.value}
    if kept.get("llmId") != "CUSTOMER_CLIENT_V1" and kept.get("enableAudioPassthrough") is not True:
        kept["llmConfig"] = {
            "id": fields.get("llmId"),
            "provider": live.model.provider,
            "modelName": live.model.name,
        }
    return kept


def _persona(config: object, connection: Connection, catalogue: Catalogue, *, strict: bool) -> JsonObject:
    checked = validated(SessionPersona, _object(config), strict=strict, prefix="personaConfig").sent()
    if checked.get("personaId"):
        overrides = sorted(checked.keys() - {"personaId", "type"})
        if strict and overrides:
            raise invalid([Issue(f"personaConfig.{key}", "has no effect next to personaId") for key in overrides])
        return {"personaId": checked["personaId"]}
    check_references(checked, known_to(connection, catalogue, checked))
    check_avatar_model(checked, catalogue)
    tools = checked.get("tools")
    for place, tool in enumerate(tools if isinstance(tools, list) else ()):
        check_inline(_object(tool), f"personaConfig.tools.{place}")
    notes = checked.get("directorNotes")
    if isinstance(notes, dict) and notes.get("presetStyle") and notes.get("customStylePrompt"):
        raise invalid([Issue("personaConfig.directorNotes", "presetStyle and customStylePrompt exclude each other")])
    if "voiceGenerationOptions" in checked:
        voice = catalogue.voices.get(text(checked, "voiceId"))
        checked["voiceGenerationOptions"] = fitting_voice_options(
            checked["voiceGenerationOptions"], voice, strict=strict
        )
    return {key: value for key, value in checked.items() if key not in _STORED_ONLY}


def _check_video(options: SessionOptions, avatar_model: str) -> None:
    """Both sides or neither, and a pair that the model can; which model a stored persona has is not looked at."""
    sent = options.sent()
    if ("videoWidth" in sent) != ("videoHeight" in sent):
        raise invalid([Issue("sessionOptions.videoWidth", "videoWidth and videoHeight go together")])
    pair = (options.video_width, options.video_height)
    possible = _VIDEO.get(avatar_model) or set().union(*_VIDEO.values())
    if "videoWidth" in sent and pair not in possible:
        raise invalid([Issue("sessionOptions.videoWidth", f"{pair[0]}x{pair[1]} is not supported by this model")])


def _object(value: object) -> JsonObject:
    return value if isinstance(value, dict) else {}
