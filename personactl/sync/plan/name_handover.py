"""Names that pass from one resource to another in one push, where the platform has but one resource of a name.

Whoever gets such a name waits until whoever bears it has been renamed or deleted. A file that takes over the name of
one without a file is no case of this: that is the same resource under another key (`renaming`).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from personactl.persona.resource import Address
from personactl.sync.kinds.kinds_table import RESOURCE_KINDS
from personactl.sync.plan.plan import Conflict, Create, Delete, Item, Update
from personactl.sync.values.observed import Observed


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


def with_circles_refused(items: Sequence[Item], names: Mapping[Address, Address]) -> list[Item]:
    """`items`, each with what it waits for, without the writes that would wait for themselves: those of which only a
    third name for a while could get out. A circle may go through a persona, which lets go of one tool when it gets
    another."""
    needs = {item.address: item.needs for item in items}
    circles = {address: _circle(address, needs) for address in names}
    return [_refused(item, circles.get(item.address, ())) for item in items]


def _refused(item: Item, circle: Collection[Address]) -> Item:
    if not circle or not isinstance(item.action, Update):
        return item
    others = sorted(one for one in circle if one.kind == item.address.kind and one != item.address)
    return replace(item, action=Conflict(item.action.remote_id, tuple(others)))


def _circle(start: Address, needs: Mapping[Address, Sequence[Address]]) -> list[Address]:
    """The way from `start` through what it needs back to it; empty where there is none."""
    came: dict[Address, Address | None] = {start: None}
    waiting = [start]
    while waiting:
        here: Address | None = waiting.pop()
        assert here is not None
        for needed in needs.get(here, ()):
            if needed == start:
                way = []
                while here is not None:
                    way.append(here)
                    here = came[here]
                return way
            if needed not in came:
                came[needed] = here
                waiting.append(needed)
    return []


def _given_up(items: Sequence[Item], observed: Mapping[Address, Observed]) -> Iterator[tuple[Item, str]]:
    """The items that bear a unique name which they won't bear any more, and that name."""
    for item in items:
        seen = observed.get(item.address)
        if seen is None or not item.writes or not RESOURCE_KINDS[item.address.kind].unique_names:
            continue
        if isinstance(item.action, Delete) or seen.name != item.name:
            yield item, seen.name


def _gets_a_name(item: Item, observed: Mapping[Address, Observed]) -> bool:
    seen = observed.get(item.address)
    return item.writes and not isinstance(item.action, Delete) and (seen is None or seen.name != item.name)
