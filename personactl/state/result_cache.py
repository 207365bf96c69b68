"""Stores results of reading and checking files in the user's cache folder.

A result belongs to a setting: a digest of the program and of everything else that it depends on besides files. The
files that were read for it are stored beside it, and it is used only if they are unchanged. The cache may be deleted at
any time. A cache file that is damaged, busy, or open to other users is ignored. Results are JSON, so that only data can
come out of the cache.
"""

import contextlib
import os
import sqlite3
import stat
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

import personactl
from personactl.files.own_files import make_private_folder, open_private_file
from personactl.files.read_log import Reads
from personactl.state.read_validity import ReadValidity, reads_to_text

_WAIT_S: Final = 0.5
_VERSION: Final = 4
_TABLE: Final = """
CREATE TABLE results (number INTEGER PRIMARY KEY, setting TEXT NOT NULL, name TEXT NOT NULL, reads TEXT NOT NULL,
                      value TEXT NOT NULL, rest TEXT NOT NULL, UNIQUE (setting, name));
"""
_MAX_RESULTS: Final = 100_000
"""Maximum number of results in one cache file; the oldest are deleted first."""
_CHUNK_SIZE: Final = 500
"""Number of results that one statement looks up."""


class Result(NamedTuple):
    """The stored data of a name: `value`, and a `rest` that some callers do not need."""

    value: str
    rest: str = ""


class ResultCache:
    """The results in one cache file. Without a database it is empty and stores nothing."""

    def __init__(self, database: sqlite3.Connection | None, now_ns: int) -> None:
        self._database = database
        self._now_ns = now_ns
        self._validity = ReadValidity()

    def known(self, setting: str, names: Iterable[str]) -> dict[str, Result]:
        """Return the stored results by name, as far as the files that they depend on are unchanged."""
        found: dict[str, Result] = {}
        waiting = iter(names)
        while chunk := tuple(islice(waiting, _CHUNK_SIZE)):
            for name, reads, value, rest in self._rows(setting, chunk):
                if self._validity.unchanged(reads):
                    found[name] = Result(value, rest)
        return found

    def store(self, setting: str, results: Iterable[tuple[str, Reads, Result]]) -> None:
        """Store each result with what was read for it, unless that is incomplete. It replaces an earlier result."""
        rows = [
            (setting, name, reads_to_text(reads, self._now_ns), *result)
            for name, reads, result in results
            if reads.whole
        ]
        if self._database is None or not rows:
            return
        with contextlib.suppress(sqlite3.Error), self._database as database:
            insert = "INSERT OR REPLACE INTO results (setting, name, reads, value, rest) VALUES (?, ?, ?, ?, ?)"
            database.executemany(insert, rows)
            database.execute(
                "DELETE FROM results WHERE number <= (SELECT max(number) FROM results) - ?", (_MAX_RESULTS,)
            )

    def _rows(self, setting: str, names: Sequence[str]) -> list[tuple[str, str, str, str]]:
        if self._database is None:
            return []
        marks = ",".join("?" * len(names))
        query = f"SELECT name, reads, value, rest FROM results WHERE setting = ? AND name IN ({marks})"  # noqa: S608
        try:
            return list(self._database.execute(query, (setting, *names)))
        except sqlite3.Error:
            return []


@contextlib.contextmanager
def open_result_cache(path: Path | None, now_ns: int) -> Iterator[ResultCache]:
    """Yield the results in the file at `path`; an empty cache if that is None or the file cannot be used.

    `now_ns` is the current time in nanoseconds since the epoch.
    """
    database = None if path is None else _open_database(path)
    try:
        yield ResultCache(database, now_ns)
    finally:
        if database is not None:
            database.close()


def path_name(path: Path) -> str:
    """Return the name of a file's result. It is valid text even if the path is not."""
    return os.fsencode(path).decode("latin-1")


def program_files(parts: Iterable[str]) -> list[tuple[str, int, int]]:
    """Return the files of these packages with size and time, because a developer changes them without a new version."""
    top = Path(personactl.__file__).parent
    files = ((path, path.stat()) for part in parts for path in (top / part).rglob("*.py"))
    return sorted((str(path), status.st_size, status.st_mtime_ns) for path, status in files)


def _open_database(path: Path) -> sqlite3.Connection | None:
    """Return None if the folder cannot be written, or if the file is busy or open to other users."""
    with contextlib.suppress(OSError, sqlite3.Error):
        make_private_folder(path.parent)
        for _ in range(2):
            if not _is_private(path):
                return None
            database = sqlite3.connect(path, timeout=_WAIT_S)
            try:
                _prepare(database)
            except sqlite3.OperationalError:  # busy, or on a disk that is full
                database.close()
                return None
            except sqlite3.DatabaseError:
                database.close()
                path.unlink()
            else:
                return database
    return None


def _is_private(path: Path) -> bool:
    """Create the file if it is missing. A symbolic link is not followed."""
    with contextlib.suppress(FileExistsError):
        os.close(open_private_file(path, os.O_RDWR | os.O_CREAT | os.O_EXCL))
    handle = os.open(path, os.O_RDWR | os.O_CLOEXEC | getattr(os, "O_NOFOLLOW", 0))
    try:
        found = os.fstat(handle)
    finally:
        os.close(handle)
    folder = path.parent.stat()
    mine = not hasattr(os, "geteuid") or found.st_uid == folder.st_uid == os.geteuid()
    others = 0 if os.name == "nt" else (found.st_mode & 0o077) | (folder.st_mode & 0o022)
    return stat.S_ISREG(found.st_mode) and mine and not others


def _prepare(database: sqlite3.Connection) -> None:
    """Raises `sqlite3.DatabaseError` for a file that is not a database, or of another version."""
    database.execute("PRAGMA synchronous = OFF")
    if database.execute("PRAGMA user_version").fetchone() == (_VERSION,):
        return
    if database.execute("SELECT count(*) FROM sqlite_master").fetchone() != (0,):
        raise sqlite3.DatabaseError
    database.executescript(f"BEGIN; {_TABLE} PRAGMA user_version = {_VERSION}; COMMIT;")
