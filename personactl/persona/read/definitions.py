"""What the files of a project define, so that others may name it: tools, knowledge and LLMs by the keys of their files.

A tool may also be named by what it is called, where no file has that name.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeAlias

import msgspec

from personactl.document.file_reader import read_document
from personactl.document.node import Entry, MappingNode, Scalar
from personactl.persona.resource import Address
from personactl.persona.schema.file_kind import FileKind

ResourceFiles: TypeAlias = Mapping[FileKind, Mapping[str, Path]]
"""The files of a project that describe something, by kind and by key. Parts are not among them."""


SEARCHES: Final = "knowledge"
"""What the addresses of tools that search knowledge begin with; the rest is the group's key."""


class Home(msgspec.Struct, frozen=True):
    """The key of a file, there or not."""

    kind: FileKind
    key: str


def homes(address: Address) -> Iterator[Home]:
    """The files that may define what is at `address`, as far as keys tell; an inline tool's key is `PERSONA.NAME`."""
    match address.kind:
        case "document":
            yield Home("knowledge", address.key.partition("/")[0])
        case "tool":
            yield Home("tool", address.key)
            parts = address.key.split(".")
            if parts[0] == SEARCHES and parts[1:]:
                yield Home("knowledge", ".".join(parts[1:]))
            yield from (Home("persona", ".".join(parts[:length])) for length in range(1, len(parts)))
        case kind:
            yield Home(kind, address.key)


@dataclass(frozen=True)
class Definitions:
    files: ResourceFiles = field(default_factory=lambda: MappingProxyType({}))

    def tool(self, name: str) -> str | None:
        """The key of the tool that `name` means; None where no file defines it."""
        if name in self.keys("tool"):
            return name
        return self.called.get(name)

    def keys(self, kind: FileKind) -> Mapping[str, Path]:
        return self.files.get(kind, {})

    def beside_personas(self) -> "Definitions":
        """All that a persona may name: small enough to be sent to other processes, and they need not look it up."""
        beside = Definitions({kind: keys for kind, keys in self.files.items() if kind != "persona"})
        beside.__dict__["called"] = self.called
        return beside

    @cached_property
    def called(self) -> Mapping[str, str]:
        """The keys of tools by their names on the platform. Files that cannot be read are passed over."""
        return {name: key for key, path in self.keys("tool").items() if (name := _name(path)) is not None}


NOTHING_DEFINED = Definitions()


def _name(path: Path) -> str | None:
    root = read_document(path).root
    match root.get("name") if isinstance(root, MappingNode) else None:
        case Entry(value=Scalar(value=str() as name)):
            return name
        case _:
            return None
