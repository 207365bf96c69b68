"""The lines that the user typed in conversations, newest last, for the arrow keys of the next one.

They are in a file of the state folder that only its owner can read. The latest 1,000 are used. What cannot be read or
written is left out: a conversation does not depend on it.
"""

import contextlib
import json
import os
from pathlib import Path

from personactl.errors import StorageError
from personactl.files.file_writes import write_atomic
from personactl.files.own_files import make_private_folder, open_private_file

_MAX_LINES = 1_000
_MAX_LENGTH = 2_000
"""Longer texts are pasted, and hardly anybody wants them back with an arrow key."""


class TypedLines:
    """The lines in the file at `path`; None keeps them in this process only."""

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def read(self) -> list[str]:
        """Return the lines, oldest first."""
        if self._path is None:
            return []
        try:
            stored = self._path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            return []
        lines = [line for line in map(_line, stored) if line]
        if len(stored) > 2 * _MAX_LINES:
            self._write(lines[-_MAX_LINES:])
        return lines[-_MAX_LINES:]

    def add(self, line: str) -> None:
        """Store a line at the end."""
        if self._path is None or len(line) > _MAX_LENGTH:
            return
        with contextlib.suppress(OSError):
            make_private_folder(self._path.parent)
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
            with os.fdopen(open_private_file(self._path, flags), "a", encoding="utf-8") as file:
                file.write(json.dumps(line) + "\n")

    def _write(self, lines: list[str]) -> None:
        if self._path is not None:
            with contextlib.suppress(StorageError):
                write_atomic(self._path, "".join(f"{json.dumps(line)}\n" for line in lines).encode(), mode=0o600)


def _line(text: str) -> str | None:
    try:
        line = json.loads(text)
    except ValueError:
        return None
    return line if isinstance(line, str) else None
