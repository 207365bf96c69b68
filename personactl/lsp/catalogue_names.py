"""The names in the target's catalogue, fetched when somebody first writes where one belongs.

How they are fetched is the caller's business; a target that is slow or out of reach costs a moment and nothing else.
"""

import asyncio
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

from personactl.commands.catalogue import ID_FIELDS, CatalogueNames, EntryName, KindName

KINDS: "Final[Mapping[str, KindName]]" = MappingProxyType(
    {kind: kind for kind in ID_FIELDS} | {field: kind for kind, field in ID_FIELDS.items()}
)
"""The kind of catalogue entry that a key of a persona takes, by name or by id."""


Load: TypeAlias = Callable[[], CatalogueNames]
"""Blocks, ends within seconds, and raises nothing that is to be expected."""


class CatalogueLoader:
    """`load` runs once, in a thread, on the first question; nobody waits for it longer than `patience_s`."""

    def __init__(self, load: Load, patience_s: float) -> None:
        self._load = load
        self._patience_s = patience_s
        self._loading: asyncio.Task[CatalogueNames] | None = None

    async def names(self, kind: KindName) -> tuple[EntryName, ...] | None:
        """None while it is still being fetched."""
        if self._loading is None:
            self._loading = asyncio.create_task(asyncio.to_thread(self._load))
        done, _ = await asyncio.wait({self._loading}, timeout=self._patience_s)
        return self._loading.result().get(kind, ()) if done else None
