"""The order of a plan's items: what each item has to wait for.

An item waits for the items that create what it needs, a deletion waits for the items that refer to the resource until
now, and an item that takes over a name waits for the item that gives the name up.

References cannot form a circle, because a kind only refers to kinds before it in `KINDS`. Names can: two tools may want
to exchange theirs. Updates that would wait for each other in this way are refused (`name_handover`).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec.structs import replace

from personactl.persona.project_resource import KINDS, Address
from personactl.sync.plan.names.name_handover import name_handovers, refuse_circles
from personactl.sync.plan.plan import Create, Delete, Item, Plan
from personactl.sync.values.field_paths import texts_in
from personactl.sync.values.observed import Observed

_LONGEST_ID = 128
"""Characters. A longer text is a prompt or a description, never an id."""


def order_items(
    items: Sequence[Item], needs: Mapping[Address, Sequence[Address]], observed: Mapping[Address, Observed]
) -> Plan:
    """The plan with these `items`, each with what it has to wait for.

    needs: for each item, the resources that it refers to from now on.
    observed: what the remote held when it was read; it shows what an item refers to until now.
    """
    names = name_handovers(items, observed)
    writing = {item.address for item in items if item.writes}
    holders = _holders(writing, observed)
    # An item does not wait for a resource that itself waits for a name, if that resource has an id already: the
    # deletion that frees the name may wait for the item.
    has_id = {item.address for item in items if item.address in names and not isinstance(item.action, Create)}
    waiting = [_waiting(item, needs, writing - has_id, holders, names) for item in items]
    return Plan(tuple(sorted(refuse_circles(waiting, names) if names else waiting, key=_sort_key)))


def _waiting(
    item: Item,
    needs: Mapping[Address, Sequence[Address]],
    writing: Collection[Address],
    holders: Mapping[str, Sequence[Address]],
    names: Mapping[Address, Address],
) -> Item:
    """`item` with its `needs`. `writing` are the items that other items have to wait for."""
    if isinstance(item.action, Delete):
        before: Iterable[Address] = holders.get(item.action.remote_id, ())
    else:
        before = needs.get(item.address, ())
    waits = {address for address in before if address in writing} - {item.address}
    if item.address in names:
        waits.add(names[item.address])
    return replace(item, needs=tuple(sorted(waits))) if waits else item


def _holders(writing: Collection[Address], observed: Mapping[Address, Observed]) -> dict[str, list[Address]]:
    """Text -> the items to be written whose resource holds it until now. An id is one of these texts."""
    holders: dict[str, list[Address]] = {}
    for address in writing:
        held = observed.get(address)
        texts = dict.fromkeys(texts_in(list(held.values.values()))) if held is not None else {}
        for text in texts:
            if len(text) <= _LONGEST_ID:
                holders.setdefault(text, []).append(address)
    return holders


def _sort_key(item: Item) -> tuple[bool, int, str]:
    """A resource comes before those that need it, and is deleted after them."""
    rank, deletes = KINDS.index(item.address.kind), isinstance(item.action, Delete)
    return deletes, -rank if deletes else rank, item.address.key
