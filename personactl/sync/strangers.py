"""The remote personas that the lock does not know, by name: somebody else's, or ours from a run that never came back.

A create is announced in the lock before it is sent. When the announcement is still there, a stranger with that name
and exactly that content is the persona which the interrupted run made, and is not made again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from personactl.persona.remote import RemoteSummary
from personactl.persona.resource import Address
from personactl.state.lock import LockBlock, PendingWrite
from personactl.sync.leaves import fingerprint
from personactl.sync.observed import Observed
from personactl.sync.three_way import Known


@dataclass(frozen=True, slots=True)
class Strangers:
    """Ids by name, oldest first."""

    by_name: Mapping[str, tuple[str, ...]]

    def named(self, name: str) -> tuple[str, ...]:
        return self.by_name.get(name, ())


def strangers(locked: LockBlock, listed: Iterable[RemoteSummary]) -> Strangers:
    """Built-in personas belong to nobody and are left out."""
    ours = {entry.remote_id for entry in locked.resources.values()}
    by_name: dict[str, list[RemoteSummary]] = {}
    for row in listed:
        if row.name is not None and row.id not in ours and not row.is_default_persona:
            by_name.setdefault(row.name, []).append(row)
    return Strangers({name: tuple(row.id for row in sorted(rows, key=_age)) for name, rows in by_name.items()})


def found_again(
    addresses: Iterable[Address], locked: LockBlock, among: Strangers, read: Mapping[str, Observed | None]
) -> dict[Address, Observed]:
    """The announced creates of `addresses` that were carried out. One remote resource answers for one only."""
    found: dict[Address, Observed] = {}
    taken: set[str] = set()
    for address in addresses:
        pending = locked.pending.get(address)
        if pending is None:
            continue
        for remote_id in among.named(pending.name):
            observed = read.get(remote_id)
            if observed is not None and remote_id not in taken and is_what_was_sent(pending, observed):
                found[address] = observed
                taken.add(remote_id)
                break
    return found


def is_what_was_sent(pending: PendingWrite, observed: Observed) -> bool:
    """Whether every field that a read returns is as it was announced."""
    return all(
        not isinstance(side := observed.side(path), Known) or fingerprint(path, side.value) == sent
        for path, sent in pending.fields.items()
    )


def _age(row: RemoteSummary) -> tuple[str, str]:
    return row.created_at or "", row.id
