"""Files of `tools/`, `knowledge/` and `llms/` to resources, ready to be compared with the platform or sent to it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from personactl.document.document import Trouble
from personactl.errors import UsageError
from personactl.json_value import JsonObject
from personactl.persona.read.definitions import Definitions
from personactl.persona.read.inline_tools import in_order
from personactl.persona.read.knowledge_files import matching_files
from personactl.persona.read.layered_file import LayeredFile, read_stack
from personactl.persona.read.referenced_files import locate
from personactl.persona.read.tools import known_group, search_address
from personactl.persona.read.uploads import upload_of
from personactl.persona.resource import Address, Resource, SecretSource, reference
from personactl.persona.schema.llm_fields import LLM

_GROUP: Final = ("name", "description")
# Source: docs/platform.md#saved-tools
LONGEST_NAME: Final = 64
LONGEST_DESCRIPTION: Final = 1024


def read_tool(path: Path, root: Path, profile: str | None, defined: Definitions) -> Resource:
    """Raises `UsageError` with the place of the first problem, for a part, and for knowledge that no file defines."""
    stack = read_stack(path, root, profile, "tool")
    config = stack.config.get("config")
    groups = config.get("knowledge") if isinstance(config, dict) else None
    for at, name in enumerate(groups if isinstance(groups, list) else ()):
        known_group(str(name), defined, stack.place("config", "knowledge", at))
    return Resource(Address("tool", path.stem), path, str(stack.config["name"]), in_order(stack.config), {})


def read_knowledge(path: Path, root: Path, profile: str | None) -> tuple[Resource, ...]:
    """The group, and after it its documents by their names.

    Raises `UsageError` with the place of the first problem, for a part, for a document that is not there, that lies
    outside of the project or cannot be read, and for two documents of one name.
    """
    stack = read_stack(path, root, profile, "knowledge")
    group = Address("knowledge", path.stem)
    fields: JsonObject = {key: stack.config[key] for key in _GROUP if key in stack.config}
    documents = {file.name: _document(file, where, group, path) for file, where in _named(stack, root)}
    found = (documents[name] for name in sorted(documents))
    return (Resource(group, path, str(stack.config["name"]), fields, {}), *found)


def search_tool(group: Resource) -> Resource:
    """The tool by which personas search the documents of a `group`."""
    key = group.address.key
    described = str(group.fields.get("description", "")).strip() or f"Looks things up in {group.name}."
    word = "".join(char if char.isascii() and char.isalnum() else "_" for char in key)
    name = f"search_{word}"[:LONGEST_NAME]
    fields: JsonObject = {
        "name": name,
        "description": described[:LONGEST_DESCRIPTION],
        "type": "SERVER_RAG",
        "config": {"documentFolderIds": [reference(group.address)]},
    }
    return Resource(search_address(key), group.path, name, fields, {})


def read_llm(path: Path, root: Path, profile: str | None) -> Resource:
    """Raises `UsageError` with the place of the first problem, and for a part. The secret is named and not read."""
    config = read_stack(path, root, profile, "llm").config
    fields = {key: config[key] for key in LLM.fields if key in config and key != "secret"}
    return Resource(Address("llm", path.stem), path, str(config["displayName"]), fields, {}, secret=_secret(config))


def _secret(config: JsonObject) -> SecretSource | None:
    match config.get("secret"):
        case {"env": str() as name}:
            return SecretSource("env", name)
        case {"keyring": str() as name}:
            return SecretSource("keyring", name)
        case _:
            return None


def _named(stack: LayeredFile, root: Path) -> Iterator[tuple[Path, str]]:
    """Each document with the place that names it, once, in the order of the file."""
    written = stack.config.get("documents")
    folder = stack.speaker("documents").document.path.parent
    seen: dict[str, Path] = {}
    for at, pattern in enumerate(written if isinstance(written, list) else ()):
        where = stack.place("documents", at)
        for file in _files(str(pattern), folder, root, where):
            if file.resolve() == stack.path.resolve():  # a group in a pattern of its own
                continue
            same = seen.setdefault(file.name, file)
            if same.resolve() != file.resolve():
                message = f"two documents of this group are called {file.name}"
                hint = "rename one of them: the platform tells documents apart by their names"
                raise UsageError(message, where=f"{where} ({same} and {file})", hint=hint)
            if same is file:
                yield file, where


def _files(pattern: str, folder: Path, root: Path, where: str) -> list[Path]:
    trouble = locate(pattern, folder, root)
    if isinstance(trouble, Trouble):
        raise UsageError(trouble.message, where=where, hint=trouble.hint)
    found = matching_files(folder, pattern)
    if not found:
        hint = "check the name; it counts from the file's folder"
        raise UsageError(f"no file is called or matches {pattern!r}", where=where, hint=hint)
    for file in found:
        outside = locate(str(file), Path(), root)
        if isinstance(outside, Trouble):
            raise UsageError(outside.message, where=where, hint=outside.hint)
    return found


def _document(file: Path, where: str, group: Address, path: Path) -> Resource:
    address = Address("document", f"{group.key}/{file.name}")
    fields: JsonObject = {"knowledgeFolderId": reference(group), "filename": file.name}
    return Resource(address, path, file.name, fields, {}, upload=upload_of(file, where))
