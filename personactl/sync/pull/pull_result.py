"""What a pull comes to: files to write, what became of each resource, and what the lock is to say then. Frozen values.

A file is pulled whole or not at all; a conflict or a failure of one leaves all others alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from personactl.errors import PersonactlError
from personactl.json_value import JsonValue
from personactl.persona.resource import Address
from personactl.state.lock import LockEntry
from personactl.sync.plan.plan import FieldChange
from personactl.sync.values.three_way import Absent


class PullStatus(StrEnum):
    created = "created"
    """It has a file now."""
    updated = "updated"
    """Its file was changed."""
    learned = "learned"
    """File and platform agree; the lock had to learn it."""
    unchanged = "unchanged"
    kept = "kept"
    """The file is ahead in some fields and stays so; nothing else differed."""
    conflict = "conflict"
    gone = "gone"
    """It was deleted on the platform; its file stays."""
    failed = "failed"


@dataclass(frozen=True, slots=True)
class Taken:
    """One leaf that a file took over."""

    path: str
    before: JsonValue | Absent
    after: JsonValue | Absent


@dataclass(frozen=True, slots=True)
class Pulled:
    """`path` is the file, seen from the project's folder. `kept` are the leaf paths on which the file is ahead.

    `unseen` are fields that a new file may lack, because no read returns them.
    """

    address: Address
    path: str
    name: str
    fate: PullStatus
    taken: tuple[Taken, ...] = ()
    kept: tuple[str, ...] = ()
    conflicts: tuple[FieldChange, ...] = ()
    unseen: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    error: PersonactlError | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A document that was fetched to `fetched` and belongs at `path`; `expected` is the SHA-256 of what lies there now,
    None where nothing may."""

    path: Path
    fetched: Path
    expected: str | None


@dataclass(frozen=True, slots=True)
class FilePull:
    """One file of the project, with the prompt file or the documents beside it.

    `texts` are whole new contents by path, `before` what lies there now, None where nothing does. `entries` is what the
    lock is to say.
    """

    items: tuple[Pulled, ...]
    texts: Mapping[Path, str] = field(default_factory=dict)
    before: Mapping[Path, bytes | None] = field(default_factory=dict)
    documents: tuple[Document, ...] = ()
    entries: Mapping[Address, LockEntry] = field(default_factory=dict)

    @property
    def writes(self) -> bool:
        return bool(self.texts or self.documents)


@dataclass(frozen=True, slots=True)
class Pull:
    """In the order of kinds, then of keys. `names` are by id what the items may mention."""

    files: tuple[FilePull, ...]
    names: Mapping[str, Address] = field(default_factory=dict)

    @property
    def items(self) -> tuple[Pulled, ...]:
        return tuple(item for file in self.files for item in file.items)
