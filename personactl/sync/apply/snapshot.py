"""What a run is about to overwrite or delete, as it was read a moment before: enough to restore it.

A run hands over a snapshot before each such write, and writes only if it was saved.
"""

from collections.abc import Callable
from typing import Literal, TypeAlias

from msgspec import Struct

from personactl.json_value import JsonMapping
from personactl.persona.project_resource import Address

Overwrite: TypeAlias = Literal["updated", "adopted", "replaced", "deleted"]
"""What happens to the resource next. `replaced` means that it is deleted because a new one is there."""


class Snapshot(Struct, frozen=True):
    """One resource before a write.

    address: the resource.
    remote_id: its id on the platform.
    name: its name.
    updated_at: the time of its last change, as the platform wrote it.
    values: the body of a create that would make the same resource, with the ids of that platform; fields that no read
        returns are missing.
    status: what happens to it next.
    content: the content of a document; None for other kinds.
    """

    address: Address
    remote_id: str
    name: str
    updated_at: str
    values: JsonMapping
    status: Overwrite
    content: bytes | None = None


SaveSnapshot: TypeAlias = Callable[[Snapshot], None]
"""Returns as soon as the snapshot is on disk. It is called from worker threads, several at a time. Raises
`StorageError`; the write that the snapshot is for is not sent then."""
