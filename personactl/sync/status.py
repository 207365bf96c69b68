"""Plans of several targets as one matrix: for each resource how it stands on each target."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias, assert_never

from personactl.errors import PersonactlError
from personactl.persona.resource import Address, Kind
from personactl.state.lock import LockBlock
from personactl.sync.plan.plan import (
    Adopt,
    Conflict,
    Create,
    Delete,
    Drift,
    Item,
    Missing,
    NameTaken,
    Plan,
    Replace,
    Unchanged,
    Update,
    Why,
)
from personactl.sync.values.observed import Row

_ORDER: tuple[Kind, ...] = ("persona", "tool", "knowledge", "document", "llm")


class State(StrEnum):
    """How the files stand to one target, for one resource."""

    in_sync = "in sync"
    ahead = "ahead"
    """The file changed since the last push."""
    behind = "behind"
    """The platform changed since the last push."""
    diverged = "diverged"
    """Both did, and a push would keep both changes."""
    conflict = "conflict"
    """Both did, in the same field and differently."""
    missing = "missing"
    """The platform does not have it: it was never pushed, or was deleted there."""
    untracked = "untracked"
    """The platform has one of that name, which was not pushed from here."""
    no_file = "no file"
    """It was pushed, and its file is gone."""


@dataclass(frozen=True, slots=True)
class Looked:
    """One target, as it was found: `states` by address. `unknown` are the personas there, as name and id, that neither
    a file nor the lock knows."""

    profile: str
    origin: str
    states: Mapping[Address, State]
    unknown: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Unreachable:
    """One target that could not be looked at, and why."""

    profile: str
    error: PersonactlError


Sight: TypeAlias = Looked | Unreachable


@dataclass(frozen=True, slots=True)
class Status:
    """`sights` in the order asked for; `addresses` are the rows: personas first, and by key."""

    sights: tuple[Sight, ...]
    addresses: tuple[Address, ...]

    @property
    def in_sync(self) -> bool:
        """Of what could be looked at."""
        looked = (sight for sight in self.sights if isinstance(sight, Looked))
        return all(state is State.in_sync for sight in looked for state in sight.states.values())

    @property
    def unreachable(self) -> tuple[Unreachable, ...]:
        return tuple(sight for sight in self.sights if isinstance(sight, Unreachable))


def status(sights: Iterable[Sight], addresses: Iterable[Address]) -> Status:
    """`addresses` are those of the files; what only a target's lock knows gets a row too."""
    seen = tuple(sights)
    rows = {*addresses, *(address for sight in seen if isinstance(sight, Looked) for address in sight.states)}
    return Status(seen, tuple(sorted(rows, key=lambda one: (_ORDER.index(one.kind), one.key))))


def states(plan: Plan, locked: LockBlock, defined: Collection[Address] | None) -> dict[Address, State]:
    """How one target stands. `defined` are the addresses of all the project's files, None where they can't be told."""
    formerly = {item.formerly for item in plan.items}
    found = {item.address: _state(item) for item in plan.items}
    if defined is not None:
        orphans = (one for one in locked.resources if one not in defined and one not in formerly and one not in found)
        found |= dict.fromkeys(orphans, State.no_file)
    return found


def unknown(rows: Iterable[Row], plan: Plan, locked: LockBlock) -> tuple[tuple[str, str], ...]:
    """Name and id of each persona among `rows` that nobody here knows, sorted."""
    known = {entry.remote_id for entry in locked.resources.values()}
    for item in plan.items:
        if isinstance(item.action, NameTaken):
            known |= set(item.action.candidates)
    return tuple(sorted((row.name, row.id) for row in rows if row.id not in known and not row.builtin))


def _state(item: Item) -> State:
    match item.action:
        case Unchanged():
            return State.in_sync
        case Update() | Replace():
            return State.diverged if any(change.why is Why.theirs for change in item.changes) else State.ahead
        case Drift():
            return State.behind
        case Conflict():
            return State.conflict
        case Create() | Missing():
            return State.missing
        case NameTaken() | Adopt():
            return State.untracked
        case Delete():
            return State.no_file
        case _:
            assert_never(item.action)
