"""Session tokens: what one says about itself, and which body asks the platform for one.

A token is a signed JWT. Its signature is the platform's to check: here its claims are only read, by hand and the way
the official clients do it, because a JWT library insists on a well-formed signature and refuses the very example in
the platform's contract. There are two kinds for us: a *stateful* token names a stored persona and nothing else, an
*ephemeral* one carries the whole configuration.
"""

import base64
import json
import math
from datetime import UTC, datetime, timedelta

import msgspec

from personactl.errors import AuthError, UsageError
from personactl.json_value import JsonMapping, JsonObject, JsonValue

LIFETIME = timedelta(hours=1)
"""How long the platform lets a token live, by its contract ("Valid for one hour")."""


class TokenFacts(msgspec.Struct, frozen=True):
    """What a token says about itself; None where it is silent. None of it is proven.

    `kind` is `ephemeral`, `stateful` or `legacy` as the platform writes it, or whatever else stands there.
    `expires_at` is the `exp` claim, or one hour after `iat` where a token only says when it was issued.
    """

    kind: str | None
    session_id: str | None
    account_id: str | None
    algorithm: str | None
    issued_at: datetime | None
    expires_at: datetime | None
    expired: bool


def inspect_token(text: str, now: datetime) -> TokenFacts:
    """Read a token without checking its signature. Raises `UsageError` for text that is no JWT."""
    header, claims = _decoded(text.strip().removeprefix("Bearer ").strip())
    issued = _instant(claims.get("iat"))
    expires = _instant(claims.get("exp")) or _plus_lifetime(issued)
    return TokenFacts(
        kind=_lower(_text(claims.get("type"))),
        session_id=_text(claims.get("sessionId")),
        account_id=_text(claims.get("accountId")),
        algorithm=_text(header.get("alg")),
        issued_at=issued,
        expires_at=expires,
        expired=expires is not None and expires <= now,
    )


def refuse_expired(facts: TokenFacts, now: datetime) -> None:
    """Raise `AuthError` when the token's time is over; a token that says nothing about it passes."""
    if not facts.expired or facts.expires_at is None:
        return
    raise AuthError(
        "this token has expired",
        where=f"it was good until {facts.expires_at:%Y-%m-%dT%H:%M:%SZ}, and now it is {now:%Y-%m-%dT%H:%M:%SZ}",
        hint="make a fresh one with 'personactl token PERSONA'",
    )


def stateful_body(persona_id: str, session_options: JsonMapping, label: str | None) -> JsonObject:
    """Ask for a session with a stored persona. Nothing else may stand beside the id: the platform ignores it."""
    return _body({"personaId": persona_id}, session_options, label)


def ephemeral_body(config: JsonMapping, session_options: JsonMapping, label: str | None) -> JsonObject:
    """Ask for a session with a full configuration that is stored nowhere."""
    return _body(dict(config), session_options, label)


def _body(config: JsonObject, session_options: JsonMapping, label: str | None) -> JsonObject:
    body: JsonObject = {"personaConfig": config}
    if session_options:
        body["sessionOptions"] = dict(session_options)
    if label is not None:
        body["clientLabel"] = label
    return body


def _decoded(token: str) -> tuple[JsonObject, JsonObject]:
    """Header and claims. The error describes the text and never quotes it: it may be somebody's key."""
    parts = token.split(".")
    if len(parts) != 3:
        raise _no_token(f"{len(token)} characters in {len(parts)} part(s); a token has three, with dots between")
    try:
        header, claims = (_json_object(part) for part in parts[:2])
    except (ValueError, RecursionError) as error:
        raise _no_token(f"{len(token)} characters in 3 parts, but the first two are not base64 of JSON") from error
    return header, claims


def _json_object(part: str) -> JsonObject:
    """Raises `ValueError` (of which bad base64, UTF-8 and JSON are kinds) for anything but a JSON object."""
    raw = base64.b64decode(part.encode("ascii") + b"=" * (-len(part) % 4), altchars=b"-_", validate=True)
    value: JsonValue = json.loads(raw)
    if not isinstance(value, dict):
        raise ValueError("no JSON object")
    return value


def _no_token(where: str) -> UsageError:
    return UsageError(
        "this is not a session token",
        where=where,
        hint="make one with 'personactl token PERSONA'; an API key is not a token",
    )


def _instant(value: JsonValue) -> datetime | None:
    """A NumericDate claim. A token is foreign text: what is no usable time counts as absent."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
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
