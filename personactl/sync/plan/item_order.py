"""What has to be done before what: an item waits for those that make what it needs, a deletion for those that let go,
and whoever gets a name for whoever bears it.

References only point from a kind to one that stands before it in `KINDS`, so there are no circles; one that points
elsewhere is refused. What an item held until now is told by what was seen of it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from personactl.errors import UsageError
from personactl.json_value import JsonValue
from personactl.persona.resource import KINDS, Address, Resource
from personactl.state.lock import LockBlock
from personactl.sync.plan.name_handover import handed_over, with_circles_refused
from personactl.sync.plan.plan import Create, Delete, Item, Plan
from personactl.sync.values.observed import Observed


def refuse_loose_ends(wanted: Iterable[Resource], locked: LockBlock) -> None:
    """Raises `UsageError` for a resource that needs one which is neither among them nor pushed, or that can't be needed
    by it."""
    resources = tuple(wanted)
    there = {resource.address for resource in resources}
    for resource in resources:
        for needed in resource.needs:
            if KINDS.index(needed.kind) >= KINDS.index(resource.address.kind):
                raise UsageError(
                    f"{resource.address} can't need {needed}",
                    where=str(resource.path),
                    hint="a persona needs tools and LLMs, a tool needs knowledge; nothing goes the other way",
                )
            if needed not in there and needed not in locked.resources:
                raise UsageError(
                    f"{resource.address} needs {needed}, which was never pushed to this target",
                    where=str(resource.path),
                    hint=f"push it too: personactl push --only {resource.address.kind}/{resource.address.key}",
                )


def ordered(
    items: Sequence[Item], needs: Mapping[Address, Sequence[Address]], observed: Mapping[Address, Observed]
) -> Plan:
    """The plan of `items`, each with what it has to wait for. `needs` are the resources whose ids an item holds."""
    names = handed_over(items, observed)
    writing = {item.address for item in items if item.writes}
    holders = _holders(writing, observed)
    # Who needs one that waits for a name does not wait for that one, if it has its id: the deletion that sets the name
    # free may itself wait for who needs it.
    there = {item.address for item in items if item.address in names and not isinstance(item.action, Create)}
    waiting = [_waiting(item, needs, writing - there, holders, names) for item in items]
    return Plan(tuple(sorted(with_circles_refused(waiting, names) if names else waiting, key=_place)))


def _waiting(
    item: Item,
    needs: Mapping[Address, Sequence[Address]],
    writing: Collection[Address],
    holders: Mapping[str, Sequence[Address]],
    names: Mapping[Address, Address],
) -> Item:
    """`writing` are the items that those which need them wait for."""
    if isinstance(item.action, Delete):
        before: Iterable[Address] = holders.get(item.action.remote_id, ())
    else:
        before = needs.get(item.address, ())
    waits = {address for address in before if address in writing} - {item.address}
    if item.address in names:
        waits.add(names[item.address])
    return replace(item, needs=tuple(sorted(waits))) if waits else item


def _holders(writing: Collection[Address], observed: Mapping[Address, Observed]) -> dict[str, list[Address]]:
    """By remote id: the items to be written that held it until now."""
    holders: dict[str, list[Address]] = {}
    for address in writing:
        held = observed.get(address)
        for text in dict.fromkeys(_texts(list(held.values.values()))) if held is not None else ():
            holders.setdefault(text, []).append(address)
    return holders


def _texts(value: JsonValue) -> Iterator[str]:
    """Short ones: an id is never long, and a prompt never an id."""
    match value:
        case str() if len(value) <= _LONGEST_ID:
            yield value
        case list():
            for inner in value:
                yield from _texts(inner)
        case dict():
            for inner in value.values():
                yield from _texts(inner)
        case _:
            pass


_LONGEST_ID = 128


def _place(item: Item) -> tuple[bool, int, str]:
    """What is needed goes first, and is deleted last."""
    rank, deletes = KINDS.index(item.address.kind), isinstance(item.action, Delete)
    return deletes, -rank if deletes else rank, item.address.key
