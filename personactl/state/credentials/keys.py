"""The API keys of this machine's logins: in the system's keyring, or in a private file if the user chose that.

A key is bound to a profile and an origin, and is only found with both: if the address of a profile changes, its key is
not sent to the new address.
"""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final, Literal, Protocol

from msgspec import Struct, to_builtins

from personactl.errors import StorageError
from personactl.files.file_writes import storage_error
from personactl.secret import Secret
from personactl.state.json_file import checked, parse_json, read_text, write_json
from personactl.state.paths import Paths, needed

_WAIT_S: Final = 10.0
_OTHERS = 0o077


class StoredKey(Struct, frozen=True):
    """A key and, for messages, the place where it was found."""

    key: Secret
    source: str


class KeyStore(Protocol):
    """Each method raises `KeyringError` or `StorageError` if the store itself fails."""

    def get(self, profile: str, origin: str) -> StoredKey | None: ...

    def set(self, profile: str, origin: str, key: Secret) -> None:
        """Store the key, in place of an older one. It is stored when this returns."""
        ...

    def delete(self, profile: str, origin: str) -> bool:
        """Whether there was one."""
        ...


def fingerprint(key: Secret) -> str:
    """Return the first 32 bits of the SHA-256: enough to distinguish keys, and too little to recover one."""
    return f"sha256:{sha256(key.reveal().encode()).hexdigest()[:8]}"


class StoredKeys:
    """A `KeyStore` over both places.

    The file is read first, because it is fast; if it has the key, the keyring is not used. New keys go to the keyring.
    """

    def __init__(self, file: "InsecureFileStore", keyring: KeyStore) -> None:
        self.file = file
        self.keyring = keyring

    def get(self, profile: str, origin: str) -> StoredKey | None:
        return self.file.get(profile, origin) or self.keyring.get(profile, origin)

    def set(self, profile: str, origin: str, key: Secret) -> None:
        self.keyring.set(profile, origin, key)
        self.file.delete(profile, origin)

    def delete(self, profile: str, origin: str) -> bool:
        return self.file.delete(profile, origin) or self.keyring.delete(profile, origin)


def stored_keys(paths: Paths, env: Mapping[str, str], login_words: tuple[str, ...] = ()) -> StoredKeys:
    """Return the user's stored keys.

    login_words: what a hint adds to the login that does without a keyring.

    Raises `UsageError` for a wrong `PERSONACTL_KEYRING_TIMEOUT`.
    """
    from personactl.state.credentials.keyring_store import KeyringStore, answer_within

    return StoredKeys(
        InsecureFileStore(paths), KeyringStore(answer_within_s=answer_within(env), login_words=login_words)
    )


class _KeyFile(Struct, frozen=True, forbid_unknown_fields=True):
    version: Literal[1]
    keys: dict[str, dict[str, str]]


class InsecureFileStore:
    """A `KeyStore` in one unencrypted file that only its owner can read: profile → origin → key."""

    def __init__(self, paths: Paths) -> None:
        self._data: Final = paths.data
        self._state: Final = paths.state

    @property
    def path(self) -> Path:
        return needed(self._data) / "keys.json"

    def get(self, profile: str, origin: str) -> StoredKey | None:
        key = self._read().get(profile, {}).get(origin)
        return StoredKey(Secret(key), f"the private file {self.path}") if key else None

    def set(self, profile: str, origin: str, key: Secret) -> None:
        from personactl.state.process_lock import hold_lock  # late: its library takes 15 ms to load

        with hold_lock(self.path, state=needed(self._state), timeout_s=_WAIT_S):
            keys = self._read()
            self._write({**keys, profile: {**keys.get(profile, {}), origin: key.reveal()}})

    def delete(self, profile: str, origin: str) -> bool:
        if self.get(profile, origin) is None:
            return False
        from personactl.state.process_lock import hold_lock  # late: its library takes 15 ms to load

        with hold_lock(self.path, state=needed(self._state), timeout_s=_WAIT_S):
            keys = self._read()
            rest = {other: key for other, key in keys.get(profile, {}).items() if other != origin}
            others = {name: origins for name, origins in keys.items() if name != profile}
            self._write({**others, profile: rest} if rest else others)
        return True

    def _read(self) -> dict[str, dict[str, str]]:
        text = None if self._data is None else read_text(self.path)
        if text is None:
            return {}
        self._refuse_open_file()
        return checked(parse_json(text, self.path), _KeyFile, self.path).keys

    def _write(self, keys: dict[str, dict[str, str]]) -> None:
        write_json(self.path, to_builtins(_KeyFile(1, keys)), mode=0o600)

    def _refuse_open_file(self) -> None:
        """Refuse keys that other users could read, as ssh does with private keys."""
        try:
            mode = self.path.stat().st_mode
        except OSError as error:
            raise storage_error("read", self.path, error) from error
        if mode & _OTHERS:
            raise StorageError(
                f"{self.path.name} can be read by other users of this machine, so its keys are not used",
                where=f"{self.path} (mode {mode & 0o777:o})",
                hint=f"make it private: chmod 600 '{self.path}'; and change the keys if others may have seen them",
            )
