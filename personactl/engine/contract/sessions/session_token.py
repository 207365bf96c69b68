"""`POST /v1/auth/session-token`: a configuration goes in, a token that stands for it comes out."""

from personactl.engine.clock import stamp
from personactl.engine.contract.sessions.bodies import TokenRequest
from personactl.engine.contract.sessions.config import SessionConfig, session_config
from personactl.engine.contract.sessions.tokens import LIFETIME, TokenKind, mint
from personactl.engine.http.answer import JsonAnswer
from personactl.engine.http.auth import KeyCaller
from personactl.engine.http.bodies import validated
from personactl.engine.http.call import Call
from personactl.engine.http.errors import Issue, invalid
from personactl.engine.store.personas import find_persona
from personactl.engine.store.tokens import StoredToken, delete_expired, insert_token


def create(call: Call) -> JsonAnswer:
    """Good for one hour, bound to exactly this. A configuration that is not whole gives a legacy token, as there."""
    settings = call.services.settings
    request = validated(TokenRequest, call.body, strict=settings.strict)
    with call.services.database.read() as connection:
        wanted = session_config(request, connection, call.services.catalogue, strict=settings.strict)
    if settings.strict and wanted.kind is TokenKind.LEGACY:
        raise invalid([Issue("personaConfig", "needs a personaId, or an avatarId and a voiceId")])
    return JsonAnswer({"sessionToken": _minted(call, wanted)})


def _minted(call: Call, wanted: SessionConfig) -> str:
    services = call.services
    assert isinstance(call.caller, KeyCaller), "the routes table asks for the key"
    now, jti = services.settings.now(), services.settings.new_id()
    kept = StoredToken(
        jti=jti,
        kind=wanted.kind.value,
        config=wanted.config,
        session_options=wanted.session_options,
        client_label=wanted.client_label,
        api_key_id=call.caller.api_key_id,
        created_at=stamp(now),
        expires_at=stamp(now + LIFETIME),
    )
    with services.database.write() as connection:
        persona_id = wanted.config.get("personaId")
        if isinstance(persona_id, str) and find_persona(connection, persona_id) is None:
            raise invalid([Issue("personaConfig.personaId", "persona not found")])
        delete_expired(connection, stamp(now))
        insert_token(connection, kept)
    return mint(services.signing_secret, jti=jti, kind=wanted.kind, account_id=services.organization_id, now=now)
