"""How resources are called where people read: a persona by its key alone, everything else with its kind."""

from collections.abc import Collection, Iterable

from personactl.persona.resource import Address
from personactl.report.text.printable import one_line

MOST_NAMED = 8


def called(address: Address) -> str:
    return one_line(address.key if address.kind == "persona" else str(address))


def listed(addresses: Collection[Address], most: int = MOST_NAMED) -> str:
    """The first of them by name, and how many more there are."""
    return enumerated([called(address) for address in addresses], most)


def enumerated(names: Collection[str], most: int = MOST_NAMED) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return f"{', '.join(_first(names, most))}{more}"


def _first(names: Iterable[str], most: int) -> list[str]:
    return [name for name, _ in zip(names, range(most), strict=False)]
