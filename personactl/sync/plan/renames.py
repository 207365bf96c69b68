"""Renamed files: the same resource under another key, and not a second resource.

The lock knows a resource by the key of its file. If a key no longer has a file, and a new file wants a resource with
the name that the platform has for the old key (for a document: with the same content), the file was renamed. The entry
of the lock then moves to the new key.
"""

from collections.abc import Collection, Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from personactl.persona.project_resource import Address
from personactl.state.lock import LockBlock, LockEntry
from personactl.sync.values.desired import CONTENT, SCOPE, Desired
from personactl.sync.values.observed import Row


class Renamed(Struct, frozen=True):
    """The result of looking for renamed files.

    locked: the block of the lock, with all entries under the present keys.
    formerly: new address -> old address.
    """

    locked: LockBlock
    formerly: Mapping[Address, Address]


def with_renames(
    all_desired: Iterable[Desired],
    locked: LockBlock,
    listed: Mapping[str, Row],
    addresses: Collection[Address],
) -> Renamed:
    """Find the renamed files of one kind. A file that could be the new name of several is not counted as renamed.

    all_desired: the resources of that kind.
    locked: what was pushed.
    listed: the rows of that kind, by id.
    addresses: the addresses of all files of the project.
    """
    orphans: dict[tuple[str, ...], list[Address]] = {}
    for address, entry in locked.resources.items():
        row = listed.get(entry.remote_id)
        if row is not None and address not in addresses:
            orphans.setdefault(_seen(row, entry), []).append(address)
    if not orphans:
        return Renamed(locked, {})
    newcomers: dict[tuple[str, ...], list[Address]] = {}
    for one in all_desired:
        if one.address not in locked.resources:
            newcomers.setdefault(_wanted(one), []).append(one.address)
    formerly = {
        news[0]: orphans[traits][0]
        for traits, news in newcomers.items()
        if len(news) == 1 and len(orphans.get(traits, ())) == 1
    }
    return Renamed(with_moved_addresses(locked, formerly), formerly)


def with_moved_addresses(locked: LockBlock, formerly: Mapping[Address, Address]) -> LockBlock:
    """`locked` with everything that it has under the old addresses moved to the new ones (new -> old in `formerly`)."""
    if not formerly:
        return locked
    now = {old: new for new, old in formerly.items()}
    return replace(
        locked,
        resources={now.get(address, address): entry for address, entry in locked.resources.items()},
        pending={now.get(address, address): pending for address, pending in locked.pending.items()},
        leftovers={now.get(address, address): ids for address, ids in locked.leftovers.items()},
    )


def _wanted(one: Desired) -> tuple[str, ...]:
    content = one.fingerprints.get(CONTENT)
    return (one.name,) if content is None else (one.fingerprints.get(SCOPE, ""), content)


def _seen(row: Row, entry: LockEntry) -> tuple[str, ...]:
    content = entry.fields.get(CONTENT)
    return (row.name,) if content is None else (entry.fields.get(SCOPE, ""), content)
