"""Remembers the names of avatars, voices and LLMs, so that plans show them without requests.

One file of the user's cache folder, which may be deleted at any time: origin → id → name and day. What is older than a
week is read again. A file that cannot be read or written is treated as empty.
"""

from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from personactl.errors import PersonactlError
from personactl.json_value import JsonObject
from personactl.state.json_file import checked, parse_json, read_text, write_json

_DAYS: Final = 7
_MAX: Final = 5_000


class EntryNames:
    """The names of one origin.

    folder: the cache folder; None if there is none, and nothing is remembered.
    now: the present, an aware datetime.
    """

    def __init__(self, folder: Path | None, origin: str, now: datetime) -> None:
        self._path = None if folder is None else folder / "entry-names.json"
        self._origin = origin
        self._today = now.date().toordinal()

    def known(self, ids: Collection[str]) -> dict[str, str]:
        """Return the names of those of `ids` that are known."""
        found = self._read().get(self._origin, {})
        return {one: found[one][0] for one in ids if one in found}

    def add(self, names: Mapping[str, str]) -> None:
        """Remember `names`, by id."""
        if self._path is None:
            return
        known = self._read()
        mine = {**known.get(self._origin, {}), **{one: (name, self._today) for one, name in names.items() if name}}
        newest = sorted(mine, key=lambda one: mine[one][1], reverse=True)[:_MAX]
        value: JsonObject = {
            origin: {one: [name, day] for one, (name, day) in entries.items()}
            for origin, entries in {**known, self._origin: {one: mine[one] for one in newest}}.items()
        }
        with suppress(PersonactlError):
            write_json(self._path, value, mode=0o600)

    def _read(self) -> dict[str, dict[str, tuple[str, int]]]:
        if self._path is None:
            return {}
        try:
            text = read_text(self._path)
            found = {} if text is None else checked(parse_json(text, self._path), _File, self._path)
        except PersonactlError:
            return {}
        oldest = self._today - _DAYS
        return {
            origin: {one: (name, day) for one, (name, day) in entries.items() if oldest <= day <= self._today}
            for origin, entries in found.items()
        }


_File = dict[str, dict[str, tuple[str, int]]]
