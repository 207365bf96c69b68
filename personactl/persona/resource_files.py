"""The files of a project by their kinds and keys, and which of them may define a resource."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, TypeAlias

import msgspec

from personactl.persona.project_resource import Address
from personactl.persona.schema.file_kind import FileKind

ResourceFiles: TypeAlias = Mapping[FileKind, Mapping[str, Path]]
"""The files of a project by kind and key, without parts."""

SEARCH_TOOL_PREFIX: Final = "knowledge"
"""The first part of the key of a tool that searches knowledge; the second part is the key of the knowledge."""


class FileKey(msgspec.Struct, frozen=True):
    """The kind and key of a file, which may not exist."""

    kind: FileKind
    key: str


def defining_files(address: Address) -> Iterator[FileKey]:
    """Yield the files that may define the resource at `address`, judged by its key."""
    match address.kind:
        case "document":
            yield FileKey("knowledge", address.key.partition("/")[0])
        case "tool":
            yield FileKey("tool", address.key)
            parts = address.key.split(".")
            if parts[0] == SEARCH_TOOL_PREFIX and parts[1:]:
                yield FileKey("knowledge", ".".join(parts[1:]))
            yield from (FileKey("persona", ".".join(parts[:length])) for length in range(1, len(parts)))
        case kind:
            yield FileKey(kind, address.key)
