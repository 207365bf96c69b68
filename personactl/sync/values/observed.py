"""A stored resource as the platform returned it: as a row of a list, and as a read, leaf by leaf.

A read has another shape than a write (docs/platform.md#persona-reads): it nests an object where a write takes an id,
and it does not return some fields that the platform stores. A field that was not returned is unknown; only a field that
was returned empty counts as unset.
"""

from collections.abc import Mapping
from typing import Literal, TypeAlias

from msgspec import Struct, field

from personactl.api.answers import Answer, returned
from personactl.json_value import JsonValue
from personactl.sync.values.field_paths import field_of, is_secret_fingerprint, leaves
from personactl.sync.values.shapes import Shape
from personactl.sync.values.three_way import Known, Remote, Unverifiable

State: TypeAlias = Literal["ready", "waiting", "failed"]
"""A document is `waiting` until the platform has processed it. Every other resource is always `ready`."""


class Observed(Struct, frozen=True):
    """One resource, as a read returned it.

    id: its id on the platform.
    name: its name.
    updated_at: the time of its last change, as the platform wrote it; the time of its creation if it never changed.
    values: field path -> value, for the leaves that hold something.
    returned: the fields that the read returned, empty or not, without fields that a read does not report reliably.
    state: whether the platform has processed it.
    failure: why processing failed, in the platform's words; empty if it did not fail.
    """

    id: str
    name: str
    updated_at: str
    values: Mapping[str, JsonValue]
    returned: frozenset[str]
    state: State = "ready"
    failure: str = ""

    def side(self, path: str, known: str | None = None) -> Remote:
        """What the remote holds in one leaf. A leaf that is missing from an object that was returned is unset.

        known: the fingerprint to compare it with. A secret cannot be compared with that of a reference.
        """
        if path in self.values:
            held = self.values[path]
            return Unverifiable() if is_secret_fingerprint(known) and held not in (None, "") else Known(held)
        return Known(None) if field_of(path) in self.returned else Unverifiable()

    def leaves_of(self, name: str) -> Mapping[str, JsonValue]:
        """Field path -> value, for the leaves of the field `name`."""
        return {path: value for path, value in self.values.items() if field_of(path) == name}


class Row(Struct, frozen=True):
    """One row of a list.

    id: the resource's id on the platform.
    name: its name.
    updated_at: the time of its last change, as the platform wrote it.
    created_at: the time of its creation, as the platform wrote it.
    scope: the id of the group within which the name is unique; empty if it is not a document.
    builtin: whether it belongs to the platform and not to the account.
    observed: the whole resource, or None if the list returns only a part of it.
    list_only: field path -> value, for leaves that the list returns and a read does not; None for an unset leaf.
    used_by: the number of personas that use it.
    entries: id -> name, for the avatar and the voice that the list names beside it.
    """

    id: str
    name: str
    updated_at: str
    created_at: str = ""
    scope: str = ""
    builtin: bool = False
    observed: Observed | None = None
    list_only: Mapping[str, JsonValue] = field(default_factory=dict)
    used_by: int = 0
    entries: Mapping[str, str] = field(default_factory=dict)

    def complete(self, read: Observed) -> Observed:
        """`read` and the leaves that only the list returns.

        The row is ignored if its date differs from the read's: somebody has changed the resource in between.
        """
        new = {path: value for path, value in self.list_only.items() if field_of(path) not in read.returned}
        if not new or self.updated_at != read.updated_at:
            return read
        held = {path: value for path, value in new.items() if value is not None}
        return Observed(
            read.id,
            read.name,
            read.updated_at,
            {**read.values, **held},
            read.returned | {field_of(path) for path in new},
            read.state,
            read.failure,
        )


def observed_leaves(answer: Answer, shape: Shape) -> tuple[Mapping[str, JsonValue], frozenset[str]]:
    """The `values` and `returned` of an `Observed`, for an answer whose fields have the names that a write takes.

    A null counts as unset.
    """
    raw = returned(answer)
    written = {name: raw[name] for name in shape.order if name in raw}
    held = {path: value for path, value in leaves(written, shape).items() if value is not None}
    return held, frozenset(written) - shape.silent
