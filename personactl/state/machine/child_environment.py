"""The environment that other programs get: that of this run without keys, tokens and passwords.

A pager or git needs none of them, and other users of the machine may be able to read the environment of a process.
"""

from collections.abc import Mapping
from typing import Final

_OURS: Final = ("ANAM_", "PERSONACTL_")
_SECRET_WORDS: Final = frozenset(
    {
        *("APIKEY", "AUTH", "CREDENTIAL", "CREDENTIALS", "JWT", "KEY", "PASS", "PASSPHRASE", "PASSWD", "PASSWORD"),
        *("PAT", "PWD", "SECRET", "SECRETS", "TOKEN", "TOKENS"),
    }
)
_NEEDED: Final = frozenset({"PWD", "OLDPWD"})


def without_secrets(env: Mapping[str, str]) -> dict[str, str]:
    """Return the variables whose names do not say that they hold a secret, without those of this program."""
    return {name: value for name, value in env.items() if not _is_secret(name)}


def _is_secret(name: str) -> bool:
    if name in _NEEDED:
        return False
    return name.startswith(_OURS) or not _SECRET_WORDS.isdisjoint(name.upper().split("_"))
