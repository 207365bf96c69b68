"""Tokens for programs. `sessionToken` is the platform's own name for it, so the answer can stand in for its answer."""

from personactl.json_value import JsonObject
from personactl.report.text.times import maybe_instant
from personactl.secret import Secret
from personactl.session.token_claims import TokenClaims


def token_json(token: Secret, facts: TokenClaims, persona_id: str | None) -> JsonObject:
    """`personaId` is the stored persona that the token is bound to, null for an ephemeral one."""
    return {
        "sessionToken": token.reveal(),
        "kind": facts.kind,
        "personaId": persona_id,
        "expiresAt": maybe_instant(facts.expires_at),
    }


def facts_json(facts: TokenClaims) -> JsonObject:
    """Nothing in it is proven: the signature is not checked."""
    return {
        "kind": facts.kind,
        "sessionId": facts.session_id,
        "accountId": facts.account_id,
        "algorithm": facts.algorithm,
        "issuedAt": maybe_instant(facts.issued_at),
        "expiresAt": maybe_instant(facts.expires_at),
        "expired": facts.expired,
    }
