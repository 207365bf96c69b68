"""What the files of a project define: personas, tools, knowledge and LLMs by their keys, for files that name them.

A file may also name a tool by its name on the platform, unless a file has that name as its key.
"""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from personactl.document.file_reader import read_document
from personactl.document.node import Entry, MappingNode, Scalar
from personactl.persona.resource_files import ResourceFiles
from personactl.persona.schema.file_kind import FileKind


class Definitions:
    """The definitions of a project.

    files:      the files by kind and key
    tool_names: the keys of tools by their names on the platform; read from the files when it is first used
    """

    def __init__(
        self, files: ResourceFiles = MappingProxyType({}), tool_names: Mapping[str, str] | None = None
    ) -> None:
        self.files = files
        self._tool_names = tool_names

    @property
    def tool_names(self) -> Mapping[str, str]:
        """The keys of tools by their names on the platform. Files that cannot be read are left out."""
        if self._tool_names is None:
            named = ((_tool_name(path), key) for key, path in self.keys("tool").items())
            self._tool_names = {name: key for name, key in named if name is not None}
        return self._tool_names

    def tool(self, name: str) -> str | None:
        """Return the key of the tool that `name` refers to, or None if no file defines it."""
        return name if name in self.keys("tool") else self.tool_names.get(name)

    def keys(self, kind: FileKind) -> Mapping[str, Path]:
        """Return the files of one kind by their keys."""
        return self.files.get(kind, {})

    def for_personas(self) -> "Definitions":
        """Return the definitions that personas may name, with the names of tools read.

        They are small enough to be sent to other processes.
        """
        components: ResourceFiles = {kind: keys for kind, keys in self.files.items() if kind != "persona"}
        return Definitions(components, self.tool_names)


NO_DEFINITIONS: Final = Definitions()


def _tool_name(path: Path) -> str | None:
    root = read_document(path).root
    match root.get("name") if isinstance(root, MappingNode) else None:
        case Entry(value=Scalar(value=str() as name)):
            return name
        case _:
            return None
