"""The files that are open in the editor, with their texts.

The protocol's library keeps the texts too, but by URI in a form of its own. Here a file is found by its path, because
one path has several URIs, and one file several paths where there are links.
"""

from pathlib import Path

import msgspec

from personactl.lsp.file_roles import real_path
from personactl.lsp.file_uri import path_of, uri_of


class OpenText(msgspec.Struct, frozen=True):
    """One open text.

    path: the real path of its file.
    uri: its URI as the editor writes it.
    version: its version in the editor.
    text: the whole text.
    """

    path: Path
    uri: str
    version: int
    text: str


class EditorTexts:
    """The open texts. A file that is open under two paths has two; the one that changed last counts."""

    def __init__(self) -> None:
        self._by_written_path: dict[Path, OpenText] = {}

    def put(self, uri: str, version: int, text: str) -> bool:
        """Add a text, or replace it. Return False if the URI is not that of a file."""
        written = path_of(uri)
        if written is None:
            return False
        self._by_written_path.pop(written, None)  # so that it becomes the last one
        self._by_written_path[written] = OpenText(real_path(written), uri, version, text)
        return True

    def remove(self, uri: str) -> bool:
        """Remove a text. Return whether it was open."""
        written = path_of(uri)
        return written is not None and self._by_written_path.pop(written, None) is not None

    def at(self, uri: str) -> OpenText | None:
        """Return the open text with this URI, in any spelling."""
        written = path_of(uri)
        return None if written is None else self._by_written_path.get(written)

    def of(self, path: Path) -> OpenText | None:
        """Return the text that counts for the file at the real `path`, or None if it is not open."""
        return next((one for one in reversed(self._by_written_path.values()) if one.path == path), None)

    def texts(self) -> dict[Path, str]:
        """Return the text that counts for each open file, by real path."""
        return {one.path: one.text for one in self._by_written_path.values()}

    def uris(self, path: Path) -> tuple[str, ...]:
        """Return the URIs under which the editor shows the file at the real `path`: its own where it is open."""
        return tuple(one.uri for one in self._by_written_path.values() if one.path == path) or (uri_of(path),)
