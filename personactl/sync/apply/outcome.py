"""The outcome of each item of a plan: done, failed or skipped. A run reports every item."""

from collections.abc import Sequence
from typing import Literal, TypeAlias

from msgspec import Struct

from personactl.errors import PartialError, PersonactlError
from personactl.persona.project_resource import Address

WriteStatus: TypeAlias = Literal["created", "updated", "adopted", "replaced", "deleted", "unchanged", "left"]
"""What was done. `left` is for an item on which only the remote changed."""


class Done(Struct, frozen=True):
    """The item is written, verified with a read, and remembered in the lock.

    status: what was done.
    remote_id: the resource's id on the platform.
    unverified: the paths that were written and that a read does not return.
    """

    status: WriteStatus
    remote_id: str
    unverified: tuple[str, ...] = ()


class Failed(Struct, frozen=True):
    """The item failed with `error`."""

    error: PersonactlError


class Skipped(Struct, frozen=True):
    """The item was not tried; `reason` says why."""

    reason: str


Result: TypeAlias = Done | Failed | Skipped


class Outcome(Struct, frozen=True):
    """The result of one item, which is known by its `address`, the `path` of its file and its `name`."""

    address: Address
    path: str
    name: str
    result: Result

    @property
    def key(self) -> str:
        """The key of the resource."""
        return self.address.key


def raise_for(outcomes: Sequence[Outcome]) -> None:
    """Return if no item failed. Raises `PartialError` if some items were written and others failed; if nothing was
    written, an error of the type that the first failed item has."""
    failed = [(outcome, outcome.result.error) for outcome in outcomes if isinstance(outcome.result, Failed)]
    if not failed:
        return
    unfinished = sum(not isinstance(outcome.result, Done) for outcome in outcomes)
    written = sum(isinstance(outcome.result, Done) and _is_write(outcome.result) for outcome in outcomes)
    first, error = failed[0]
    kind: type[PersonactlError] = PartialError if written else type(error)
    noun = "personas" if all(outcome.address.kind == "persona" for outcome in outcomes) else "resources"
    name = first.key if noun == "personas" else str(first.address)
    raise kind(
        f"{unfinished} of {unfinished + written} {noun} could not be finished; {name}: {error.message}",
        where=error.where,
        hint=f"{error.hint}; what is done stays, and running the same command again does the rest"
        if written
        else error.hint,
    ) from error


def _is_write(done: Done) -> bool:
    return done.status not in ("unchanged", "left")
