"""Match resources with names that people type: a key, or kind/key if several kinds have the same key."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from personactl.persona.project_resource import Address


def is_named(address: "Address", name: str | None) -> bool:
    """Return whether `name` is the key or the kind/key of `address`; None matches everything."""
    return name is None or name in (address.key, f"{address.kind}/{address.key}")


def is_any_named(address: "Address", names: Iterable[str]) -> bool:
    """Return whether one of `names` matches `address`."""
    return any(is_named(address, name) for name in names)
