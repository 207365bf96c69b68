"""Read the claims of a session token.

A token is a signed JWT. Only the platform can check its signature. The claims are decoded here without a JWT library,
as the official clients do, because a library requires a well-formed signature and refuses the example in the
platform's contract. A *stateful* token names a stored persona and nothing else; an *ephemeral* token contains a whole
configuration. Source: docs/platform.md#token-claims.
"""

from datetime import UTC, datetime, timedelta

import msgspec

from personactl.api.session_jwt import SessionJwt, read_session_jwt
from personactl.command_hint import run_hint
from personactl.errors import AuthError, UsageError
from personactl.json_value import JsonValue

LIFETIME = timedelta(hours=1)
"""How long a token is valid after its issue (docs/platform.md#session-tokens)."""


class TokenClaims(msgspec.Struct, frozen=True):
    """The claims of a token, without a check of its signature. None means that the token has no such claim.

    kind:       "ephemeral", "stateful", "legacy", or another type
    session_id: the id of the session
    account_id: the id of the account
    algorithm:  the algorithm of the signature
    issued_at:  when it was issued
    expires_at: when it expires; without the claim `exp`, one hour after it was issued
    expired:    whether it has expired
    """

    kind: str | None
    session_id: str | None
    account_id: str | None
    algorithm: str | None
    issued_at: datetime | None
    expires_at: datetime | None
    expired: bool


def inspect_token(text: str, now: datetime) -> TokenClaims:
    """Return the claims of a token without checking its signature. Raise `UsageError` for text that is not a JWT."""
    header, claims = _read(text.strip().removeprefix("Bearer ").strip())
    issued = _instant(claims.get("iat"))
    expires = _instant(claims.get("exp")) or _plus_lifetime(issued)
    return TokenClaims(
        kind=_lower(_text(claims.get("type"))),
        session_id=_text(claims.get("sessionId")),
        account_id=_text(claims.get("accountId")),
        algorithm=_text(header.get("alg")),
        issued_at=issued,
        expires_at=expires,
        expired=expires is not None and expires <= now,
    )


def refuse_expired(claims: TokenClaims, now: datetime) -> None:
    """Raise `AuthError` for a token that has expired. A token without a time passes."""
    if not claims.expired or claims.expires_at is None:
        return
    raise AuthError(
        "this token has expired",
        where=f"it was valid until {claims.expires_at:%Y-%m-%dT%H:%M:%SZ} and it is now {now:%Y-%m-%dT%H:%M:%SZ}",
        hint=f"create a new one with '{run_hint('token', 'PERSONA')}'",
    )


def _read(token: str) -> SessionJwt:
    try:
        return read_session_jwt(token)
    except ValueError as error:
        raise UsageError(
            "this is not a session token",
            where=str(error),
            hint=f"create one with '{run_hint('token', 'PERSONA')}'; an API key is not a session token",
        ) from error


def _instant(value: JsonValue) -> datetime | None:
    """Return the time of a NumericDate claim. An invalid value counts as absent."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return datetime.fromtimestamp(value, UTC)
    except (OverflowError, OSError, ValueError):
        return None


def _plus_lifetime(issued: datetime | None) -> datetime | None:
    if issued is None:
        return None
    try:
        return issued + LIFETIME
    except OverflowError:
        return None


def _text(value: JsonValue) -> str | None:
    return value if isinstance(value, str) and value else None


def _lower(text: str | None) -> str | None:
    return text.lower() if text is not None else None
