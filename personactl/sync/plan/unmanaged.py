"""The remote resources that the lock does not know, by name: somebody else's, or ours from a run that never came back.

A create is announced in the lock before it is sent. When the announcement is still there, a stranger with that name
and exactly that content is what the interrupted run made, and is not made again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from personactl.persona.resource import Address
from personactl.state.lock import LockBlock, PendingWrite
from personactl.sync.values.desired import Desired
from personactl.sync.values.field_paths import fingerprint
from personactl.sync.values.observed import Observed, Row
from personactl.sync.values.three_way import Known


@dataclass(frozen=True, slots=True)
class UnmanagedResources:
    """Ids by scope and name, oldest first."""

    by_name: Mapping[tuple[str, str], tuple[str, ...]]

    def named(self, scope: str, name: str) -> tuple[str, ...]:
        return self.by_name.get((scope, name), ())


def unmanaged_resources(locked: LockBlock, listed: Iterable[Row]) -> UnmanagedResources:
    """Built-in ones belong to nobody and are left out."""
    ours = known_ids(locked)
    by_name: dict[tuple[str, str], list[Row]] = {}
    for row in listed:
        if row.name and row.id not in ours and not row.builtin:
            by_name.setdefault((row.scope, row.name), []).append(row)
    return UnmanagedResources({name: tuple(row.id for row in sorted(rows, key=age)) for name, rows in by_name.items()})


def known_ids(locked: LockBlock) -> frozenset[str]:
    """All remote ids that are ours, older versions included."""
    older = (remote_id for ids in locked.leftovers.values() for remote_id in ids)
    return frozenset((*(entry.remote_id for entry in locked.resources.values()), *older))


def found_again(
    wanted: Iterable[Desired], locked: LockBlock, among: UnmanagedResources, read: Mapping[str, Observed | None]
) -> dict[Address, Observed]:
    """The announced creates of `wanted` that were carried out. One remote resource answers for one only."""
    found: dict[Address, Observed] = {}
    taken: set[str] = set()
    for one in wanted:
        pending = locked.pending.get(one.address)
        if pending is None:
            continue
        for remote_id in among.named(one.scope, pending.name):
            observed = read.get(remote_id)
            if observed is not None and remote_id not in taken and is_what_was_sent(pending, observed):
                found[one.address] = observed
                taken.add(remote_id)
                break
    return found


def is_what_was_sent(pending: PendingWrite, observed: Observed) -> bool:
    """Whether every field that a read returns is as it was announced."""
    return all(
        not isinstance(side := observed.side(path), Known) or fingerprint(path, side.value) == sent
        for path, sent in pending.fields.items()
    )


def age(row: Row) -> tuple[str, str]:
    """What sorts rows, oldest first, alike for everybody."""
    return row.created_at, row.id
