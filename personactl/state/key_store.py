"""What every place for keys can do, so that the rest need not know where a key rests.

A key is bound to a profile and an origin, and is found by both or not at all: a profile that someone points at another
address does not take its key along.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from personactl.secret import Secret


@dataclass(frozen=True, slots=True)
class StoredKey:
    """A key and, for people, where it was found."""

    key: Secret
    source: str


class KeyStore(Protocol):
    """Each call raises `KeyringError` or `StorageError` when the place itself fails."""

    def get(self, profile: str, origin: str) -> StoredKey | None: ...

    def set(self, profile: str, origin: str, key: Secret) -> None:
        """Replaces an older key. When it returns, the key is there."""
        ...

    def delete(self, profile: str, origin: str) -> bool:
        """Whether there was one."""
        ...


def fingerprint(key: Secret) -> str:
    """Enough to tell two keys apart and too little to get one back: 32 bits of its SHA-256."""
    return f"sha256:{sha256(key.reveal().encode()).hexdigest()[:8]}"
