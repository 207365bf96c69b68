"""The names in the target's catalogue, loaded on the first request for one and kept for a while.

The caller provides the function that loads them. A target that is slow or unreachable only delays that request.
"""

import asyncio
from collections.abc import Callable, Mapping
from time import monotonic
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
    """Loads the names in a thread, and again when they are old; until then the old names are good enough.

    load: the function that loads them.
    timeout_s: how long one request waits for the first names.
    max_age_s: after this time, a request makes them load again.
    """

    def __init__(self, load: Load, timeout_s: float, max_age_s: float) -> None:
        self._load = load
        self._timeout_s = timeout_s
        self._max_age_s = max_age_s
        self._names: CatalogueNames | None = None
        self._loaded_at = 0.0
        self._loading: asyncio.Task[None] | None = None

    async def names(self, kind: KindName) -> tuple[EntryName, ...] | None:
        """Return the names of a kind, or None if they are still being loaded."""
        old = self._names is None or monotonic() - self._loaded_at > self._max_age_s
        if old and self._loading is None:
            self._loading = asyncio.create_task(self._reload())
        if self._names is None and self._loading is not None:
            await asyncio.wait({self._loading}, timeout=self._timeout_s)
        return None if self._names is None else self._names.get(kind, ())

    def forget(self) -> None:
        """Drop the names, because the settings changed and may name another target."""
        self._names = self._loading = None

    async def _reload(self) -> None:
        task = asyncio.current_task()
        try:
            names = await asyncio.to_thread(self._load)
            if self._loading is task:  # the settings did not change meanwhile
                self._names, self._loaded_at = names, monotonic()
        finally:
            if self._loading is task:
                self._loading = None
