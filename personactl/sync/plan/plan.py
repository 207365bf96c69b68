"""What a push would do: a frozen value, sorted, with a digest, made by `planning` and obeyed by `applying`.

An `Item` is one resource: which one it is about, what differs field by field, and one `Action` out of a closed union.
Five actions write (`Create`, `Update`, `Adopt`, `Replace`, `Delete`), three refuse (`Conflict`, `NameTaken`,
`Missing`), two leave everything as it is (`Unchanged`, `Drift`). A plan with one refusal in it is not applied at all.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from enum import Enum, StrEnum
from hashlib import sha256
from pathlib import PurePath
from typing import TypeAlias

from msgspec import Struct

from personactl.json_value import JsonValue
from personactl.persona.resource import Address, Upload, references_in, with_ids
from personactl.state.lock import LockEntry
from personactl.sync.plan.wording import PUSH, PlanWording
from personactl.sync.values.field_paths import fingerprint, fingerprints
from personactl.sync.values.three_way import Absent, Remote


class Why(StrEnum):
    """Who moved."""

    mine = "mine"
    theirs = "theirs"
    conflict = "conflict"
    left = "left"
    """The file no longer sets the field, and the platform has no way to clear it."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One leaf on which the sides differ. `sent` is what a push writes, or ABSENT when it leaves the field alone."""

    path: str
    why: Why
    file: JsonValue | Absent
    remote: Remote
    sent: JsonValue | Absent


@dataclass(frozen=True, slots=True)
class Write:
    """One request and what must be true after it. All are keyed by leaf path, but for `resolved`.

    `send` is the smallest body that is safe: the leaves that moved and those that the platform would reset otherwise.
    `expect` is what the next read must show, where it shows the field at all. `record` is what the lock remembers
    once it did. `settled` is False while somebody else's change is left alone: the lock must then not remember the
    date of the last change, or the difference would go unseen from there on. `later` are the leaves of `record` that
    hold references: their fingerprints can't be told before the ids are known. `gone` is what must no longer be there.
    """

    send: Mapping[str, JsonValue]
    expect: Mapping[str, JsonValue]
    record: Mapping[str, str]
    resolved: Mapping[str, str]
    settled: bool = True
    later: Mapping[str, JsonValue] = field(default_factory=dict)
    gone: Mapping[str, JsonValue] = field(default_factory=dict)

    def with_ids(self, ids: Mapping[Address, str]) -> "Write":
        """The same with the references with_ids in that `ids` knows."""
        if not self.later:
            return self
        known = {path: with_ids(value, ids) for path, value in self.later.items()}
        return replace(
            self,
            send={path: with_ids(value, ids) for path, value in self.send.items()},
            expect={path: with_ids(value, ids) for path, value in self.expect.items()},
            record={**self.record, **fingerprints({path: known[path] for path in self._unfinished()})},
            later={path: value for path, value in known.items() if any(references_in(value))},
        )

    def _unfinished(self) -> Iterator[str]:
        """The paths of `record` whose fingerprint is of a value with references; a rollback remembers older ones."""
        for path, value in self.later.items():
            if self.record.get(path) == fingerprint(path, value):
                yield path


@dataclass(frozen=True, slots=True)
class Create:
    write: Write


@dataclass(frozen=True, slots=True)
class Update:
    """`seen` is the remote's `updatedAt` when the plan was made: another one at the time of writing stops the write."""

    remote_id: str
    seen: str
    write: Write


@dataclass(frozen=True, slots=True)
class Adopt:
    """Take over a resource of the same name that nobody pushed from here. Nothing to send means: only remember it."""

    remote_id: str
    seen: str
    write: Write


@dataclass(frozen=True, slots=True)
class Replace:
    """What differs can't be written by an update (the content of a document, the addresses of an LLM): a new one is
    made whole, what needs it is pointed to it, and `remote_id` is deleted after that."""

    remote_id: str
    seen: str
    write: Write


@dataclass(frozen=True, slots=True)
class Delete:
    """It was pushed from here and has no file any more. `seen` is empty where its date means nothing."""

    remote_id: str
    seen: str


@dataclass(frozen=True, slots=True)
class Unchanged:
    """`entry` is what the lock should say from now on, or None when it says that already."""

    remote_id: str
    entry: LockEntry | None


@dataclass(frozen=True, slots=True)
class Drift:
    """Only the remote moved: reported, and left alone."""

    remote_id: str
    entry: LockEntry | None


@dataclass(frozen=True, slots=True)
class Conflict:
    """`circle` are the others of a circle in which names would pass on, where that is the reason."""

    remote_id: str
    circle: tuple[Address, ...] = ()


@dataclass(frozen=True, slots=True)
class NameTaken:
    """`candidates` are the ids of the remote resources that bear the name, oldest first."""

    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """The lock names a resource that the platform no longer has."""

    remote_id: str


Writing: TypeAlias = Create | Update | Adopt | Replace | Delete
Refusing: TypeAlias = Conflict | NameTaken | Missing
Action: TypeAlias = Writing | Refusing | Unchanged | Drift


@dataclass(frozen=True, slots=True)
class Item:
    """One resource of a plan. `path` is its file, seen from the project's folder, with slashes; empty where it has none
    any more. `notes` are sentences worth reading. `trusted` are the unchanged fields that a read did not return: only
    the lock says that the remote holds them. `learned` is what the lock has to know before anything is sent: a
    resource found again, or one that was pushed under the key `formerly`. `needs` are the other items of the plan that
    must be done before this one. `leftovers` are the ids of older versions of it, deleted once nothing needs them.
    """

    address: Address
    path: str
    name: str
    action: Action
    changes: tuple[FieldChange, ...] = ()
    notes: tuple[str, ...] = ()
    trusted: tuple[str, ...] = ()
    learned: LockEntry | None = None
    formerly: Address | None = None
    needs: tuple[Address, ...] = ()
    leftovers: tuple[str, ...] = ()
    upload: Upload | None = None

    @property
    def key(self) -> str:
        return self.address.key

    @property
    def place(self) -> str:
        """What to look at: the resource, and its file where it has one."""
        return f"{self.address} ({self.path})" if self.path else str(self.address)

    @property
    def writes(self) -> bool:
        return isinstance(self.action, Writing)

    @property
    def refuses(self) -> bool:
        return isinstance(self.action, Refusing)


@dataclass(frozen=True, slots=True)
class Plan:
    """All items: what is needed before what needs it (the order of `KINDS`), by key within a kind; deletions come last,
    in the opposite order of kinds. Who gets a name of another waits for it wherever that stands. `names` tells by id
    what the items mention and is told by nothing in them. `parties` are the sides that are compared."""

    items: tuple[Item, ...]
    names: Mapping[str, Address] = field(default_factory=dict)
    parties: PlanWording = PUSH

    @property
    def writing(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.writes)

    @property
    def refusing(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.refuses)

    @property
    def in_sync(self) -> bool:
        return all(isinstance(item.action, Unchanged) for item in self.items)

    @property
    def digest(self) -> str:
        """The same for the same plan, on every machine: SHA-256 over all that it says."""
        text = json.dumps(_plain(self.items), sort_keys=True, separators=(",", ":"))
        return sha256(text.encode()).hexdigest()


def _plain(value: object) -> object:
    """Values as JSON that also names their types, so that no two different plans look the same."""
    match value:
        case Enum():
            return value.name
        case PurePath():
            return None  # where a file lies differs between machines; its fingerprint does not
        case Mapping():
            return {str(key): _plain(inner) for key, inner in value.items()}
        case tuple() | list():
            return [_plain(inner) for inner in value]
        case Struct():
            names = value.__struct_fields__
            return {"is": type(value).__name__, **{name: _plain(getattr(value, name)) for name in names}}
        case _ if is_dataclass(value):
            return {"is": type(value).__name__, **{f.name: _plain(getattr(value, f.name)) for f in fields(value)}}
        case _:
            return value
