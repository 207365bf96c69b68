"""What checking a file gave, kept in the user's cache folder for as long as nothing that it depends on has changed.

A result depends on the program, the settings, and everything that was read for it. The cache is one SQLite file, safe
to delete at any time; one that is broken, busy or cannot be written is done without. It is the user's own and private
to them, as it quotes their files.
"""

import contextlib
import json
import os
import pickle  # only what this program wrote into the private folder of its user is read back
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Final

import personactl
from personactl.document.reading import MAX_BYTES, read_bounded
from personactl.document.witness import Reads, digest
from personactl.lint.running import Checked
from personactl.lint.selection import Selection

_MOST_RESULTS: Final = 100_000
_AT_ONCE: Final = 400
_WAIT_S: Final = 0.5
_BROKEN_PICKLE: Final = (pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError, ValueError)
_SCHEMA: Final = (
    "CREATE TABLE IF NOT EXISTS results (number INTEGER PRIMARY KEY, setting TEXT NOT NULL, path TEXT NOT NULL,"
    " reads TEXT NOT NULL, checked BLOB NOT NULL, UNIQUE (setting, path))"
)


class Cache:
    """Results under one setting. Without a database it has none and keeps none."""

    def __init__(self, database: sqlite3.Connection | None, setting: str) -> None:
        self._database = database
        self._setting = setting
        self._digests: dict[str, str | None] = {}
        self._targets: dict[str, str] = {}

    def known(self, files: Iterable[Path]) -> dict[Path, Checked]:
        """The results of those of `files` for which nothing has changed."""
        found: dict[Path, Checked] = {}
        waiting = iter(files)
        while chunk := {str(path): path for path in islice(waiting, _AT_ONCE)}:
            for path, reads, checked in self._rows(list(chunk)):
                result = _unpickled(checked) if self._unchanged(json.loads(reads)) else None
                if result is not None:
                    found[chunk[path]] = result
        return found

    def keep(self, results: Sequence[tuple[Path, Reads, Checked]]) -> None:
        """Later ones replace earlier ones; the oldest go when there are very many."""
        rows = [
            (self._setting, str(path), json.dumps([reads.contents, reads.links]), pickle.dumps(checked))
            for path, reads, checked in results
            if reads.whole
        ]
        if self._database is None or not rows:
            return
        with contextlib.suppress(sqlite3.Error), self._database as database:
            insert = "INSERT OR REPLACE INTO results (setting, path, reads, checked) VALUES (?, ?, ?, ?)"
            database.executemany(insert, rows)
            last = "SELECT max(number) FROM results"
            database.execute(f"DELETE FROM results WHERE number <= ({last}) - ?", (_MOST_RESULTS,))  # noqa: S608

    def _rows(self, paths: list[str]) -> list[tuple[str, str, bytes]]:
        if self._database is None:
            return []
        marks = ",".join("?" * len(paths))
        query = f"SELECT path, reads, checked FROM results WHERE setting = ? AND path IN ({marks})"  # noqa: S608
        try:
            return list(self._database.execute(query, (self._setting, *paths)))
        except sqlite3.Error:
            return []

    def _unchanged(self, reads: tuple[dict[str, str], dict[str, str]]) -> bool:
        contents, links = reads
        return all(self._target(name) == target for name, target in links.items()) and all(
            self._digest(path) == known for path, known in contents.items()
        )

    def _digest(self, path: str) -> str | None:
        if path not in self._digests:
            self._digests[path] = _digest_of(path)
        return self._digests[path]

    def _target(self, name: str) -> str:
        if name not in self._targets:
            self._targets[name] = os.path.realpath(name)
        return self._targets[name]


@contextmanager
def open_cache(folder: Path, cwd: Path, root: Path, selection: Selection) -> Iterator[Cache]:
    """The results of checking files of the project at `root` from `cwd`, as `selection` wants them."""
    database = _connected(folder)
    try:
        yield Cache(database, _setting(cwd, root, selection))
    finally:
        if database is not None:
            database.close()


def _setting(cwd: Path, root: Path, selection: Selection) -> str:
    asked = [
        sorted(selection.codes),
        sorted(selection.severities.items()),
        [[pattern, sorted(codes)] for pattern, codes in selection.per_file],
        str(selection.root),
        asdict(selection.limits),
    ]
    return digest(json.dumps([personactl.__version__, _program(), str(cwd), str(root), asked]).encode())


def _program() -> list[tuple[str, int, int]]:
    """The parts of the program that make a result: somebody may be working on them without a new version."""
    found: list[tuple[str, int, int]] = []
    top = Path(personactl.__file__).parent
    for part in ("document", "persona", "lint"):
        for folder, _, names in os.walk(top / part):
            for name in names:
                if name.endswith(".py"):
                    status = os.stat(os.path.join(folder, name))  # noqa: PTH116, PTH118 - a hundred files at each start
                    found.append((name, status.st_size, status.st_mtime_ns))
    return sorted(found)


def _connected(folder: Path) -> sqlite3.Connection | None:
    path = folder / "lint.sqlite"
    with contextlib.suppress(OSError, sqlite3.Error):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        for attempt in range(2):
            database = sqlite3.connect(path, timeout=_WAIT_S)
            try:
                database.execute("PRAGMA synchronous = OFF")
                database.execute(_SCHEMA)
            except sqlite3.OperationalError:  # busy, or a folder that cannot be written
                database.close()
                return None
            except sqlite3.DatabaseError:
                database.close()
                if attempt == 0:
                    path.unlink()
            else:
                return database
    return None


def _digest_of(path: str) -> str | None:
    try:
        with open(path, "rb") as stream:  # noqa: PTH123 - a path object for each file would cost as much as reading it
            return digest(read_bounded(stream, min(os.fstat(stream.fileno()).st_size, MAX_BYTES)))
    except (OSError, ValueError):
        return None


def _unpickled(data: bytes) -> Checked | None:
    try:
        value = pickle.loads(data)  # noqa: S301 - written by `keep`
    except _BROKEN_PICKLE:
        return None
    return value if isinstance(value, Checked) else None
