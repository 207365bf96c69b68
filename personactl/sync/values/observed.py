"""A stored resource as the platform showed it: a row of its list, and a read of it leaf by leaf.

The platform reads differently from how it writes (docs/platform.md#persona-reads): nested where a write takes an id,
and silent about fields that it does store. Silence is kept as silence here; only a field that was returned empty
counts as unset.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from personactl.json_value import JsonValue
from personactl.sync.values.field_paths import top
from personactl.sync.values.three_way import Known, Remote, Unverifiable

State: TypeAlias = Literal["ready", "waiting", "failed"]
"""A document is not ready before the platform has processed it; everything else always is."""


@dataclass(frozen=True, slots=True)
class Observed:
    """`values` are the leaves that hold something, by path; `returned` are the write fields that the read answers for,
    empty or not, without those of which a read tells nothing for sure. `updated_at` is the platform's own text, and
    the time of creation where nothing was updated yet. `trouble` is the platform's word on what failed.
    """

    id: str
    name: str
    updated_at: str
    values: Mapping[str, JsonValue]
    returned: frozenset[str]
    state: State = "ready"
    trouble: str = ""

    def side(self, path: str) -> Remote:
        """The remote's side of one leaf. A leaf that is not in an object that was returned is unset."""
        if path in self.values:
            return Known(self.values[path])
        return Known(None) if top(path) in self.returned else Unverifiable()

    def leaves_of(self, name: str) -> Mapping[str, JsonValue]:
        """What the read showed of one field, by leaf path."""
        return {path: value for path, value in self.values.items() if top(path) == name}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a list. `scope` is what the name is unique in, if anything (a document's group, else empty).

    `builtin` ones belong to nobody. `observed` is the whole resource, where the list shows it whole; `tells` are leaves
    that the list shows and a read does not, None where nothing is set. `used_by` counts the personas that use it.
    """

    id: str
    name: str
    updated_at: str
    created_at: str = ""
    scope: str = ""
    builtin: bool = False
    observed: Observed | None = None
    tells: Mapping[str, JsonValue] = field(default_factory=dict)
    used_by: int = 0

    def completing(self, read: Observed) -> Observed:
        """`read` with what only the list tells. The row counts only while it is as old as the read: in between somebody
        may have changed the resource."""
        new = {path: value for path, value in self.tells.items() if top(path) not in read.returned}
        if not new or self.updated_at != read.updated_at:
            return read
        held = {path: value for path, value in new.items() if value is not None}
        return Observed(
            read.id,
            read.name,
            read.updated_at,
            {**read.values, **held},
            read.returned | {top(path) for path in new},
            read.state,
            read.trouble,
        )
