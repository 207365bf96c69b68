"""A choice out of resources that need each other."""

from collections.abc import Collection, Iterable

from personactl.persona.resource import Address, Resource


def with_needs(names: Collection[Address], wanted: Iterable[Resource]) -> tuple[Resource, ...]:
    """Those at `names`, those of `wanted` that they need, and the documents of groups among them."""
    by_address = {one.address: one for one in wanted}
    chosen: dict[Address, Resource] = {}
    waiting = [address for address in by_address if address in names]
    while waiting:
        address = waiting.pop()
        one = by_address.get(address)
        if one is None or address in chosen:
            continue
        chosen[address] = one
        waiting += one.needs
        if address.kind == "knowledge":
            waiting += (other for other in by_address if other.kind == "document" and _group(other) == address.key)
    return tuple(one for address, one in by_address.items() if address in chosen)


def _group(document: Address) -> str:
    return document.key.partition("/")[0]
