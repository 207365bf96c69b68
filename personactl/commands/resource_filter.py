"""Resources by the names that people type: a key, or kind/key where several kinds have the same key."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from personactl.persona.resource import Address


def is_named(address: "Address", name: str | None) -> bool:
    """Whether `name` (a key, or kind/key) means `address`; None means all."""
    return name is None or name in (address.key, f"{address.kind}/{address.key}")


def is_any_named(address: "Address", names: Iterable[str]) -> bool:
    """Whether one of `names` means `address`."""
    return any(is_named(address, name) for name in names)
