"""What a push would do: a frozen, sorted value with a digest. `planner` makes it, and `apply` carries it out.

An `Item` is about one resource: what differs field by field, and one `Action` out of a closed union. Five actions write
(`Create` to `Delete`), five refuse (`Conflict` to `DriftRefused`), and two do nothing (`Unchanged`, `Drift`). A plan
that contains a refusal is not applied at all.
"""

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from personactl.json_value import JsonValue
from personactl.persona.project_resource import Address, Upload, references_in, with_ids
from personactl.state.lock import LockEntry
from personactl.sync.plan.field_change import FieldChange
from personactl.sync.plan.wording import PUSH, PlanWording
from personactl.sync.values.digest import digest
from personactl.sync.values.field_paths import fingerprint, fingerprints
from personactl.sync.values.old_version import OLDER, OldVersion
from personactl.sync.values.secret_uses import NO_SECRETS, SecretHosts


class Write(Struct, frozen=True):
    """One request, and what must be true after it. All mappings except `resolved` are keyed by leaf path.

    send: the smallest body that is safe: the leaves that changed, and those that the platform would reset otherwise.
    expect: what the next read must return, if it returns the field at all.
    record: the fingerprints that the lock remembers after that read.
    resolved: pin -> id, for the names that the file uses.
    settled: False if somebody else's change is left alone. The lock must not remember the date of the last change then,
        or the difference would never be noticed again.
    references: the leaves of `record` that hold references; their fingerprints are not known until the ids are.
    removed: the leaves, with their values, that the remote must no longer hold.
    left_alone: the leaves that the file does not set and that hold somebody else's value. The lock must not remember
        that value as `LockEntry.others`.
    accepted: leaf path -> fingerprint, for the leaves that were merged or decided for the platform: the lock remembers
        them as `LockEntry.others`, so that `--on-drift ours` does not undo it.
    """

    send: Mapping[str, JsonValue]
    expect: Mapping[str, JsonValue]
    record: Mapping[str, str]
    resolved: Mapping[str, str]
    settled: bool = True
    references: Mapping[str, JsonValue] = field(default_factory=dict)
    removed: Mapping[str, JsonValue] = field(default_factory=dict)
    left_alone: tuple[str, ...] = ()
    accepted: Mapping[str, str] = field(default_factory=dict)

    def with_ids(self, ids: Mapping[Address, str]) -> "Write":
        """Return this write with ids in place of the references that `ids` contains."""
        if not self.references:
            return self
        known = {path: with_ids(value, ids) for path, value in self.references.items()}
        return replace(
            self,
            send={path: with_ids(value, ids) for path, value in self.send.items()},
            expect={path: with_ids(value, ids) for path, value in self.expect.items()},
            record={**self.record, **fingerprints({path: known[path] for path in self._unfinished()})},
            references={path: value for path, value in known.items() if any(references_in(value))},
        )

    def _unfinished(self) -> Iterator[str]:
        """The paths of `record` whose fingerprint is that of a value with references; a rollback records older ones."""
        for path, value in self.references.items():
            if self.record.get(path) == fingerprint(path, value):
                yield path


class Create(Struct, frozen=True):
    """Create the resource."""

    write: Write


class Update(Struct, frozen=True):
    """Change the resource. `updated_at` is the date of its last change when the plan was made; if it is another one
    before the write, nothing is written."""

    remote_id: str
    updated_at: str
    write: Write


class Adopt(Struct, frozen=True):
    """Take over a resource of the same name that was not pushed from this project. If there is nothing to send, only
    the lock changes. `updated_at` is as in `Update`."""

    remote_id: str
    updated_at: str
    write: Write


class Replace(Struct, frozen=True):
    """Create a new resource in place of `remote_id`, because an update cannot write the difference (such as the content
    of a document). What refers to the old resource is updated, and the old one is deleted last."""

    remote_id: str
    updated_at: str
    write: Write


class Delete(Struct, frozen=True):
    """Delete a resource without a file. `updated_at` is as in `Update`, or empty if the date of the kind says nothing;
    `holds` are the ids of the documents that go with a group."""

    remote_id: str
    updated_at: str
    holds: tuple[str, ...] = ()


class Unchanged(Struct, frozen=True):
    """All sides agree. `entry` is the new entry of the lock, or None if the lock has it already."""

    remote_id: str
    entry: LockEntry | None


class Drift(Struct, frozen=True):
    """Only the remote changed. The change is reported and left alone. `entry` is as in `Unchanged`."""

    remote_id: str
    entry: LockEntry | None


class DriftRefused(Struct, frozen=True):
    """Only the remote changed, in some fields, and the user wants to know before anything is written."""

    remote_id: str


class Conflict(Struct, frozen=True):
    """Both sides changed the same field. `circle` is not empty if names would have to be exchanged in a circle instead:
    it lists the other resources of the circle."""

    remote_id: str
    circle: tuple[Address, ...] = ()


class NameTaken(Struct, frozen=True):
    """Unmanaged resources have the name. `candidates` are their ids, oldest first."""

    candidates: tuple[str, ...]


class NotOurs(Struct, frozen=True):
    """The lock says that this resource was pushed from here, and what it holds says otherwise."""

    remote_id: str


class Missing(Struct, frozen=True):
    """The lock knows the resource, and the platform no longer has it."""

    remote_id: str


Writing: TypeAlias = Create | Update | Adopt | Replace | Delete
Refusing: TypeAlias = Conflict | NameTaken | NotOurs | Missing | DriftRefused
Action: TypeAlias = Writing | Refusing | Unchanged | Drift


class Item(Struct, frozen=True):
    """One resource of a plan.

    address: the resource.
    path: its file, relative to the project's folder, with slashes; empty if it no longer has one.
    name: its name on the platform.
    action: what is done about it.
    changes: the leaves on which the sides differ.
    notes: sentences that a person should read.
    trusted: the unchanged fields that a read did not return, so that only the lock says what the remote holds.
    learned: an entry that the lock must have before anything is sent, for a resource that was found again or renamed.
    formerly: the address under which it was pushed before, if its file was renamed.
    needs: the other items of the plan that must be done before this one.
    leftovers: its older versions, which are deleted as soon as nothing refers to them.
    cannot_reset: the paths of drift that the file should overrule and that no update can unset.
    upload: the file to upload, for a document.
    secrets: the secrets that a host gets because of the write.
    remote_name: the name that the platform has for it now; empty if it was not read.
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
    leftovers: tuple[OldVersion, ...] = ()
    cannot_reset: tuple[str, ...] = ()
    upload: Upload | None = None
    secrets: SecretHosts = NO_SECRETS
    remote_name: str = ""

    @property
    def key(self) -> str:
        return self.address.key

    @property
    def place(self) -> str:
        """The place for error messages: the resource, and its file if it has one."""
        return f"{self.address} ({self.path})" if self.path else str(self.address)

    @property
    def writes(self) -> bool:
        return isinstance(self.action, Writing)

    @property
    def refuses(self) -> bool:
        return isinstance(self.action, Refusing)

    @property
    def deletions(self) -> "tuple[Item, ...]":
        """The deletions of older versions, without the one that a replacement replaces."""
        replaced = self.action.remote_id if isinstance(self.action, Replace) else ""
        return tuple(
            Item(self.address, "", one.name, Delete(one.remote_id, ""), notes=(OLDER,), remote_name=one.name)
            for one in self.leftovers
            if one.name and one.remote_id != replaced
        )


class Plan(Struct, frozen=True):
    """What a run would do.

    items: one for each resource, in the order of `KINDS` and by key within a kind, so that a resource comes after those
        that it needs; deletions come last, in the opposite order of kinds. An item that takes over the name of another
        one lists it in `needs`, whatever their order is.
    names: remote id -> address, for the ids that the items mention. It is not part of the digest.
    wording: what the sentences about this plan call the two sides.
    entry_names: id -> name, for entries of the catalogue. It is not part of the digest either.
    """

    items: tuple[Item, ...]
    names: Mapping[str, Address] = field(default_factory=dict)
    wording: PlanWording = PUSH
    entry_names: Mapping[str, str] = field(default_factory=dict)

    @property
    def shown(self) -> "tuple[Item, ...]":
        """All items, each followed by its deletions: what a reader sees and a limit counts."""
        return tuple(each for item in self.items for each in (item, *item.deletions))

    @property
    def writing(self) -> tuple[Item, ...]:
        """The items that write."""
        return tuple(item for item in self.items if item.writes)

    @property
    def refusing(self) -> tuple[Item, ...]:
        """The items that stop the run."""
        return tuple(item for item in self.items if item.refuses)

    @property
    def in_sync(self) -> bool:
        """Whether nothing differs."""
        return all(isinstance(item.action, Unchanged) for item in self.items)

    @property
    def digest(self) -> str:
        """SHA-256 over the items, in hexadecimal digits. It is the same for the same plan on every machine."""
        return digest(self.items)
