"""Names that pass from one resource to another in one push, where the platform has but one resource of a name.

Whoever gets such a name waits until whoever bears it has been renamed or deleted. A file that takes over the name of
one without a file is no case of this: that is the same resource under another key (`renaming`).
"""

from collections.abc import Iterator, Mapping, Sequence

from personactl.errors import UsageError
from personactl.persona.resource import Address
from personactl.sync.kinds.table import HANDLING
from personactl.sync.observed import Observed
from personactl.sync.plan import Create, Delete, Item


def handed_over(items: Sequence[Item], observed: Mapping[Address, Observed]) -> dict[Address, Address]:
    """By the address of each item that gets a name: the one that bears it until it is written itself.

    Raises `UsageError` for names that go round in a circle, which takes a third name for a while.
    """
    bearers = {(item.address.kind, name): item for item, name in _given_up(items, observed)}
    if not bearers:
        return {}
    waits: dict[Address, Address] = {}
    for item in items:
        bearer = bearers.get((item.address.kind, item.name)) if _gets_a_name(item, observed) else None
        # One that is new can't wait for a deletion, which may itself wait for those that need the new one.
        if bearer is not None and not (isinstance(item.action, Create) and isinstance(bearer.action, Delete)):
            waits[item.address] = bearer.address
    _refuse_circles(waits, {item.address: item for item in items})
    return waits


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


def _refuse_circles(waits: Mapping[Address, Address], items: Mapping[Address, Item]) -> None:
    for start in sorted(waits):
        circle = [start]
        while (following := waits.get(circle[-1])) is not None and following not in circle:
            circle.append(following)
        if following == start:
            first = items[start]
            plural = HANDLING[start.kind].plural
            raise UsageError(
                f"{' and '.join(map(str, circle))} would swap their names, and no two {plural} may have one name",
                where=" and ".join(items[address].path for address in circle),
                hint=f"give {start} a third name, push, and then name it {first.name!r} and push again",
            )
