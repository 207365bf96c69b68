"""A fresh token as a shell or an HTTP client wants it, and what an existing one says about itself."""

from datetime import datetime

from personactl.report.text.printable import one_line
from personactl.report.text.times import duration, instant
from personactl.secret import Secret
from personactl.session.token_claims import TokenClaims


def token_env(token: Secret) -> str:
    """A line for `eval`, for a `.env` file or for `$GITHUB_ENV`; a JWT needs no quotes."""
    return f"ANAM_SESSION_TOKEN={token.reveal()}"


def token_header(token: Secret) -> str:
    return f"Authorization: Bearer {token.reveal()}"


def expiry_words(facts: TokenClaims, now: datetime) -> str:
    if facts.expires_at is None:
        return "it does not say when it expires"
    apart = (facts.expires_at - now).total_seconds()
    when = f"expired {duration(-apart)} ago" if facts.expired else f"good for {duration(apart)}"
    return f"{when} (until {instant(facts.expires_at)})"


def facts_lines(facts: TokenClaims, now: datetime) -> list[str]:
    """Aligned `name  value` lines, `-` for what the token does not say."""
    values = (
        ("kind", facts.kind),
        ("session", facts.session_id),
        ("account", facts.account_id),
        ("issued", instant(facts.issued_at) if facts.issued_at else None),
        ("expiry", expiry_words(facts, now)),
        ("signed", f"{facts.algorithm}, not checked" if facts.algorithm else None),
    )
    return [f"{name:<7}  {one_line(value) if value else '-'}" for name, value in values]
