"""Names that pass from one resource to another in one push, for kinds whose names the platform keeps unique.

The resource that takes over such a name waits until the one that has it is renamed or deleted. If a new file has the
name of a resource whose file is gone, that is another case: the file was renamed (`renames`).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

from msgspec.structs import replace

from personactl.persona.project_resource import Address
from personactl.sync.kinds.kind import RESOURCE_KINDS
from personactl.sync.plan.plan import Conflict, Create, Delete, Item, Update
from personactl.sync.values.observed import Observed


def name_handovers(items: Sequence[Item], observed: Mapping[Address, Observed]) -> dict[Address, Address]:
    """For each item that takes over a name: the item whose resource has the name until that item is written."""
    holders = {(item.address.kind, name): item for item, name in _given_up(items, observed)}
    waits: dict[Address, Address] = {}
    for item in items if holders else ():
        holder = holders.get((item.address.kind, item.name)) if _takes_a_name(item, observed) else None
        # A create cannot wait for a deletion, because the deletion may wait for items that need the new resource.
        if holder is not None and not (isinstance(item.action, Create) and isinstance(holder.action, Delete)):
            waits[item.address] = holder.address
    return waits


def refuse_circles(items: Sequence[Item], names: Mapping[Address, Address]) -> list[Item]:
    """`items`, with a conflict in place of each update that would wait for itself.

    Such a circle could only be broken with a temporary third name. It may lead through a persona, which stops using
    one tool when it gets another.

    items: the items, each with its `needs`.
    names: the result of `name_handovers`.
    """
    needs = {item.address: item.needs for item in items}
    circles = {address: _circle(address, needs) for address in names}
    return [_refused(item, circles.get(item.address, ())) for item in items]


def _refused(item: Item, circle: Collection[Address]) -> Item:
    if not circle or not isinstance(item.action, Update):
        return item
    others = sorted(one for one in circle if one.kind == item.address.kind and one != item.address)
    return replace(item, action=Conflict(item.action.remote_id, tuple(others)))


def _circle(start: Address, needs: Mapping[Address, Sequence[Address]]) -> list[Address]:
    """A circle of needs from `start` back to it; empty if there is none."""
    previous: dict[Address, Address | None] = {start: None}
    waiting = [start]
    while waiting:
        current: Address | None = waiting.pop()
        assert current is not None
        for needed in needs.get(current, ()):
            if needed == start:
                circle = []
                while current is not None:
                    circle.append(current)
                    current = previous[current]
                return circle
            if needed not in previous:
                previous[needed] = current
                waiting.append(needed)
    return []


def _given_up(items: Sequence[Item], observed: Mapping[Address, Observed]) -> Iterator[tuple[Item, str]]:
    """The items that give up a unique name, with that name."""
    for item in items:
        held = observed.get(item.address)
        if held is None or not item.writes or not RESOURCE_KINDS[item.address.kind].unique_names:
            continue
        if isinstance(item.action, Delete) or held.name != item.name:
            yield item, held.name


def _takes_a_name(item: Item, observed: Mapping[Address, Observed]) -> bool:
    held = observed.get(item.address)
    return item.writes and not isinstance(item.action, Delete) and (held is None or held.name != item.name)
