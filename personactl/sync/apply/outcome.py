"""What became of each item of a plan: done, failed or skipped, and why. A batch reports every item."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from personactl.errors import PartialError, PersonactlError
from personactl.persona.resource import Address

Deed: TypeAlias = Literal["created", "updated", "adopted", "replaced", "deleted", "unchanged", "left"]
"""`left` is for an item on which only the remote moved."""


@dataclass(frozen=True, slots=True)
class Done:
    """Written, read back and remembered. `unverified` are the written paths that a read does not return."""

    deed: Deed
    remote_id: str
    unverified: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Failed:
    error: PersonactlError


@dataclass(frozen=True, slots=True)
class Skipped:
    """Not tried, because going on made no sense."""

    reason: str


Result: TypeAlias = Done | Failed | Skipped


@dataclass(frozen=True, slots=True)
class Outcome:
    address: Address
    path: str
    name: str
    result: Result

    @property
    def key(self) -> str:
        return self.address.key


def raise_for(outcomes: Sequence[Outcome]) -> None:
    """Nothing when every item is done. Raises `PartialError` when only some are, and when none that had to be
    written is, a failure of the kind that stopped the first of them."""
    failed = [(outcome, outcome.result.error) for outcome in outcomes if isinstance(outcome.result, Failed)]
    if not failed:
        return
    missed = sum(not isinstance(outcome.result, Done) for outcome in outcomes)
    written = sum(isinstance(outcome.result, Done) and _wrote(outcome.result) for outcome in outcomes)
    first, error = failed[0]
    kind: type[PersonactlError] = PartialError if written else type(error)
    what = "personas" if all(outcome.address.kind == "persona" for outcome in outcomes) else "resources"
    name = first.key if what == "personas" else str(first.address)
    raise kind(
        f"{missed} of {missed + written} {what} could not be finished; {name}: {error.message}",
        where=error.where,
        hint=f"{error.hint}; what was done stays, run it again for the rest" if written else error.hint,
    ) from error


def _wrote(done: Done) -> bool:
    return done.deed not in ("unchanged", "left")
