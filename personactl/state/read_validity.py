"""Checks whether the files that were read for a result are unchanged.

As in git, a file with the same size, times and inode counts as unchanged without being read. Times that were too recent
when the file was read are not stored; then its content decides. The content also decides after a checkout or a copy,
which changes everything else.
"""

import json
import os
from typing import Final, TypeAlias

from personactl.files.folder_walk import folder_names
from personactl.files.read_log import Reads, Stamp, digest, listing
from personactl.files.regular_file import read_regular
from personactl.files.repository import real_path

_Contents: TypeAlias = dict[str, tuple[str | None, list[int] | None]]
_SETTLED_NS: Final = 2_000_000_000
"""The coarsest clock of common file systems counts two seconds; within them a second change may be invisible."""


def reads_to_text(reads: Reads, now_ns: int) -> str:
    """Return `reads` as text. `now_ns` is the time at which the work began, in nanoseconds since the epoch."""
    contents = {path: (known, _settled(reads.stamps.get(path), now_ns)) for path, known in reads.contents.items()}
    return json.dumps([contents, reads.listings, reads.links], separators=(",", ":"))


class ReadValidity:
    """Checks many results of one run, and inspects each file once."""

    def __init__(self) -> None:
        self._digests: dict[str, str | None] = {}
        self._stamps: dict[str, list[int] | None] = {}
        self._listings: dict[str, str | None] = {}
        self._targets: dict[str, str] = {}

    def unchanged(self, text: str) -> bool:
        """Return whether everything in `text` is unchanged; False if `reads_to_text` did not write it."""
        try:
            contents, listings, links = json.loads(text)
            return (
                all(self._same(path, *known) for path, known in contents.items())
                and all(self._listing(folder) == known for folder, known in listings.items())
                and all(self._target(name) == known for name, known in links.items())
            )
        except (ValueError, TypeError, AttributeError):
            return False

    def _same(self, path: str, known: str | None, stamp: list[int] | None) -> bool:
        if stamp is not None and self._stamp(path) == stamp:
            return True
        if path not in self._digests:
            self._digests[path] = _digest_of(path)
        return self._digests[path] == known

    def _stamp(self, path: str) -> list[int] | None:
        if path not in self._stamps:
            try:
                self._stamps[path] = list(Stamp.of(os.stat(path)))  # noqa: PTH116 - there may be very many
            except (OSError, ValueError):
                self._stamps[path] = None
        return self._stamps[path]

    def _listing(self, folder: str) -> str | None:
        if folder not in self._listings:
            try:
                self._listings[folder] = listing(folder_names(folder))
            except (OSError, ValueError):
                self._listings[folder] = None
        return self._listings[folder]

    def _target(self, name: str) -> str:
        if name not in self._targets:
            self._targets[name] = real_path(name)
        return self._targets[name]


def _settled(stamp: Stamp | None, now_ns: int) -> list[int] | None:
    return (
        list(stamp) if stamp is not None and max(stamp.modified_ns, stamp.changed_ns) < now_ns - _SETTLED_NS else None
    )


def _digest_of(path: str) -> str | None:
    try:
        return digest(read_regular(path).data)
    except (OSError, ValueError):
        return None
