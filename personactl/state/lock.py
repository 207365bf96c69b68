"""`personactl.lock`: what this project last pushed, where to, and under which ids.

One block per profile and origin, one entry per persona key in it. An entry remembers no value, only a fingerprint of
every pushed field and the remote's own date, so the file may be shared. A *pending write* is the intent written before
a create or an update is sent: a run that died in between finds it, looks for the persona before it makes another, and
knows what may have been written by itself.
A lock is a value: the functions here read and write it whole, and blocks of other profiles pass through unchanged.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, ClassVar, Final, TypeVar

from pydantic import ConfigDict, Field, TypeAdapter

from personactl.errors import ConflictError
from personactl.json_value import JsonValue
from personactl.state.json_file import checked, parse_json, read_text, write_json

LOCK_NAME: Final = "personactl.lock"
VERSION: Final = 1

_CONFLICT_MARKER = re.compile(r"^(<{7} |={7}$|>{7} )", re.MULTILINE)
_STRICT = ConfigDict(extra="forbid")
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class LockEntry:
    """A persona that was pushed. `fields` maps leaf path → fingerprint, `resolved` maps e.g. `avatarId` → id.

    `updated_at` is the remote's `updatedAt` as the platform wrote it, to be compared and never read as a time; empty
    when no date can be trusted.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    remote_id: Annotated[str, Field(alias="id")]
    fields: Mapping[str, str]
    resolved: Mapping[str, str]
    updated_at: Annotated[str, Field(alias="updatedAt")]


@dataclass(frozen=True, slots=True)
class PendingWrite:
    """A create or an update that was about to be sent. `name` and `fields` (as in `LockEntry`) are the whole persona as
    it was to be, which is what to look for.

    `started_at` is an ISO 8601 time in UTC by this machine's clock.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    name: str
    fields: Mapping[str, str]
    started_at: Annotated[str, Field(alias="startedAt")]


@dataclass(frozen=True, slots=True)
class LockBlock:
    """What one profile pushed to one origin, by persona key."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    personas: Mapping[str, LockEntry] = field(default_factory=dict)
    pending: Mapping[str, PendingWrite] = field(default_factory=dict)

    def with_entry(self, key: str, entry: LockEntry) -> "LockBlock":
        """`key` is pushed: its entry replaces an older one and a pending write."""
        return LockBlock({**self.personas, key: entry}, _without(self.pending, key))

    def with_pending(self, key: str, pending: PendingWrite) -> "LockBlock":
        return replace(self, pending={**self.pending, key: pending})

    def without_pending(self, key: str) -> "LockBlock":
        return replace(self, pending=_without(self.pending, key))

    def without(self, key: str) -> "LockBlock":
        """`key` as if it had never been pushed."""
        return LockBlock(_without(self.personas, key), _without(self.pending, key))


@dataclass(frozen=True, slots=True)
class Lock:
    """All blocks: profile name → origin → block. The same profile at another origin is another block, because an id
    of one platform means nothing on the next."""

    blocks: Mapping[str, Mapping[str, LockBlock]] = field(default_factory=dict)

    def block(self, profile: str, origin: str) -> LockBlock:
        """The block, empty where nothing was pushed yet."""
        return self.blocks.get(profile, {}).get(origin, LockBlock())

    def with_block(self, profile: str, origin: str, block: LockBlock) -> "Lock":
        """An empty block leaves no trace."""
        origins = {**self.blocks.get(profile, {}), origin: block}
        if block == LockBlock():
            del origins[origin]
        blocks = {**self.blocks, profile: origins}
        return Lock(blocks if origins else _without(blocks, profile))


@dataclass(frozen=True, slots=True)
class _LockFile:
    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    version: int
    profiles: dict[str, dict[str, LockBlock]]


_SHAPE = TypeAdapter(_LockFile)


def read_lock(path: Path) -> Lock:
    """The lock at `path`; no file is an empty lock.

    Raises `ConflictError` for a file that a merge left in two minds or that a newer personactl wrote, `UsageError`
    for anything else that is no lock, `StorageError` when it cannot be read.
    """
    text = read_text(path)
    if text is None:
        return Lock()
    if marker := _CONFLICT_MARKER.search(text):
        line = text.count("\n", 0, marker.start()) + 1
        raise ConflictError(
            f"{path.name} holds the marks of an unfinished merge",
            where=f"{path}:{line}",
            hint="finish the merge (keep both sides' entries), then run the command again",
        )
    value = parse_json(text, path)
    _refuse_newer(value, path)
    return Lock(checked(value, _SHAPE, path).profiles)


def write_lock(path: Path, lock: Lock) -> None:
    """The same lock is always the same bytes. Raises `StorageError`; the file is then as it was."""
    profiles = {name: dict(origins) for name, origins in lock.blocks.items()}
    write_json(
        path, _SHAPE.dump_python(_LockFile(VERSION, profiles), mode="json", by_alias=True, exclude_defaults=True)
    )


def _refuse_newer(value: JsonValue, path: Path) -> None:
    version = value.get("version") if isinstance(value, dict) else None
    if isinstance(version, int) and version > VERSION:
        raise ConflictError(
            f"{path.name} was written by a newer personactl (format {version}, this one knows {VERSION})",
            where=str(path),
            hint="upgrade personactl; going on would lose what the newer one remembers",
        )


def _without(mapping: Mapping[str, _Value], key: str) -> dict[str, _Value]:
    return {name: value for name, value in mapping.items() if name != key}
