"""A persona file that got another name: the same persona under another key, and not a second one.

The lock knows a persona by its file's key. When a key has lost its file and a new file wants a persona of the very name
that the platform shows for it, the file was renamed, and what the lock remembers moves along.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from personactl.persona.remote import RemoteSummary
from personactl.persona.resource import Address
from personactl.state.lock import LockBlock
from personactl.sync.desired import Desired


@dataclass(frozen=True, slots=True)
class Renamed:
    """`locked` as if the files had always had their present names; `formerly` are the old keys by the new ones."""

    locked: LockBlock
    formerly: Mapping[Address, Address]


def with_renames(
    wanted: Iterable[Desired],
    locked: LockBlock,
    listed: Mapping[str, RemoteSummary],
    addresses: Collection[Address],
) -> Renamed:
    """`addresses` are those of all files of the project. A name that fits several ways is left alone."""
    orphans: dict[str | None, list[Address]] = {}
    for address, entry in locked.resources.items():
        row = listed.get(entry.remote_id)
        if address not in addresses and row is not None:
            orphans.setdefault(row.name, []).append(address)
    newcomers: dict[str, list[Address]] = {}
    for one in wanted:
        if one.address not in locked.resources:
            newcomers.setdefault(one.name, []).append(one.address)
    formerly = {
        news[0]: orphans[name][0]
        for name, news in newcomers.items()
        if len(news) == 1 and len(orphans.get(name, ())) == 1
    }
    return Renamed(moved(locked, formerly), formerly)


def moved(locked: LockBlock, formerly: Mapping[Address, Address]) -> LockBlock:
    """`locked` with the entries and pending writes of old keys under the new ones."""
    now = {old: new for new, old in formerly.items()}
    return replace(
        locked,
        resources={now.get(address, address): entry for address, entry in locked.resources.items()},
        pending={now.get(address, address): pending for address, pending in locked.pending.items()},
    )
