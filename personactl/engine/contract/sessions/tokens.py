"""Session tokens, and `POST /v1/auth/session-token`, which creates one for a configuration.

A token is a JWT (HS256) that is valid for one hour. It contains the claims that clients read, `accountId` and `type`,
and the `jti` under which the store holds the configuration. The configuration is not inside, because the holder of a
token can read it. PyJWT loads all of `cryptography`, so only the first token imports it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from personactl.engine.clock import stamp
from personactl.engine.contract.sessions.bodies import TokenRequest
from personactl.engine.contract.sessions.config import SessionConfig, TokenKind, session_config
from personactl.engine.http.answer import JsonAnswer
from personactl.engine.http.auth import KeyCaller
from personactl.engine.http.bodies import validated
from personactl.engine.http.call import Call
from personactl.engine.http.refusals import Issue, invalid
from personactl.engine.store.personas import find_persona
from personactl.engine.store.tokens import StoredToken, delete_expired, insert_token

LIFETIME = timedelta(hours=1)
_ALGORITHM = "HS256"
_CLAIMS = ("jti", "exp", "iat", "type", "accountId")


class InvalidTokenError(Exception):
    """A token is not accepted; the message gives the reason to the client."""


@dataclass(frozen=True, slots=True)
class Claims:
    jti: str
    kind: TokenKind
    expires_at: datetime


def mint(secret: str, *, jti: str, kind: TokenKind, account_id: str, now: datetime) -> str:
    import jwt

    claims = {
        "jti": jti,
        "accountId": account_id,
        "type": kind.value,
        "iat": int(now.timestamp()),
        "exp": int((now + LIFETIME).timestamp()),
    }
    return jwt.encode(claims, secret, algorithm=_ALGORITHM)


def verify(secret: str, token: str, now: datetime) -> Claims:
    """Check signature, claims and time. Raises `InvalidTokenError`."""
    import jwt

    try:
        claims = jwt.decode(
            token,
            secret,
            algorithms=[_ALGORITHM],
            # The time is checked below, with the engine's clock.
            options={"require": list(_CLAIMS), "verify_exp": False, "verify_iat": False, "verify_nbf": False},
        )
        found = Claims(str(claims["jti"]), TokenKind(claims["type"]), datetime.fromtimestamp(int(claims["exp"]), UTC))
    except (jwt.InvalidTokenError, ValueError, TypeError, OverflowError, OSError) as error:
        raise InvalidTokenError("Invalid session token") from error
    if found.expires_at <= now:
        raise InvalidTokenError("Session token has expired")
    return found


def create(call: Call) -> JsonAnswer:
    """The token is valid for this configuration only. An incomplete one gives a legacy token, as on the platform."""
    settings = call.services.settings
    request = validated(TokenRequest, call.body, strict=settings.strict)
    with call.services.database.read() as connection:
        config = session_config(request, connection, call.services.catalogue, strict=settings.strict)
    if settings.strict and config.kind is TokenKind.LEGACY:
        raise invalid([Issue("personaConfig", "needs a personaId, or an avatarId and a voiceId")])
    return JsonAnswer({"sessionToken": _minted(call, config)})


def _minted(call: Call, config: SessionConfig) -> str:
    services = call.services
    assert isinstance(call.caller, KeyCaller), "the routes table asks for the key"
    now, jti = services.settings.now(), services.settings.new_id()
    kept = StoredToken(
        jti=jti,
        kind=config.kind.value,
        config=config.config,
        session_options=config.session_options,
        client_label=config.client_label,
        api_key_id=call.caller.api_key_id,
        created_at=stamp(now),
        expires_at=stamp(now + LIFETIME),
    )
    with services.database.write() as connection:
        persona_id = config.config.get("personaId")
        if isinstance(persona_id, str) and find_persona(connection, persona_id) is None:
            raise invalid([Issue("personaConfig.personaId", "persona not found")])
        delete_expired(connection, stamp(now))
        insert_token(connection, kept)
    return mint(services.signing_secret, jti=jti, kind=config.kind, account_id=services.organization_id, now=now)
