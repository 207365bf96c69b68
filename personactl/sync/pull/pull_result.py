"""The result of a pull: the files to write, the status of each resource, and the new entries of the lock. Frozen
values.

A file is pulled whole or not at all. A conflict or a failure of one file does not affect any other.
"""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from msgspec import Struct, field

from personactl.errors import PersonactlError
from personactl.json_value import JsonValue
from personactl.persona.project_resource import Address
from personactl.state.lock import LockEntry
from personactl.sync.plan.field_change import FieldChange
from personactl.sync.values.three_way import Absent


class PullStatus(StrEnum):
    """The status of one resource."""

    created = "created"
    """It has a new file."""
    updated = "updated"
    """Its file changed."""
    learned = "learned"
    """File and platform agree, and the lock did not know that yet."""
    unchanged = "unchanged"
    kept = "kept"
    """The file is ahead in some fields and stays so. Nothing else differs."""
    merged = "merged"
    """Texts that both sides changed were merged into its file."""
    marked = "marked"
    """The same, and what cannot be merged has conflict markers in the file."""
    conflict = "conflict"
    gone = "gone"
    """It was deleted on the platform. Its file stays."""
    failed = "failed"


class TakenField(Struct, frozen=True):
    """One leaf that a file takes over: its `path`, and the value in the file `before` and `after`."""

    path: str
    before: JsonValue | Absent
    after: JsonValue | Absent


class PulledItem(Struct, frozen=True):
    """One resource of a pull.

    address: the resource.
    path: its file, relative to the project's folder.
    name: its name on the platform.
    status: what became of it.
    taken: the leaves that the file takes over.
    kept: the leaf paths on which the file is ahead.
    conflicts: the leaves that both sides changed.
    unseen: the fields that a new file may lack, because no read returns them.
    notes: sentences that a person should read.
    markers: the places of conflict markers, as `path:line`, relative to the project's folder.
    error: why it failed.
    """

    address: Address
    path: str
    name: str
    status: PullStatus
    taken: tuple[TakenField, ...] = ()
    kept: tuple[str, ...] = ()
    conflicts: tuple[FieldChange, ...] = ()
    unseen: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    error: PersonactlError | None = None
    markers: tuple[str, ...] = ()


class Document(Struct, frozen=True):
    """A document to write.

    path: the file to write.
    fetched: the downloaded content.
    expected: the SHA-256 of the present content of `path`; None if there must not be such a file.
    """

    path: Path
    fetched: Path
    expected: str | None


class FilePull(Struct, frozen=True):
    """One file of the project, with its prompt file or its documents.

    items: the resources that the file defines.
    texts: path -> new content, for each file to write.
    before: path -> present content, None if the file does not exist.
    documents: the documents to write.
    entries: the new entries of the lock.
    base_texts: the texts that the platform holds according to `entries`.
    """

    items: tuple[PulledItem, ...]
    texts: Mapping[Path, str] = field(default_factory=dict)
    before: Mapping[Path, bytes | None] = field(default_factory=dict)
    documents: tuple[Document, ...] = ()
    entries: Mapping[Address, LockEntry] = field(default_factory=dict)
    base_texts: tuple[str, ...] = ()

    @property
    def writes(self) -> bool:
        """Whether it writes any file."""
        return bool(self.texts or self.documents)


class Pull(Struct, frozen=True):
    """The whole pull.

    files: in the order of kinds, then of keys.
    names: remote id -> address, for the ids that the items may mention.
    entry_names: id -> name, for the entries of the catalogue that the items mention.
    """

    files: tuple[FilePull, ...]
    names: Mapping[str, Address] = field(default_factory=dict)
    entry_names: Mapping[str, str] = field(default_factory=dict)

    @property
    def items(self) -> tuple[PulledItem, ...]:
        """The items of all files."""
        return tuple(item for file in self.files for item in file.items)
