"""The status of resources on several targets: for each resource, how its file compares with each target."""

from collections.abc import Collection, Iterable, Mapping
from typing import TypeAlias

from msgspec import Struct

from personactl.errors import PersonactlError
from personactl.persona.project_resource import Address, Kind
from personactl.state.lock import LockBlock
from personactl.sync.plan.item_state import State, state_of
from personactl.sync.plan.plan import NameTaken, Plan
from personactl.sync.values.observed import Row

_ORDER: tuple[Kind, ...] = ("persona", "tool", "knowledge", "document", "llm")


class ReachedTarget(Struct, frozen=True):
    """A target that was read.

    profile: its name.
    origin: its origin.
    states: address -> state.
    unknown: name and id of the personas that neither a file nor the lock knows.
    """

    profile: str
    origin: str
    states: Mapping[Address, State]
    unknown: tuple[tuple[str, str], ...] = ()


class UnreachableTarget(Struct, frozen=True):
    """A target that could not be read.

    profile: its name.
    error: why.
    """

    profile: str
    error: PersonactlError


TargetView: TypeAlias = ReachedTarget | UnreachableTarget


class Status(Struct, frozen=True):
    """The status of several targets.

    targets: in the order of the request.
    addresses: the rows: personas first, then by kind and key.
    """

    targets: tuple[TargetView, ...]
    addresses: tuple[Address, ...]

    @property
    def in_sync(self) -> bool:
        """Whether every resource is in sync on every target that could be read."""
        looked = (target for target in self.targets if isinstance(target, ReachedTarget))
        return all(state is State.in_sync for target in looked for state in target.states.values())

    @property
    def unreachable(self) -> tuple[UnreachableTarget, ...]:
        """The targets that could not be read."""
        return tuple(target for target in self.targets if isinstance(target, UnreachableTarget))


def status(targets: Iterable[TargetView], addresses: Iterable[Address]) -> Status:
    """Put the targets together. `addresses` are those of the files; a resource that only a lock knows gets a row
    too."""
    all_targets = tuple(targets)
    rows = {
        *addresses,
        *(address for target in all_targets if isinstance(target, ReachedTarget) for address in target.states),
    }
    return Status(all_targets, tuple(sorted(rows, key=lambda one: (_ORDER.index(one.kind), one.key))))


def states(plan: Plan, locked: LockBlock, defined: Collection[Address] | None) -> dict[Address, State]:
    """The states of one target. `defined` are the addresses of all the project's files, None if they are not known."""
    formerly = {item.formerly for item in plan.items}
    found = {item.address: state_of(item) for item in plan.items}
    if defined is not None:
        orphans = (one for one in locked.resources if one not in defined and one not in formerly and one not in found)
        found |= dict.fromkeys(orphans, State.no_file)
    return found


def unknown(rows: Iterable[Row], plan: Plan, locked: LockBlock) -> tuple[tuple[str, str], ...]:
    """Name and id of each persona among `rows` that neither the plan nor the lock knows, sorted."""
    known = {entry.remote_id for entry in locked.resources.values()}
    for item in plan.items:
        if isinstance(item.action, NameTaken):
            known |= set(item.action.candidates)
    return tuple(sorted((row.name, row.id) for row in rows if row.id not in known and not row.builtin))
