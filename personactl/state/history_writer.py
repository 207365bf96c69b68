"""Saves what a run is about to overwrite or delete. It is on disk before the write is sent.

The file of a run (see `history`) is created when its first resource is saved, so that a run that only creates resources
leaves no file. Old runs are deleted at the end of a run that saved something, and that run itself is never deleted.
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
from personactl.files.file_writes import storage_error, write_atomic
from personactl.files.own_files import make_private_folder, open_private_file
from personactl.json_value import JsonValue
from personactl.state.history import (
    VERSION,
    FirstLine,
    Line,
    RunInfo,
    SavedResource,
    contents_of,
    find_run,
    numbers,
    path_of,
)


class HistoryLimits(Struct, frozen=True):
    """How much history is retained.

    runs: the maximum number of runs.
    days: the maximum age of a run.
    size: the maximum size of all runs together, in bytes.
    """

    runs: int = 100
    days: int = 90
    size: int = 1 << 30


class Recorder:
    """Saves what one run overwrites. Threads may call `save` concurrently; they then share a sync to disk."""

    def __init__(self, folder: Path, info: RunInfo) -> None:
        self._folder = folder
        self._info = info
        self._number: int | None = None
        self._file = -1
        self._appending = threading.Lock()
        self._syncing = threading.Lock()
        self._appended = 0
        self._on_disk = 0

    @property
    def number(self) -> int | None:
        """The run's number; None until something is saved."""
        return self._number

    @property
    def count(self) -> int:
        """The number of saved resources."""
        return self._on_disk

    def save(self, resource: SavedResource, content: bytes | None = None) -> None:
        """Return when `resource` is on disk, with the `content` of a document.

        Raises `StorageError`; the resource must not be overwritten then.
        """
        sha256 = None if content is None else hashlib.sha256(content).hexdigest()
        after = [] if resource.after is None else [dict(resource.after)]
        data = _encoded(to_builtins(_line(resource, sha256)), dict(resource.values), *after)
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
        """Store the content before the line that names it, so that no line names missing content."""
        assert self._number is not None
        write_atomic(contents_of(self._folder, self._number) / sha256, content, mode=0o600)

    def _begin(self) -> None:
        """Take the next free number; a run of another profile may do the same at this moment."""
        make_private_folder(self._folder)
        number = max(numbers(self._folder), default=0) + 1
        while (file := _created(path_of(self._folder, number))) is None:
            number += 1
        info = self._info
        first = FirstLine(
            VERSION,
            info.started_at,
            info.command,
            info.profile,
            info.origin,
            info.undoes,
            info.account,
            info.by,
            info.job,
        )
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
def recording(folder: Path, info: RunInfo) -> Iterator[Recorder]:
    """Yield a recorder for one run; `folder` is `history_folder`. No file is written until something is saved."""
    recorder = Recorder(folder, info)
    try:
        yield recorder
    finally:
        recorder.close()


def delete_old_runs(
    folder: Path, newest: int, *, now: datetime, limits: HistoryLimits | None = None
) -> tuple[int, ...]:
    """Delete the runs that exceed `limits`, except run `newest`. Return their numbers, ascending.

    The age of an unreadable run is unknown, so only its number counts. A run that cannot be deleted stays until the
    next
    time.
    """
    bounds = limits or HistoryLimits()
    deleted = []
    room = bounds.size
    for place, number in enumerate(reversed(numbers(folder))):
        room -= _size(folder, number)
        late = place >= bounds.runs or room < 0 or _is_older(folder, number, now - timedelta(days=bounds.days))
        if late and number != newest and _removed(folder, number):
            deleted.append(number)
    return tuple(reversed(deleted))


def _is_older(folder: Path, number: int, limit: datetime) -> bool:
    try:
        return find_run(folder, number).info.started_at < limit
    except PersonactlError:
        return False


def _size(folder: Path, number: int) -> int:
    """Return the size in bytes; files that cannot be inspected count as 0."""
    total = 0
    with contextlib.suppress(OSError):
        total += path_of(folder, number).stat().st_size
        total += sum(file.stat().st_size for file in contents_of(folder, number).iterdir())
    return total


def _removed(folder: Path, number: int) -> bool:
    """Delete the run's own file last, because the run and its number exist as long as that file does."""
    try:
        with contextlib.suppress(FileNotFoundError):
            shutil.rmtree(contents_of(folder, number))
        path_of(folder, number).unlink()
    except OSError:
        return False
    return True


def _line(saved: SavedResource, sha256: str | None) -> Line:
    address = saved.address
    return Line(address.kind, address.key, saved.status, saved.remote_id, saved.name, saved.updated_at, sha256)


def _encoded(*parts: JsonValue) -> bytes:
    """Return one ASCII line: escapes keep tabs, line ends and lone surrogates in texts from breaking it."""
    texts = (json.dumps(part, allow_nan=False, separators=(",", ":")) for part in parts)
    return ("\t".join(texts) + "\n").encode("ascii")


def _created(path: Path) -> int | None:
    """Return a new file, open for appending; None if the file exists."""
    try:
        return open_private_file(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND)
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
