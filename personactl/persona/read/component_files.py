"""Read the files of `tools/`, `knowledge/` and `llms/` as resources."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from personactl.document.document import Trouble
from personactl.document.file_reader import has_utf8_name
from personactl.errors import UsageError
from personactl.files.repository import real_folder, real_path
from personactl.json_value import JsonObject
from personactl.persona.project_resource import Address, Resource, SecretSource, reference
from personactl.persona.read.definitions import Definitions
from personactl.persona.read.knowledge_files import matching_files, read_upload
from personactl.persona.read.layered_file import LayeredFile, read_layered_file
from personactl.persona.read.referenced_files import locate
from personactl.persona.read.tools import known_knowledge, ordered_tool, search_tool_address
from personactl.persona.schema.component_fields import LLM
from personactl.persona.schema.tool_fields import MAX_DESCRIPTION_LENGTH

_GROUP_FIELDS: Final = ("name", "description")
# Source: docs/platform.md#saved-tools
_MAX_NAME_LENGTH: Final = 64


def read_tool(path: Path, root: Path, profile: str | None, definitions: Definitions) -> Resource:
    """Return the tool in the file at `path`.

    Raise `UsageError` with the place of the first problem, for a part, and for knowledge that no file defines.
    """
    file = read_layered_file(path, root, profile, "tool")
    config = file.config.get("config")
    names = config.get("knowledge") if isinstance(config, dict) else None
    for index, name in enumerate(names if isinstance(names, list) else ()):
        known_knowledge(str(name), definitions, file.location("config", "knowledge", index))
    return Resource(Address("tool", path.stem), path, str(file.config["name"]), ordered_tool(file.config), {})


def read_knowledge(path: Path, root: Path, profile: str | None) -> tuple[Resource, ...]:
    """Return the knowledge group in the file at `path`, then its documents in the order of their names.

    Raise `UsageError` with the place of the first problem, for a part, for a document that is missing, outside the
    project or not readable, and for two documents with the same name.
    """
    file = read_layered_file(path, root, profile, "knowledge")
    group = Address("knowledge", path.stem)
    fields: JsonObject = {key: file.config[key] for key in _GROUP_FIELDS if key in file.config}
    documents = {
        document.name: _document(document, where, group, path) for document, where in _document_files(file, root)
    }
    ordered = (documents[name] for name in sorted(documents))
    return (Resource(group, path, str(file.config["name"]), fields, {}), *ordered)


def search_tool(group: Resource) -> Resource:
    """Return the tool with which personas search the documents of a knowledge group."""
    key = group.address.key
    description = str(group.fields.get("description", "")).strip() or f"Looks things up in {group.name}."
    word = "".join(char if char.isascii() and char.isalnum() else "_" for char in key)
    name = f"search_{word}"[:_MAX_NAME_LENGTH]
    fields: JsonObject = {
        "name": name,
        "description": description[:MAX_DESCRIPTION_LENGTH],
        "type": "SERVER_RAG",
        "config": {"documentFolderIds": [reference(group.address)]},
    }
    return Resource(search_tool_address(key), group.path, name, fields, {})


def read_llm(path: Path, root: Path, profile: str | None) -> Resource:
    """Return the LLM in the file at `path`, with the place of its secret. The secret is not read.

    Raise `UsageError` with the place of the first problem, and for a part.
    """
    config = read_layered_file(path, root, profile, "llm").config
    fields = {key: config[key] for key in LLM.fields if key in config and key != "secret"}
    secret = _secret_source(config)
    return Resource(Address("llm", path.stem), path, str(config["displayName"]), fields, {}, secret=secret)


def _secret_source(config: JsonObject) -> SecretSource | None:
    match config.get("secret"):
        case {"env": str() as name}:
            return SecretSource("env", name)
        case {"keyring": str() as name}:
            return SecretSource("keyring", name)
        case _:
            return None


def _document_files(file: LayeredFile, root: Path) -> Iterator[tuple[Path, str]]:
    """Yield each document once, with the place that names it, in the order of the file."""
    patterns = file.config.get("documents")
    folder = real_folder(file.layer_with("documents").document.path)
    seen: dict[str, Path] = {}
    for index, pattern in enumerate(patterns if isinstance(patterns, list) else ()):
        where = file.location("documents", index)
        for path in _files(str(pattern), folder, root, where):
            if real_path(path) == real_path(file.path):  # the pattern matches the file of the group
                continue
            same_name = seen.setdefault(path.name, path)
            if real_path(same_name) != real_path(path):
                raise UsageError(
                    f"two documents of this group are called {path.name}",
                    where=f"{where} ({same_name} and {path})",
                    hint="rename one of them, because the platform identifies documents by their names",
                )
            if same_name is path:
                yield path, where


def _files(pattern: str, folder: Path, root: Path, where: str) -> list[Path]:
    trouble = locate(pattern, folder, root)
    if isinstance(trouble, Trouble):
        raise UsageError(trouble.message, where=where, hint=trouble.hint)
    found = matching_files(folder, pattern)
    if not found:
        hint = "check the path, which is relative to the folder of the file that names it"
        raise UsageError(f"no file matches {pattern!r}", where=where, hint=hint)
    for file in found:
        if not has_utf8_name(file):
            raise UsageError(f"the name of the document {file.name} is not UTF-8", where=where, hint="rename it")
        outside = locate(str(file), Path(), root)
        if isinstance(outside, Trouble):
            raise UsageError(outside.message, where=where, hint=outside.hint)
    return found


def _document(file: Path, where: str, group: Address, path: Path) -> Resource:
    address = Address("document", f"{group.key}/{file.name}")
    fields: JsonObject = {"knowledgeFolderId": reference(group), "filename": file.name}
    return Resource(address, path, file.name, fields, {}, upload=read_upload(file, where))
