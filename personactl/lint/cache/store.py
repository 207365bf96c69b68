"""The results of checking files, stored in the user's cache folder while nothing that they depend on changes.

A result depends on the program, the settings and everything that was read for it. The results of rules about the whole
project also depend on the results of all files. The cache is safe to delete at any time. If it is broken, locked or not
private to this user, it is not used. Reading from it does not load any rule.
"""

import contextlib
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

import personactl
from personactl.document.read_log import Reads, digest
from personactl.lint.cache.codec import Kept
from personactl.state.cache_file import open_database, program
from personactl.state.freshness import Freshness, as_text
from personactl.state.project_settings import LintTable, Word

if TYPE_CHECKING:
    from personactl.lint.run import FileResult

_PARTS: Final = ("document", "persona", "lint", "state")
_VERSION: Final = 3
_TABLES: Final = """
CREATE TABLE files (number INTEGER PRIMARY KEY, setting TEXT NOT NULL, path TEXT NOT NULL, reads TEXT NOT NULL,
                    findings TEXT NOT NULL, rest TEXT NOT NULL, UNIQUE (setting, path));
CREATE TABLE projects (number INTEGER PRIMARY KEY, setting TEXT NOT NULL, facts TEXT NOT NULL, reads TEXT NOT NULL,
                       findings TEXT NOT NULL, UNIQUE (setting, facts));
"""
_MOST_RESULTS: Final = 100_000
_MOST_PROJECTS: Final = 1_000
_AT_ONCE: Final = 500


class Fresh(msgspec.Struct, frozen=True):
    """A new result and what was read for it.

    path: the file.
    reads: everything that was read.
    kept: the result as text.
    checked: the result itself, or None if it was made in another process.
    """

    path: Path
    reads: Reads
    kept: Kept
    checked: "FileResult | None"


class Cache:
    """Results under one setting. Without a database it is always empty."""

    def __init__(self, database: sqlite3.Connection | None, setting: str, now_ns: int) -> None:
        self._database = database
        self._setting = setting
        self._now_ns = now_ns
        self._freshness = Freshness()

    def known(self, files: Iterable[Path]) -> list[Kept | None]:
        """Return the result of each file in order, or None if there is none or something has changed."""
        found: dict[str, Kept] = {}
        names = [_name(path) for path in files]
        for first in range(0, len(names), _AT_ONCE):
            chunk = names[first : first + _AT_ONCE]
            marks = ",".join("?" * len(chunk))
            query = f"SELECT path, reads, findings, rest FROM files WHERE setting = ? AND path IN ({marks})"  # noqa: S608
            for name, reads, findings, rest in self._rows(query, *chunk):
                if self._freshness.unchanged(reads):
                    found[name] = Kept(findings, rest)
        return [found.get(name) for name in names]

    def keep(self, results: Sequence[Fresh]) -> None:
        """Store results. Newer results replace older ones, and the oldest are removed when there are too many."""
        rows = [
            (self._setting, _name(one.path), as_text(one.reads, self._now_ns), one.kept.findings, one.kept.rest)
            for one in results
            if one.reads.whole
        ]
        insert = "INSERT OR REPLACE INTO files (setting, path, reads, findings, rest) VALUES (?, ?, ?, ?, ?)"
        forget = "DELETE FROM files WHERE number <= (SELECT max(number) FROM files) - ?"
        self._insert(insert, rows, forget, _MOST_RESULTS)

    def known_together(self, facts: str) -> str | None:
        """Return the findings of the rules about the whole project, or None.

        facts: a digest of the results of all files.
        """
        query = "SELECT reads, findings FROM projects WHERE setting = ? AND facts = ?"
        for reads, findings in self._rows(query, facts):
            if self._freshness.unchanged(reads):
                return findings
        return None

    def keep_together(self, facts: str, reads: Reads, findings: str) -> None:
        rows = [(self._setting, facts, as_text(reads, self._now_ns), findings)] if reads.whole else []
        insert = "INSERT OR REPLACE INTO projects (setting, facts, reads, findings) VALUES (?, ?, ?, ?)"
        forget = "DELETE FROM projects WHERE number <= (SELECT max(number) FROM projects) - ?"
        self._insert(insert, rows, forget, _MOST_PROJECTS)

    def _rows(self, query: str, *values: str) -> list[tuple[str, ...]]:
        if self._database is None:
            return []
        try:
            return list(self._database.execute(query, (self._setting, *values)))
        except sqlite3.Error:
            return []

    def _insert(self, insert: str, rows: Sequence[tuple[str, ...]], forget: str, most: int) -> None:
        if self._database is None or not rows:
            return
        with contextlib.suppress(sqlite3.Error), self._database as database:
            database.executemany(insert, rows)
            database.execute(forget, (most,))


@contextmanager
def open_cache(folder: Path | None, setting: str, now_ns: int) -> Iterator[Cache]:
    """Open the results under `setting`.

    folder: the user's cache folder, or None for an empty cache.
    now_ns: the current time in nanoseconds since the epoch.
    """
    database = None if folder is None else open_database(folder / "lint.sqlite", _TABLES, _VERSION)
    try:
        yield Cache(database, setting, now_ns)
    finally:
        if database is not None:
            database.close()


def setting_of(
    cwd: Path,
    root: Path,
    personas: Path,
    table: LintTable,
    select: Sequence[str] | None,
    ignore: Sequence[str] | None,
) -> str:
    """Return a digest of what results depend on besides files: the program, the working directory and the settings.

    Settings are taken as they are written, because only the rules know what they mean, and rules are not loaded for an
    unchanged project.
    """
    asked = [str(cwd), str(root), str(personas), _plain(table), select, ignore]
    return digest(json.dumps([personactl.__version__, program(_PARTS), asked]).encode())


def _name(path: Path) -> str:
    """Return text for the database, even if the path is not UTF-8."""
    return os.fsencode(path).decode("latin-1")


def _plain(value: object) -> object:
    """Return the value without the places at which its words are written."""
    match value:
        case Word(text=text):
            return text
        case tuple():
            return [_plain(one) for one in value]
        case Mapping():
            return {key: _plain(one) for key, one in value.items()}
        case _:
            return value
