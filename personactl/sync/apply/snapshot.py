"""What a run is about to overwrite or delete, as it was read a moment before: enough to restore it.

A run hands over a snapshot before each such write, and writes only if it was saved.
"""

from collections.abc import Callable, Mapping
from typing import Literal, TypeAlias

from msgspec import Struct

from personactl.json_value import JsonMapping, JsonValue
from personactl.persona.project_resource import Address
from personactl.sync.plan.plan import Adopt, Item, Replace, Update
from personactl.sync.values.field_paths import WITHHELD, field_of, is_secret_fingerprint, is_secret_header
from personactl.sync.values.shapes import SHAPES

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
    after: the values that the write leaves, in the form of `values`; None if it deletes the resource.
    """

    address: Address
    remote_id: str
    name: str
    updated_at: str
    values: JsonMapping
    status: Overwrite
    content: bytes | None = None
    after: JsonMapping | None = None


SaveSnapshot: TypeAlias = Callable[[Snapshot], None]
"""Returns as soon as the snapshot is on disk. It is called from worker threads, several at a time. Raises
`StorageError`; the write that the snapshot is for is not sent then."""


def written_values(values: Mapping[str, JsonValue], item: Item) -> dict[str, JsonValue] | None:
    """What the resource holds after the write of `item`, as field path -> value; None if the write deletes it.

    values: what it holds before.
    """
    shape = SHAPES[item.address.kind]
    match item.action:
        case Replace(write=write):
            return dict(write.send)
        case Update(write=write) | Adopt(write=write):
            whole = {field_of(path) for path in write.send} & (shape.options - shape.merged)
            kept = {path: value for path, value in values.items() if field_of(path) not in whole}
            sent = {path: value for path, value in write.send.items() if path not in shape.options}
            return {path: value for path, value in {**kept, **sent}.items() if value is not None}
        case _:
            return None


def without_header_secrets(
    values: Mapping[str, JsonValue], item: Item, pushed: Mapping[str, str]
) -> dict[str, JsonValue]:
    """`values` with the references of the file in place of the secrets in headers.

    `WITHHELD` takes the place of a secret that was pushed as a reference which the file does not have any more.

    values: field path -> value, as the resource was read.
    item: what happens to the resource.
    pushed: field path -> fingerprint, of the last push.
    """
    match item.action:
        case Update(write=write) | Adopt(write=write) | Replace(write=write):
            secrets = {path: value for path, value in write.expect.items() if is_secret_header(path, value)}
        case _:
            secrets = {}
    secrets = {path: value for path, value in secrets.items() if path in values}
    gone = {path: dict(WITHHELD) for path in values if path not in secrets and is_secret_fingerprint(pushed.get(path))}
    return {**values, **secrets, **gone}
