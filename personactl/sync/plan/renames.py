"""A file that got another name: the same resource under another key, and not a second one.

The lock knows a resource by its file's key. When a key has lost its file and a new file wants a resource of the very
name that the platform shows for it (or, for a document, with the very content), the file was renamed, and what the lock
remembers moves along.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from msgspec import structs

from personactl.persona.resource import Address
from personactl.state.lock import LockBlock, LockEntry
from personactl.sync.values.desired import CONTENT, SCOPE, Desired
from personactl.sync.values.observed import Row


@dataclass(frozen=True, slots=True)
class Renamed:
    """`locked` as if the files had always had their present names; `formerly` are the old addresses by the new ones."""

    locked: LockBlock
    formerly: Mapping[Address, Address]


def with_renames(
    wanted: Iterable[Desired],
    locked: LockBlock,
    listed: Mapping[str, Row],
    addresses: Collection[Address],
) -> Renamed:
    """`wanted` and `listed` are of one kind, `addresses` are those of all files of the project. What fits several ways
    is left alone."""
    orphans: dict[tuple[str, ...], list[Address]] = {}
    for address, entry in locked.resources.items():
        row = listed.get(entry.remote_id)
        if row is not None and address not in addresses:
            orphans.setdefault(_seen(row, entry), []).append(address)
    if not orphans:
        return Renamed(locked, {})
    newcomers: dict[tuple[str, ...], list[Address]] = {}
    for one in wanted:
        if one.address not in locked.resources:
            newcomers.setdefault(_wanted(one), []).append(one.address)
    formerly = {
        news[0]: orphans[traits][0]
        for traits, news in newcomers.items()
        if len(news) == 1 and len(orphans.get(traits, ())) == 1
    }
    return Renamed(moved(locked, formerly), formerly)


def moved(locked: LockBlock, formerly: Mapping[Address, Address]) -> LockBlock:
    """`locked` with all that it has of the old addresses under the new ones."""
    if not formerly:
        return locked
    now = {old: new for new, old in formerly.items()}
    return structs.replace(
        locked,
        resources={now.get(address, address): entry for address, entry in locked.resources.items()},
        pending={now.get(address, address): pending for address, pending in locked.pending.items()},
        leftovers={now.get(address, address): ids for address, ids in locked.leftovers.items()},
    )


def _wanted(one: Desired) -> tuple[str, ...]:
    content = one.prints.get(CONTENT)
    return (one.name,) if content is None else (one.prints.get(SCOPE, ""), content)


def _seen(row: Row, entry: LockEntry) -> tuple[str, ...]:
    content = entry.fields.get(CONTENT)
    return (row.name,) if content is None else (entry.fields.get(SCOPE, ""), content)
