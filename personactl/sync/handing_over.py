"""Names that pass from one resource to another in one push, where the platform has but one resource of a name.

Whoever gets such a name waits until whoever bears it has been renamed or deleted. A file that takes over the name of
one without a file is no case of this: that is the same resource under another key (`renaming`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from personactl.persona.resource import Address
from personactl.sync.kinds.table import HANDLING
from personactl.sync.observed import Observed
from personactl.sync.plan import Conflict, Create, Delete, Item, Update


def handed_over(items: Sequence[Item], observed: Mapping[Address, Observed]) -> dict[Address, Address]:
    """By the address of each item that gets a name: the one that bears it until it is written itself."""
    bearers = {(item.address.kind, name): item for item, name in _given_up(items, observed)}
    waits: dict[Address, Address] = {}
    for item in items if bearers else ():
        bearer = bearers.get((item.address.kind, item.name)) if _gets_a_name(item, observed) else None
        # One that is new can't wait for a deletion, which may itself wait for those that need the new one.
        if bearer is not None and not (isinstance(item.action, Create) and isinstance(bearer.action, Delete)):
            waits[item.address] = bearer.address
    return waits


def circular(waits: Mapping[Address, Address]) -> dict[Address, tuple[Address, ...]]:
    """Those of `waits` that wait for each other in a circle, each with the others of its circle."""
    found: dict[Address, tuple[Address, ...]] = {}
    for start in waits:
        circle = [start]
        while (following := waits.get(circle[-1])) is not None and following not in circle:
            circle.append(following)
        if following == start:
            found[start] = tuple(sorted(circle[1:]))
    return found


def with_swaps_refused(items: Sequence[Item], swaps: Mapping[Address, tuple[Address, ...]]) -> list[Item]:
    """No write can do what a circle of names asks for, unless one of them has a third name for a while."""
    return [_refused(item, swaps[item.address]) if item.address in swaps else item for item in items]


def _refused(item: Item, others: tuple[Address, ...]) -> Item:
    assert isinstance(item.action, Update), "only what is there and stays there is in a circle"
    return replace(item, action=Conflict(item.action.remote_id, others))


def _given_up(items: Sequence[Item], observed: Mapping[Address, Observed]) -> Iterator[tuple[Item, str]]:
    """The items that bear a unique name which they won't bear any more, and that name."""
    for item in items:
        seen = observed.get(item.address)
        if seen is None or not item.writes or not HANDLING[item.address.kind].unique_names:
            continue
        if isinstance(item.action, Delete) or seen.name != item.name:
            yield item, seen.name


def _gets_a_name(item: Item, observed: Mapping[Address, Observed]) -> bool:
    seen = observed.get(item.address)
    return item.writes and not isinstance(item.action, Delete) and (seen is None or seen.name != item.name)
