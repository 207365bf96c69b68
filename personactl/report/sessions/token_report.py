"""Session tokens: a new one for a shell, an HTTP client or a program, and the contents of an existing one."""

from personactl.json_value import JsonObject
from personactl.report.text.printable import one_line
from personactl.report.text.quantities import duration, optional_instant
from personactl.report.text.view import View
from personactl.secret import Secret
from personactl.session.token_claims import TokenClaims


def token_env(token: Secret) -> str:
    """Return a line for `eval`, a `.env` file or `$GITHUB_ENV`. The quotes that a shell needs, a JWT never needs."""
    from shlex import quote

    return f"ANAM_SESSION_TOKEN={quote(token.reveal())}"


def token_header(token: Secret) -> str:
    return f"Authorization: Bearer {token.reveal()}"


def expiry_text(facts: TokenClaims, view: View) -> str:
    if facts.expires_at is None:
        return "the token has no expiry time"
    remaining_s = (facts.expires_at - view.now).total_seconds()
    when = f"expired {duration(-remaining_s)} ago" if facts.expired else f"valid for {duration(remaining_s)}"
    return f"{when} (until {view.zoned(facts.expires_at)})"


def facts_lines(facts: TokenClaims, view: View) -> list[str]:
    """Return aligned `name  value` lines; `-` is a value that the token does not have."""
    values = (
        ("kind", facts.kind),
        ("session", facts.session_id),
        ("account", facts.account_id),
        ("issued", view.zoned(facts.issued_at)),
        ("expiry", expiry_text(facts, view)),
        ("signed", f"{facts.algorithm}, signature not verified" if facts.algorithm else None),
    )
    return [f"{name:<7}  {one_line(value) if value else '-'}" for name, value in values]


def token_json(token: Secret, facts: TokenClaims, persona_id: str | None) -> JsonObject:
    """Return the token; `sessionToken` has the name that it has in the platform's answer.

    `personaId` is the stored persona to which the token is bound, or null for an ephemeral one.
    """
    return {
        "sessionToken": token.reveal(),
        "tokenKind": facts.kind,
        "personaId": persona_id,
        "expiresAt": optional_instant(facts.expires_at),
    }


def facts_json(facts: TokenClaims) -> JsonObject:
    """Return what the token says. The signature is not verified, so nothing of it is proven."""
    return {
        "tokenKind": facts.kind,
        "sessionId": facts.session_id,
        "accountId": facts.account_id,
        "algorithm": facts.algorithm,
        "issuedAt": optional_instant(facts.issued_at),
        "expiresAt": optional_instant(facts.expires_at),
        "expired": facts.expired,
    }
