"""Writes a `Pull`: each file whole or not at all, and the lock after the files.

A run that dies in between leaves files that say what the platform holds. The next pull then only updates the lock.
"""

import contextlib
import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

from msgspec.structs import replace

from personactl.errors import ConflictError, PersonactlError, StorageError, UsageError
from personactl.files.file_writes import PROJECT_FILE_MODE, remove_beneath, storage_error, write_in_repository
from personactl.files.regular_file import MAX_DATA_BYTES, read_regular
from personactl.files.repository import repository
from personactl.persona.project_resource import Address
from personactl.state.lock import LockBlock, LockEntry
from personactl.state.lock_format.account import Account
from personactl.state.lock_format.lock_file import read_lock, write_lock
from personactl.sync.pull.pull_result import Document, FilePull, Pull, PulledItem, PullStatus
from personactl.sync.pull.remote_state import LocalProject
from personactl.sync.pull.write_area import refuse_outside_area

_WRITES = frozenset({PullStatus.created, PullStatus.updated, PullStatus.merged, PullStatus.marked, PullStatus.learned})


def write_pull(pull: Pull, local: LocalProject, lock: Path, account: Account, origin: str) -> Pull:
    """Write all files of `pull`, and then the lock. Return `pull` with the final status of each item.

    The caller holds `hold_lock`. Raises what `read_lock` and `write_lock` raise.

    pull: the result of `build_pull`.
    local: the project.
    lock: the lock file.
    account: the account of the target.
    origin: the origin of the target.
    """
    files = tuple(_write_file(file, local) for file in pull.files)
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


def _write_file(file: FilePull, local: LocalProject) -> FilePull:
    """Write one file, and return `file` itself. If that fails, the disk is as it was, and the items of the result have
    failed."""
    done: dict[Path, bytes | None] = {}
    try:
        for document in file.documents:
            refuse_outside_area(document.path, local, document=True)
            _write(document.path, _content(document), local, done)
        for path, text in file.texts.items():
            _refuse_changed(file, path)
            refuse_outside_area(path, local)
            _write(path, text.encode("utf-8"), local, done)
    except (UsageError, ConflictError) as error:
        _undo(done, local)
        return replace(file, items=tuple(_failed(item, error) for item in file.items))
    return file


def _write(path: Path, data: bytes, local: LocalProject, done: dict[Path, bytes | None]) -> None:
    before, mode = _present(path, "write")
    done[path] = before
    write_in_repository(path, data, local.root, mode=mode)


def _undo(done: Mapping[Path, bytes | None], local: LocalProject) -> None:
    for path, before in done.items():
        with contextlib.suppress(OSError, StorageError):
            if before is None:
                remove_beneath(path, repository(local.root))
            else:
                write_in_repository(path, before, local.root, mode=_present(path, "write")[1])


def _present(path: Path, verb: str) -> tuple[bytes | None, int]:
    """Return the content of the file, or None if there is no file, and the permissions that a new content gets."""
    if not os.path.lexists(path):
        return None, PROJECT_FILE_MODE
    try:
        data, status = read_regular(path, MAX_DATA_BYTES)
    except OSError as error:
        raise storage_error(verb, path, error) from error
    return data, status.st_mode & 0o777


def _refuse_changed(file: FilePull, path: Path) -> None:
    """Raises `ConflictError` if somebody has changed the file since it was read."""
    was = file.before.get(path)
    if _present(path, "read")[0] != was:
        raise _changed(path)


def _content(document: Document) -> bytes:
    now, _ = _present(document.path, "read")
    data, _ = _present(document.fetched, "read")
    if (None if now is None else hashlib.sha256(now).hexdigest()) != document.expected:
        raise _changed(document.path)
    assert data is not None, "the run that downloaded it has not ended"
    return data


def _changed(path: Path) -> ConflictError:
    hint = "run the same command again; nothing was written to the file"
    return ConflictError(f"{path.name} changed during the pull", where=str(path), hint=hint)


def _failed(item: PulledItem, error: PersonactlError) -> PulledItem:
    return replace(item, status=PullStatus.failed, error=error) if item.status in _WRITES else item
