"""What a push is about to overwrite or delete, as it was read a moment before: enough to bring it back.

Applying hands one over before each such write and goes on only when it was kept; where it is kept is for others.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from personactl.json_value import JsonMapping
from personactl.persona.resource import Address

Overwriting: TypeAlias = Literal["updated", "adopted", "replaced", "deleted"]
"""What happens to it next. `replaced` is for a document, which is deleted once the new one is there."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """`values` are the fields of a create that would make its like, with ids as they were on that platform; fields that
    no read returns are missing. `updated_at` is the platform's own text. `content` is a document's, None otherwise."""

    address: Address
    remote_id: str
    name: str
    updated_at: str
    values: JsonMapping
    deed: Overwriting
    content: bytes | None = None


Keep: TypeAlias = Callable[[Snapshot], None]
"""Returns once the snapshot is on disk; called from worker threads, several at a time. Raises `StorageError`, which
stops the write that the snapshot was made for."""
