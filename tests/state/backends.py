"""Keyring backends of every temper, real classes of the keyring library's own kind.

Named in `PYTHON_KEYRING_BACKEND` they serve a child process; built directly they are injected into a `KeyringStore`.
"""

import time
from typing import ClassVar

from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError


class Memory(KeyringBackend):
    """Keeps what it is given, for as long as it lives, and counts how often it was asked."""

    priority: ClassVar[float] = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # the library leaves it unannotated
        self.entries: dict[tuple[str, str], str] = {}
        self.asked = 0

    def get_password(self, service: str, username: str) -> str | None:
        self.asked += 1
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.entries.pop((service, username), None) is None:
            raise PasswordDeleteError("No such password!")


class Hanging(Memory):
    """Never answers in any time that a person would wait."""

    def get_password(self, service: str, username: str) -> str | None:
        self.asked += 1
        time.sleep(3600)
        return None

    def set_password(self, service: str, username: str, password: str) -> None:
        time.sleep(3600)


class Locked(Memory):
    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("Failed to unlock the collection!")


class Forgetful(Memory):
    """Says yes and keeps nothing."""

    def set_password(self, service: str, username: str, password: str) -> None:
        pass


class Broken(Memory):
    """Fails with an exception that no keyring is documented to raise."""

    def get_password(self, service: str, username: str) -> str | None:
        raise ZeroDivisionError("the bus\nexploded")
