"""Keeping what a run is about to overwrite or delete: appended and forced to disk before the write may be sent.

One run is one file (see `history`), made with the first thing that is kept, so that a run which only creates leaves
nothing behind. Old runs are forgotten when a run ends that kept something: never before, and never that run itself.
"""

import contextlib
import hashlib
import json
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from msgspec import Struct, to_builtins

from personactl.errors import PersonactlError
from personactl.json_value import JsonValue
from personactl.state.file_writes import storage_error, write_atomic
from personactl.state.history import (
    VERSION,
    About,
    FirstLine,
    Kept,
    Line,
    contents_of,
    find_run,
    numbers,
    path_of,
)


class Limits(Struct, frozen=True):
    """How much history stays: the newest `runs`, none older than `days`, in no more than `size` bytes together."""

    runs: int = 100
    days: int = 90
    size: int = 1 << 30


class Recorder:
    """Keeps what one run overwrites. `keep` may be called from several threads, which then share a write to disk."""

    def __init__(self, folder: Path, about: About) -> None:
        self._folder = folder
        self._about = about
        self._number: int | None = None
        self._file = -1
        self._appending = threading.Lock()
        self._syncing = threading.Lock()
        self._appended = 0
        self._on_disk = 0

    @property
    def number(self) -> int | None:
        """The run's number, None while it has kept nothing."""
        return self._number

    @property
    def count(self) -> int:
        """How many resources were kept."""
        return self._on_disk

    def keep(self, kept: Kept, content: bytes | None = None) -> None:
        """Return when `kept` is on disk, a document with its `content`, whose digest the recorder takes. Raises
        `StorageError`: what was to be kept must then not be overwritten."""
        sha256 = None if content is None else hashlib.sha256(content).hexdigest()
        data = _encoded(to_builtins(_line(kept, sha256)), dict(kept.values))
        try:
            with self._appending:
                if self._file < 0:
                    self._begin()
                if content is not None and sha256 is not None:
                    self._store(content, sha256)
                self._append(data)
                mine = self._appended
            with self._syncing:
                if self._on_disk < mine:
                    self._sync()
        except OSError as error:
            raise storage_error("write", self._shown_path, error) from error

    def close(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    @property
    def _shown_path(self) -> Path:
        return self._folder if self._number is None else path_of(self._folder, self._number)

    def _append(self, data: bytes) -> None:
        end = os.lseek(self._file, 0, os.SEEK_END)
        try:
            _write_all(self._file, data)
        except OSError:
            # A part of a line in the middle of the file would make the rest of it unreadable.
            with contextlib.suppress(OSError):
                os.ftruncate(self._file, end)
            raise
        self._appended += 1

    def _store(self, content: bytes, sha256: str) -> None:
        """The line that names it comes after, so that no line names what is not there."""
        assert self._number is not None
        write_atomic(contents_of(self._folder, self._number) / sha256, content, mode=0o600)

    def _begin(self) -> None:
        """Take the next free number; a run of another profile may be doing the same."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        number = max(numbers(self._folder), default=0) + 1
        while (file := _created(path_of(self._folder, number))) is None:
            number += 1
        about = self._about
        first = FirstLine(VERSION, about.started_at, about.command, about.profile, about.origin, about.undoes)
        try:
            _write_all(file, _encoded(to_builtins(first)))
            _sync_folder(self._folder)
        except OSError:
            os.close(file)
            path_of(self._folder, number).unlink(missing_ok=True)
            raise
        self._number, self._file = number, file

    def _sync(self) -> None:
        upto = self._appended
        os.fsync(self._file)
        self._on_disk = upto


@contextmanager
def recording(folder: Path, about: About) -> Iterator[Recorder]:
    """A recorder for one run; `folder` is `history_folder`. Nothing is written until something is kept."""
    recorder = Recorder(folder, about)
    try:
        yield recorder
    finally:
        recorder.close()


def forget_old(folder: Path, newest: int, *, now: datetime, limits: Limits | None = None) -> tuple[int, ...]:
    """Remove the runs that `limits` leave no room for, but never run `newest`. Returns their numbers, ascending.

    What cannot be read counts as old as its number says, and what cannot be removed stays for the next time.
    """
    bounds = limits or Limits()
    forgotten = []
    room = bounds.size
    for place, number in enumerate(reversed(numbers(folder))):
        room -= _size(folder, number)
        late = place >= bounds.runs or room < 0 or _is_older(folder, number, now - timedelta(days=bounds.days))
        if late and number != newest and _removed(folder, number):
            forgotten.append(number)
    return tuple(reversed(forgotten))


def _is_older(folder: Path, number: int, limit: datetime) -> bool:
    try:
        return find_run(folder, number).about.started_at < limit
    except PersonactlError:
        return False


def _size(folder: Path, number: int) -> int:
    """In bytes; what cannot be looked at counts for nothing."""
    total = 0
    with contextlib.suppress(OSError):
        total += path_of(folder, number).stat().st_size
        total += sum(file.stat().st_size for file in contents_of(folder, number).iterdir())
    return total


def _removed(folder: Path, number: int) -> bool:
    """The run's own file goes last: as long as it is there, the run is, and so is its number."""
    try:
        with contextlib.suppress(FileNotFoundError):
            shutil.rmtree(contents_of(folder, number))
        path_of(folder, number).unlink()
    except OSError:
        return False
    return True


def _line(kept: Kept, sha256: str | None) -> Line:
    address = kept.address
    return Line(address.kind, address.key, kept.deed, kept.remote_id, kept.name, kept.updated_at, sha256)


def _encoded(*parts: JsonValue) -> bytes:
    """One line, whatever the text holds: with escapes neither tabs nor line ends nor lone surrogates can break it."""
    texts = (json.dumps(part, allow_nan=False, separators=(",", ":")) for part in parts)
    return ("\t".join(texts) + "\n").encode("ascii")


def _created(path: Path) -> int | None:
    """A new file, open for appending; None where there is one already."""
    try:
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        return None


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
