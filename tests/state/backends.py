"""Keyring backends with different faults: real subclasses of the keyring library's backend.

A child process gets one through `PYTHON_KEYRING_BACKEND`; a test injects an instance into a `KeyringStore`.
"""

import time
from typing import ClassVar

from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError


class Memory(KeyringBackend):
    """Stores keys in memory, and counts the calls."""

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
    """Does not answer in a reasonable time."""

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
    """Reports success and stores nothing."""

    def set_password(self, service: str, username: str, password: str) -> None:
        pass


class Broken(Memory):
    """Raises an exception that the keyring library does not document."""

    def get_password(self, service: str, username: str) -> str | None:
        raise ZeroDivisionError("the bus\nexploded")
