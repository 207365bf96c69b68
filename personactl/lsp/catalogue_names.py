"""The names in the target's catalogue, loaded on the first request for one.

The caller provides the function that loads them. A target that is slow or unreachable only delays that request.
"""

import asyncio
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

from personactl.commands.catalogue import ID_FIELDS, CatalogueNames, EntryName, KindName

ENTRY_KINDS: "Final[Mapping[str, KindName]]" = MappingProxyType(
    {kind: kind for kind in ID_FIELDS} | {field: kind for kind, field in ID_FIELDS.items()}
)
"""The kind of catalogue entry that a persona field takes, by the field: `avatar` (a name) or `avatarId`."""

Load: TypeAlias = Callable[[], CatalogueNames]
"""Returns the names. It blocks for a few seconds at most, and handles expected errors itself."""


class CatalogueLoader:
    """Loads the names once, in a thread.

    load: the function that loads them.
    timeout_s: how long one request waits for the names.
    """

    def __init__(self, load: Load, timeout_s: float) -> None:
        self._load = load
        self._timeout_s = timeout_s
        self._loading: asyncio.Task[CatalogueNames] | None = None

    async def names(self, kind: KindName) -> tuple[EntryName, ...] | None:
        """Return the names of a kind, or None if they are still being loaded."""
        if self._loading is None:
            self._loading = asyncio.create_task(asyncio.to_thread(self._load))
        done, _ = await asyncio.wait({self._loading}, timeout=self._timeout_s)
        return self._loading.result().get(kind, ()) if done else None
