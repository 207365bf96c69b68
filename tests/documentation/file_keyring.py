"""A keyring that is a file in the home folder, so that the commands of a document share it."""

import json
from pathlib import Path
from typing import ClassVar

from keyring.backend import KeyringBackend


class FileKeyring(KeyringBackend):
    priority: ClassVar[float] = 1

    def get_password(self, service: str, username: str) -> str | None:
        return _entries().get(f"{service} {username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        _path().write_text(json.dumps({**_entries(), f"{service} {username}": password}))

    def delete_password(self, service: str, username: str) -> None:
        _path().write_text(json.dumps({k: v for k, v in _entries().items() if k != f"{service} {username}"}))


def _path() -> Path:
    return Path.home() / "keyring.json"


def _entries() -> dict[str, str]:
    entries: dict[str, str] = json.loads(_path().read_text()) if _path().exists() else {}
    return entries
