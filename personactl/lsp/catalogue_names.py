"""The names in the target's catalogue, fetched when somebody first writes where one belongs.

How they are fetched is the caller's business; a target that is slow or out of reach costs a moment and nothing else.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, TypeAlias

from personactl.persona.schema.fields import BY_NAME

KINDS: Final = MappingProxyType(
    {**{name: name for name in BY_NAME}, **{field: name for name, field in BY_NAME.items()}}
)
"""The kind of catalogue entry that a key of a persona takes, by name or by id."""


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry of the catalogue. `note` is a few words that tell it from its neighbours, possibly none."""

    id: str
    name: str
    note: str = ""


Shelves: TypeAlias = Mapping[str, tuple[Listed, ...]]
"""By `avatar`, `voice` and `llm`; a kind that could not be had is missing."""

Load: TypeAlias = Callable[[], Shelves]
"""Blocks, ends within seconds, and raises nothing that is to be expected."""


class Stock:
    """`load` runs once, in a thread, on the first question; nobody waits for it longer than `patience_s`."""

    def __init__(self, load: Load, patience_s: float) -> None:
        self._load = load
        self._patience_s = patience_s
        self._loading: asyncio.Task[Shelves] | None = None

    async def shelf(self, kind: str) -> tuple[Listed, ...] | None:
        """None while it is still being fetched."""
        if self._loading is None:
            self._loading = asyncio.create_task(asyncio.to_thread(self._load))
        done, _ = await asyncio.wait({self._loading}, timeout=self._patience_s)
        return self._loading.result().get(kind, ()) if done else None
