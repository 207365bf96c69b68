"""The state of a resource: one word for how file, lock and platform compare, which every command uses.

docs/push.md explains the words. A plan also has the states of what its options make of a resource.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from personactl.sync.plan.field_change import Why
from personactl.sync.plan.plan import (
    Action,
    Adopt,
    Conflict,
    Create,
    Delete,
    Drift,
    DriftRefused,
    Item,
    Missing,
    NameTaken,
    NotOurs,
    Replace,
    Unchanged,
    Update,
)


class State(StrEnum):
    """The states, in the order in which counts show them."""

    to_create = "to create"
    """It has a file and was never pushed."""
    to_update = "to update"
    """Only the file changed since the last push."""
    diverged = "diverged"
    """File and platform changed, in different fields: a push writes the one and leaves the other."""
    to_adopt = "to adopt"
    """With `--adopt`: the platform has a resource of that name, which a push takes over."""
    to_replace = "to replace"
    """Only the file changed, and an update cannot write that."""
    to_delete = "to delete"
    """With `--prune`: it was pushed, and its file is gone."""
    drift = "drift"
    """Only the platform changed since the last push."""
    conflict = "conflict"
    """File and platform changed the same field, to different values."""
    name_taken = "name taken"
    """The platform has a resource of that name that was not pushed from here."""
    not_ours = "not ours"
    """The lock says that it was pushed from here, and it holds nothing of what was pushed."""
    missing = "missing"
    """It was pushed, and the platform does not have it any more."""
    no_file = "no file"
    """It was pushed, and its file is gone."""
    in_sync = "in sync"
    """Nothing differs."""


_STATES: Final[Mapping[type[Action], State]] = {
    Create: State.to_create,
    Update: State.to_update,
    Adopt: State.to_adopt,
    Replace: State.to_replace,
    Delete: State.to_delete,
    Drift: State.drift,
    DriftRefused: State.drift,
    Conflict: State.conflict,
    NameTaken: State.name_taken,
    NotOurs: State.not_ours,
    Missing: State.missing,
    Unchanged: State.in_sync,
}


def state_of(item: Item) -> State:
    """Return the state of the resource of an item."""
    reasons = {change.why for change in item.changes}
    match item.action:
        case Update() | Replace() if Why.theirs in reasons:
            return State.diverged
        case DriftRefused() if Why.ours in reasons:
            return State.diverged
        case action:
            return _STATES[type(action)]
