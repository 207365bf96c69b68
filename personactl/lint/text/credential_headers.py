"""Which headers of a request carry a credential, by the words of their names."""

from typing import Final

from personactl.pattern import Pattern

_WORD: Final = Pattern(r"[A-Z]*[a-z]+|[A-Z]+|\d+")
_CREDENTIALS: Final = frozenset(
    {
        *("apikey", "auth", "authorization", "authtoken", "bearer", "cookie", "credential", "credentials", "hmac"),
        *("jwt", "kennwort", "otp", "passphrase", "passwd", "password", "passwort", "pin", "pwd", "schluessel"),
        *("secret", "secretkey", "session", "sessionid", "signature", "token"),
    }
)
_NO_SECRETS: Final = Pattern(r"(?i)(?:.*[-_])?(?:(?:cache|content|idempotency|partition|public|routing|sort)[-_]?key)")
"""Keys in another sense of the word."""


def carries_credential(header: str) -> bool:
    words = [word.lower() for word in _WORD.findall(header)]
    if words[-1:] == ["key"] or words == ["x", "api"]:
        return _NO_SECRETS.fullmatch(header) is None
    return not _CREDENTIALS.isdisjoint(words)
