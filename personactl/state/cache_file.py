"""A file of the cache: a database of results, opened only if it is this user's alone.

What the results depend on is the caller's to say; `program` tells the part of it that is the program itself.
"""

import contextlib
import os
import sqlite3
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import personactl

_WAIT_S: Final = 0.5


def open_database(path: Path, tables: str, version: int) -> sqlite3.Connection | None:
    """The database at `path`, made anew with `tables` unless it is of that `version`.

    None where there can be none: a folder that cannot be written, a file that is busy or open to others.
    """
    with contextlib.suppress(OSError, sqlite3.Error):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        for _ in range(2):
            if not _is_private(path):
                return None
            database = sqlite3.connect(path, timeout=_WAIT_S)
            try:
                _prepare(database, tables, version)
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


def _prepare(database: sqlite3.Connection, tables: str, version: int) -> None:
    """Raises `sqlite3.DatabaseError` for what is no database, or one of another version."""
    database.execute("PRAGMA synchronous = OFF")
    if database.execute("PRAGMA user_version").fetchone() == (version,):
        return
    if database.execute("SELECT count(*) FROM sqlite_master").fetchone() != (0,):
        raise sqlite3.DatabaseError
    database.executescript(f"BEGIN; {tables} PRAGMA user_version = {version}; COMMIT;")


def program(parts: Iterable[str]) -> list[tuple[str, int, int]]:
    """The files of these parts of the program, with size and time: somebody may work on them without a new version."""
    found: list[tuple[str, int, int]] = []
    top = os.path.dirname(personactl.__file__)  # noqa: PTH120 - hundreds of files at each start
    waiting = [os.path.join(top, part) for part in parts]  # noqa: PTH118
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.name.endswith(".py"):
                    status = entry.stat()
                    found.append((entry.path, status.st_size, status.st_mtime_ns))
                elif entry.name != "__pycache__" and entry.is_dir():
                    waiting.append(entry.path)
    return sorted(found)
