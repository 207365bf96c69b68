"""Session tokens: a signed note that names a configuration kept here, good for one hour.

A JWT (HS256) with the claims that clients look at, `accountId` and `type`, and the `jti` under which the store keeps
what the token was minted for. The configuration is not inside, because anybody can read a token. PyJWT brings all of
`cryptography` with it, so it is imported by the first token and not by an engine that only keeps personas.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum

from personactl.engine.wire import JsonMapping

LIFETIME = timedelta(hours=1)
_ALGORITHM = "HS256"
_CLAIMS = ("jti", "exp", "iat", "type", "accountId")


class TokenKind(Enum):
    """The values are the `type` claim's, as the official SDKs know them. They refuse to start with a legacy token."""

    STATEFUL = "stateful"
    EPHEMERAL = "ephemeral"
    LEGACY = "legacy"


class InvalidTokenError(Exception):
    """Why a token is not accepted, as a sentence for its bearer."""


@dataclass(frozen=True, slots=True)
class Claims:
    jti: str
    kind: TokenKind
    expires_at: datetime


def kind_of(config: JsonMapping) -> TokenKind:
    """What a `personaConfig` makes of a token: a stored persona, a whole configuration, or an incomplete one.

    A face and a voice are what an ephemeral session needs; who brings the words brings the voice as well.
    """
    if config.get("personaId"):
        return TokenKind.STATEFUL
    speaks_for_itself = config.get("enableAudioPassthrough") is True or config.get("llmId") == "CUSTOMER_CLIENT_V1"
    if config.get("avatarId") and (config.get("voiceId") or speaks_for_itself):
        return TokenKind.EPHEMERAL
    return TokenKind.LEGACY


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
    """Signature, shape and time. Raises `InvalidTokenError`."""
    import jwt

    try:
        claims = jwt.decode(
            token,
            secret,
            algorithms=[_ALGORITHM],
            # The time is checked below, by the engine's own clock.
            options={"require": list(_CLAIMS), "verify_exp": False, "verify_iat": False, "verify_nbf": False},
        )
        found = Claims(str(claims["jti"]), TokenKind(claims["type"]), datetime.fromtimestamp(int(claims["exp"]), UTC))
    except (jwt.InvalidTokenError, ValueError, TypeError, OverflowError, OSError) as error:
        raise InvalidTokenError("Invalid session token") from error
    if found.expires_at <= now:
        raise InvalidTokenError("Session token has expired")
    return found
