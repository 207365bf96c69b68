"""Failures that the engine expects. The program that opens or serves the engine reports them in its own way.

    EngineError             code
    ├── SettingsError       settings    an address, a variable or another setting cannot be used
    └── StorageError        storage     the database cannot be opened, read or written

The engine shares no code with the client side, so these errors have a root of their own.
"""

from typing import ClassVar


class EngineError(Exception):
    """The root. Every field is one line and never holds a key or token.

    - `code`: a stable name of the kind of failure.
    - `message`: what happened.
    - `where`: the setting, file or address that it happened to.
    - `hint`: what to do next.
    """

    code: ClassVar[str] = "engine"

    def __init__(self, message: str, *, where: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint


class SettingsError(EngineError):
    code = "settings"


class StorageError(EngineError):
    code = "storage"
