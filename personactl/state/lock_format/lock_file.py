"""`personactl.lock`: reads and writes a `Lock`.

In the file an entry is one line with an empty one after it, and everything is sorted, so that two branches that pushed
different resources merge without conflicts. Three formats can be read; the newest is written. Formats 1 and 2 had a
block for each profile and origin, and format 1 knew only personas.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, TypeAlias, TypeVar

from msgspec import Struct, field

from personactl.errors import ConflictError
from personactl.files.file_writes import PROJECT_FILE_MODE
from personactl.files.own_files import FILE_MODE
from personactl.files.repository import repository
from personactl.json_value import JsonObject, JsonValue
from personactl.pattern import Pattern
from personactl.persona.project_resource import KINDS, Address, Kind
from personactl.state.json_file import NestedJson, one_line, parse_json, read_text, write_nested
from personactl.state.lock import Leftover, Lock, LockBlock, LockEntry, PendingWrite
from personactl.state.lock_format.account import profile_account
from personactl.state.lock_format.json_lines import keys_of
from personactl.state.lock_format.lock_checks import LARGEST, check_block, check_word, is_date, lock_fault
from personactl.state.lock_format.lock_merge import joined
from personactl.state.project import LOCK_NAME
from personactl.typed_json import ShapeError, typed

VERSION: Final = 3

_CONFLICT_MARKER = Pattern(r"^(<{7} |={7}$|>{7} )", re.MULTILINE)
_Value = TypeVar("_Value")
_Blocks: TypeAlias = dict[str, dict[str, LockBlock]]


class _BlockFile(Struct, frozen=True, forbid_unknown_fields=True):
    """A block in the file; the outer keys are kinds."""

    resources: dict[Kind, dict[str, LockEntry]] = field(default_factory=dict)
    pending: dict[Kind, dict[str, PendingWrite]] = field(default_factory=dict)
    leftovers: dict[Kind, dict[str, tuple[Leftover | str, ...]]] = field(default_factory=dict)


class _FirstBlockFile(Struct, frozen=True, forbid_unknown_fields=True):
    """A block of format 1."""

    personas: dict[str, LockEntry] = field(default_factory=dict)
    pending: dict[str, PendingWrite] = field(default_factory=dict)


class _LockFile(Struct, frozen=True, forbid_unknown_fields=True):
    """Origin → account → block."""

    version: int
    platforms: dict[str, dict[str, _BlockFile]]


class _ProfilesFile(Struct, frozen=True, forbid_unknown_fields=True):
    """Format 2: profile → origin → block."""

    version: int
    profiles: dict[str, dict[str, _BlockFile]]


class _FirstLockFile(Struct, frozen=True, forbid_unknown_fields=True):
    """Format 1: profile → origin → block."""

    version: int
    profiles: dict[str, dict[str, _FirstBlockFile]]


def read_lock(path: Path) -> Lock:
    """Return the lock at `path`; a missing file is an empty lock.

    Raises `ConflictError` for a file with conflict markers of a merge and for one that a newer personactl wrote,
    `UsageError` for any other file that is not a lock, and `StorageError` if it cannot be read.
    """
    text = read_text(path, repository(path.parent))
    return Lock() if text is None else parse_lock(text, path)


def parse_lock(text: str, path: Path) -> Lock:
    """Return the lock in the content of the file at `path`. Raises as `read_lock`, except `StorageError`."""
    if marker := _conflict_marker(text):
        line = text.count("\n", 0, marker.start()) + 1
        raise ConflictError(
            f"{path.name} contains the conflict markers of an unfinished merge",
            where=f"{path}:{line}",
            hint="finish the merge (keep both sides' entries), then run the command again",
        )
    if len(text) > LARGEST:
        raise lock_fault("", path, (), f"has more than {LARGEST:,} characters")
    value = parse_json(text, path)
    _refuse_newer(value, path)
    try:
        blocks = _of_profiles(value, text, path) if _version(value) in (1, 2) else _blocks(value, text, path)
    except ShapeError as error:
        raise lock_fault(text, path, keys_of(value, error.place), error.problem) from error
    return joined(Lock(blocks))


def write_lock(path: Path, lock: Lock) -> None:
    """Write the lock; equal locks give equal bytes. Raises `StorageError`; the file is then unchanged."""
    LockWriter(path).write(lock)


_Lines: TypeAlias = dict[Address, tuple[_Value, str]]
"""Values with the lines that represent them."""


class LockWriter:
    """Writes one lock repeatedly. The lines of entries that did not change since the last write are reused."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._entries: dict[tuple[str, str], _Lines[LockEntry]] = {}
        self._pending: dict[tuple[str, str], _Lines[PendingWrite]] = {}

    def write(self, lock: Lock) -> None:
        """Raises as `write_lock` does."""
        platforms: NestedJson = {
            origin: {account: self._block((account, origin), block) for account, block in accounts.items()}
            for origin, accounts in lock.blocks.items()
        }
        # The lock of the embedded engine is beside its database, and as private.
        project = self._path.name == LOCK_NAME
        whole: NestedJson = {"platforms": platforms, "version": str(VERSION)}
        within, mode = (repository(self._path.parent), PROJECT_FILE_MODE) if project else (None, FILE_MODE)
        write_nested(self._path, whole, within, mode=mode)

    def _block(self, at: tuple[str, str], block: LockBlock) -> NestedJson:
        entries = self._entries[at] = _lines(block.resources, _entry, self._entries.get(at, {}))
        pending = self._pending[at] = _lines(block.pending, _pending, self._pending.get(at, {}))
        parts = {
            "leftovers": _by_kind({address: one_line(_leftovers(older)) for address, older in block.leftovers.items()}),
            "pending": _by_kind({address: line for address, (_, line) in pending.items()}),
            "resources": _by_kind({address: line for address, (_, line) in entries.items()}),
        }
        return {name: part for name, part in parts.items() if part}


def _lines(
    values: Mapping[Address, _Value], as_json: Callable[[_Value], JsonObject], before: _Lines[_Value]
) -> _Lines[_Value]:
    made: _Lines[_Value] = {}
    for address, value in values.items():
        known = before.get(address)
        made[address] = known if known is not None and known[0] is value else (value, one_line(as_json(value)))
    return made


def _entry(one: LockEntry) -> JsonObject:
    others: JsonObject = {} if one.others is None else {"others": dict(one.others)}
    return {
        "fields": dict(one.fields),
        "id": one.remote_id,
        **others,
        "resolved": dict(one.resolved),
        "updatedAt": one.updated_at if is_date(one.updated_at) else "",
    }


def _leftovers(older: tuple[Leftover, ...]) -> list[JsonValue]:
    return [{"fields": dict(one.fields), "id": one.remote_id} for one in older]


def _pending(one: PendingWrite) -> JsonObject:
    replaced: JsonObject = {"replaces": one.replaces} if one.replaces else {}
    return {"fields": dict(one.fields), "name": one.name, "startedAt": one.started_at, **replaced}


def _conflict_marker(text: str) -> re.Match[str] | None:
    """Search for plain text first: the pattern takes 10 ms for a lock of 1,000 entries."""
    return _CONFLICT_MARKER.search(text) if any(sign * 7 in text for sign in "<=>") else None


def _blocks(value: JsonValue, text: str, path: Path) -> _Blocks:
    blocks: _Blocks = {}
    for origin, accounts in typed(value, _LockFile).platforms.items():
        blocks[origin] = {
            account: _checked(found, ("platforms", origin, account), text, path) for account, found in accounts.items()
        }
    return blocks


def _of_profiles(value: JsonValue, text: str, path: Path) -> _Blocks:
    """The blocks of an older format. The organizations are not known, so accounts carry the names of profiles."""
    first = _version(value) == 1
    profiles = _first_blocks(value) if first else typed(value, _ProfilesFile).profiles
    blocks: _Blocks = {}
    for profile, origins in profiles.items():
        for origin, found in origins.items():
            block = _checked(found, ("profiles", profile, origin), text, path)
            blocks.setdefault(origin, {})[profile_account(profile)] = block
    return blocks


def _first_blocks(value: JsonValue) -> dict[str, dict[str, _BlockFile]]:
    return {
        profile: {
            origin: _BlockFile({"persona": block.personas}, {"persona": block.pending})
            for origin, block in origins.items()
        }
        for profile, origins in typed(value, _FirstLockFile).profiles.items()
    }


def _checked(found: _BlockFile, keys: tuple[str, str, str], text: str, path: Path) -> LockBlock:
    leftovers = {
        address: tuple(Leftover(one) if isinstance(one, str) else one for one in older)
        for address, older in _flat(found.leftovers).items()
    }
    block = LockBlock(_flat(found.resources), _flat(found.pending), leftovers)
    check_word(keys[1], keys[:2], text, path)
    check_word(keys[2], keys, text, path)
    check_block(block, keys, text, path)
    return block


def _flat(by_kind: Mapping[Kind, Mapping[str, _Value]]) -> dict[Address, _Value]:
    return {Address(kind, key): value for kind, found in by_kind.items() for key, value in found.items()}


def _by_kind(lines: Mapping[Address, str]) -> NestedJson:
    found: dict[Kind, dict[str, NestedJson]] = {kind: {} for kind in KINDS}
    for address, line in lines.items():
        found[address.kind][address.key] = line
    return {kind: values for kind, values in found.items() if values}


def _version(value: JsonValue) -> JsonValue:
    version = value.get("version") if isinstance(value, dict) else None
    return None if isinstance(version, bool) else version


def _refuse_newer(value: JsonValue, path: Path) -> None:
    version = _version(value)
    if isinstance(version, int) and version > VERSION:
        raise ConflictError(
            f"{path.name} was written by a newer personactl (format {version}, this one knows {VERSION})",
            where=str(path),
            hint="upgrade personactl: this version would lose data that the newer one stored",
        )
