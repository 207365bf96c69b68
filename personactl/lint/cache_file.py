"""The one file of the cache: a database of results, opened only if it is this user's alone."""

import contextlib
import os
import sqlite3
import stat
from pathlib import Path
from typing import Final

_WAIT_S: Final = 0.5
_VERSION: Final = 2
_TABLES: Final = """
CREATE TABLE files (number INTEGER PRIMARY KEY, setting TEXT NOT NULL, path TEXT NOT NULL, reads TEXT NOT NULL,
                    findings TEXT NOT NULL, rest TEXT NOT NULL, UNIQUE (setting, path));
CREATE TABLE projects (number INTEGER PRIMARY KEY, setting TEXT NOT NULL, facts TEXT NOT NULL, reads TEXT NOT NULL,
                       findings TEXT NOT NULL, UNIQUE (setting, facts));
"""


def open_database(path: Path) -> sqlite3.Connection | None:
    """None where there can be none: a folder that cannot be written, a file that is busy or open to others."""
    with contextlib.suppress(OSError, sqlite3.Error):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
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
    """Made on the way if it is not there; a link is not followed."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
    try:
        found = os.fstat(handle)
    finally:
        os.close(handle)
    folder = path.parent.stat()
    mine = not hasattr(os, "geteuid") or found.st_uid == folder.st_uid == os.geteuid()
    others = 0 if os.name == "nt" else (found.st_mode & 0o077) | (folder.st_mode & 0o022)
    return stat.S_ISREG(found.st_mode) and mine and not others


def _prepare(database: sqlite3.Connection) -> None:
    """Raises `sqlite3.DatabaseError` for what is no database, or one of another version of the program."""
    database.execute("PRAGMA synchronous = OFF")
    (version,) = database.execute("PRAGMA user_version").fetchone()
    if version == _VERSION:
        return
    if database.execute("SELECT count(*) FROM sqlite_master").fetchone() != (0,):
        raise sqlite3.DatabaseError
    database.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {_VERSION}; COMMIT;")
