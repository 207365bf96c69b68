"""What reading persona files gave, kept in the user's cache folder for as long as nothing that it depends on changes.

As the linter's results, these are safe to delete at any time, and a file of the cache that is broken, busy, or not this
user's alone is done without. No secret is among them, and of a prompt its fingerprint alone.
"""

import contextlib
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

import personactl
from personactl.document.read_log import Reads, digest
from personactl.persona.read.definitions import Definitions
from personactl.state.cache_file import open_database, program
from personactl.state.freshness import Freshness, as_text

_PARTS: Final = ("document", "persona")
_MOST: Final = 100_000
_AT_ONCE: Final = 500
_VERSION: Final = 1
_TABLES: Final = """
CREATE TABLE files (number INTEGER PRIMARY KEY, setting TEXT NOT NULL, path TEXT NOT NULL, reads TEXT NOT NULL,
                    resources TEXT NOT NULL, UNIQUE (setting, path));
"""


@dataclass(frozen=True, slots=True)
class ReadResults:
    """Results under one setting, which a project's definitions are a part of."""

    database: sqlite3.Connection
    setting: str
    now_ns: int

    def known(self, paths: Iterable[Path]) -> Mapping[Path, str]:
        found: dict[Path, str] = {}
        freshness = Freshness()
        waiting = iter(paths)
        while chunk := {_text(path): path for path in islice(waiting, _AT_ONCE)}:
            marks = ",".join("?" * len(chunk))
            query = f"SELECT path, reads, resources FROM files WHERE setting = ? AND path IN ({marks})"  # noqa: S608
            for path, reads, resources in self._rows(query, *chunk):
                if freshness.unchanged(reads):
                    found[chunk[path]] = resources
        return found

    def keep(self, results: Iterable[tuple[Path, Reads, str]]) -> None:
        """Later ones replace earlier ones; the oldest go when there are very many."""
        whole = ((path, as_text(reads, self.now_ns), text) for path, reads, text in results if reads.whole)
        rows = [(self.setting, _text(path), reads, text) for path, reads, text in whole]
        if not rows:
            return
        with contextlib.suppress(sqlite3.Error), self.database:
            insert = "INSERT OR REPLACE INTO files (setting, path, reads, resources) VALUES (?, ?, ?, ?)"
            self.database.executemany(insert, rows)
            self.database.execute("DELETE FROM files WHERE number <= (SELECT max(number) FROM files) - ?", (_MOST,))

    def _rows(self, query: str, *values: str) -> list[tuple[str, str, str]]:
        try:
            return list(self.database.execute(query, (self.setting, *values)))
        except sqlite3.Error:
            return []


@dataclass(frozen=True, slots=True)
class ReadCache:
    """Gives a `Reader` its results. Without a database there are none, and none are kept."""

    database: sqlite3.Connection | None
    root: Path
    profile: str
    now_ns: int

    def results(self, defined: Definitions) -> ReadResults | None:
        if self.database is None:
            return None
        names = {kind: sorted(defined.keys(kind)) for kind in ("tool", "knowledge", "llm")}
        asked = [str(self.root), self.profile, names, dict(defined.called)]
        setting = digest(json.dumps([personactl.__version__, program(_PARTS), asked]).encode())
        return ReadResults(self.database, setting, self.now_ns)


@contextmanager
def open_read_cache(folder: Path | None, root: Path, profile: str, now_ns: int) -> Iterator[ReadCache]:
    """Of the project at `root` as `profile` changes it, in the cache's `folder`; an empty one where that is None.

    `now_ns` is the time of day, in nanoseconds since the epoch.
    """
    database = None if folder is None else open_database(folder / "resources.sqlite", _TABLES, _VERSION)
    try:
        yield ReadCache(database, root, profile, now_ns)
    finally:
        if database is not None:
            database.close()


def _text(path: Path) -> str:
    """Text for the database, also where the bytes of the path are none."""
    return os.fsencode(path).decode("latin-1")
