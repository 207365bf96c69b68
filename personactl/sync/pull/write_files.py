"""Writes a `Pull`: each file whole or not at all, and the lock after the files.

A run that dies in between leaves files that say what the platform holds. The next pull then only updates the lock.
"""

import contextlib
import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

from msgspec.structs import replace

from personactl.errors import ConflictError, PersonactlError, StorageError
from personactl.persona.project_resource import Address
from personactl.state.file_writes import storage_error, write_atomic
from personactl.state.lock import LockBlock, LockEntry
from personactl.state.lock_format.account import Account
from personactl.state.lock_format.lock_file import read_lock, write_lock
from personactl.sync.pull.pull_result import Document, FilePull, Pull, PulledItem, PullStatus

_WRITES = frozenset({PullStatus.created, PullStatus.updated, PullStatus.merged, PullStatus.marked, PullStatus.learned})


def write_pull(pull: Pull, lock: Path, account: Account, origin: str) -> Pull:
    """Write all files of `pull`, and then the lock. Return `pull` with the final status of each item.

    The caller holds `hold_lock`. Raises what `read_lock` and `write_lock` raise.

    pull: the result of `build_pull`.
    lock: the lock file.
    account: the account of the target.
    origin: the origin of the target.
    """
    files = tuple(_write_file(file) for file in pull.files)
    written = [file for file, planned in zip(files, pull.files, strict=True) if file is planned]
    entries = {address: entry for file in written for address, entry in file.entries.items()}
    if entries:
        whole = read_lock(lock).renamed(account.known, account.name, origin)
        block = _with_entries(whole.block(account.name, origin), entries)
        write_lock(lock, whole.with_block(account.name, origin, block))
    return replace(pull, files=files)


def _with_entries(block: LockBlock, entries: Mapping[Address, LockEntry]) -> LockBlock:
    """`block` with `entries`. A resource that was pushed under another key is known by the new key only."""
    ids = {entry.remote_id for entry in entries.values()}
    others = {address: entry for address, entry in block.resources.items() if entry.remote_id not in ids}
    resources = {**others, **entries}
    pending = {address: pending for address, pending in block.pending.items() if address not in entries}
    return replace(block, resources=resources, pending=pending)


def _write_file(file: FilePull) -> FilePull:
    """Write one file, and return `file` itself. If that fails, the disk is as it was, and the items of the result have
    failed."""
    done: dict[Path, bytes | None] = {}
    try:
        for document in file.documents:
            _write(document.path, _content(document), done)
        for path, text in file.texts.items():
            _refuse_changed(file, path)
            _write(path, text.encode("utf-8"), done)
    except (StorageError, ConflictError) as error:
        _undo(done)
        return replace(file, items=tuple(_failed(item, error) for item in file.items))
    return file


def _write(path: Path, data: bytes, done: dict[Path, bytes | None]) -> None:
    try:
        before = path.read_bytes() if path.is_file() else None
        mode = path.stat().st_mode & 0o777 if before is not None else 0o644
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise storage_error("write", path, error) from error
    done[path] = before
    write_atomic(path, data, mode=mode)


def _undo(done: Mapping[Path, bytes | None]) -> None:
    for path, before in done.items():
        with contextlib.suppress(OSError, StorageError):
            if before is None:
                path.unlink(missing_ok=True)
            else:
                write_atomic(path, before, mode=path.stat().st_mode & 0o777)


def _refuse_changed(file: FilePull, path: Path) -> None:
    """Raises `ConflictError` if somebody has changed the file since it was read."""
    was = file.before.get(path)
    try:
        now = path.read_bytes() if os.path.lexists(path) else None
    except OSError as error:
        raise storage_error("read", path, error) from error
    if now != was:
        raise _changed(path)


def _content(document: Document) -> bytes:
    try:
        now = document.path.read_bytes() if os.path.lexists(document.path) else None
        data = document.fetched.read_bytes()
    except OSError as error:
        raise storage_error("read", document.path, error) from error
    if (None if now is None else hashlib.sha256(now).hexdigest()) != document.expected:
        raise _changed(document.path)
    return data


def _changed(path: Path) -> ConflictError:
    hint = "run the same command again; nothing was written to the file"
    return ConflictError(f"{path.name} changed during the pull", where=str(path), hint=hint)


def _failed(item: PulledItem, error: PersonactlError) -> PulledItem:
    return replace(item, status=PullStatus.failed, error=error) if item.status in _WRITES else item
