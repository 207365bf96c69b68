"""A version of a resource that was replaced by a new one, and is deleted last."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct, field

OLDER: Final = "an older version, which was replaced: nothing needs it any more"


class OldVersion(Struct, frozen=True):
    """A version of a resource that was replaced by a new one, and is deleted.

    remote_id: its id.
    name: its name on the platform; empty if it is already gone, and only the lock forgets it.
    fields: leaf path -> fingerprint of what it holds. If it holds anything else by then, it is not deleted.
    """

    remote_id: str
    name: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
