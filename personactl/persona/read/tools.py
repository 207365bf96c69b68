"""The tools and the knowledge of a persona, as ids, references and names.

A name refers to a file of the project, or else to a tool of the platform. Each knowledge group has one tool that
searches it, which all personas share.

The platform has two forms of a tool that a persona defines in place. In a session token it is flat and of type
`client` or `server`. Stored, it is of type CLIENT, SERVER_RAG or SERVER_WEBHOOK and has a `config`. A tool of type
`system` exists on the platform and is found by its name.
"""

from typing import Final

import msgspec

from personactl.document.suggestion import closest_names
from personactl.errors import UsageError
from personactl.json_value import JsonMapping, JsonObject, JsonValue
from personactl.persona.project_resource import Address, Resource, reference
from personactl.persona.read.definitions import Definitions
from personactl.persona.read.layered_file import LayeredFile
from personactl.persona.resource_files import SEARCH_TOOL_PREFIX
from personactl.persona.schema.field_shapes import Table
from personactl.persona.schema.tool_fields import TOOL_TABLES

_STORED_TYPES: Final = {"client": "CLIENT", "knowledge": "SERVER_RAG", "webhook": "SERVER_WEBHOOK"}


class PersonaTools(msgspec.Struct, frozen=True):
    """The tools of a persona, in the order of mention.

    references:        references to all tools that the persona needs
    shared_references: references to the tools that the persona does not define in place
    inline:            the tools that it defines in place, in the form of a session token
    inline_resources:  the same tools as resources
    platform_names:    the names of tools that no file defines
    """

    references: tuple[str, ...]
    shared_references: tuple[str, ...]
    inline: tuple[JsonObject, ...]
    inline_resources: tuple[Resource, ...]
    platform_names: tuple[str, ...]


def persona_tools(file: LayeredFile, definitions: Definitions) -> PersonaTools:
    """Return the tools of the persona in `file`.

    Raise `UsageError` with the place for knowledge that no file defines and for an inline tool that the platform
    cannot store.
    """
    shared: list[Address] = []
    every: list[Address] = []
    platform: list[str] = []
    inline: list[JsonObject] = []
    resources: list[Resource] = []
    for index, item in enumerate(_items(file, "tools")):
        if isinstance(item, dict) and item["type"] != "system":
            _refuse_unknown_knowledge(file, definitions, item, index)
            inline.append(with_folder_references(item))
            resources.append(_inline_resource(file, item, index))
            every.append(resources[-1].address)
            continue
        key = definitions.tool(item) if isinstance(item, str) else None
        if key is None:
            platform.append(str(item["name"] if isinstance(item, dict) else item))
        else:
            shared.append(Address("tool", key))
            every.append(shared[-1])
    _refuse_same_names(file, resources)
    groups = [
        known_knowledge(str(name), definitions, file.location("knowledge", index))
        for index, name in enumerate(_items(file, "knowledge"))
    ]
    searches = [search_tool_address(group) for group in groups]
    return PersonaTools(
        references=_references([*every, *searches]),
        shared_references=_references([*shared, *searches]),
        inline=tuple(inline),
        inline_resources=tuple(resources),
        platform_names=tuple(dict.fromkeys(platform)),
    )


def search_tool_address(group: str) -> Address:
    """Return the address of the tool that searches the knowledge with the key `group`."""
    return Address("tool", f"{SEARCH_TOOL_PREFIX}.{group}")


def known_knowledge(name: str, definitions: Definitions, where: str) -> str:
    """Return `name` if it is the key of knowledge, or raise `UsageError` with the place `where`."""
    known = definitions.keys("knowledge")
    if name not in known:
        similar = " or ".join(closest_names(name, known))
        hint = f"did you mean {similar}?" if similar else f"create knowledge/{name}.yaml, or remove the name"
        raise UsageError(f"no file in knowledge/ defines {name!r}", where=where, hint=hint)
    return name


def stored_form(inline: JsonMapping) -> JsonObject:
    """Return the body that stores an inline tool, which is not of type `system`, in the order of its field table."""
    kind = _STORED_TYPES[str(inline["subtype"] if inline["type"] == "server" else inline["type"])]
    return ordered_tool({**inline, "type": kind, "config": dict(inline)})


def ordered_tool(tool: JsonMapping) -> JsonObject:
    """Return a stored tool with the keys of its type only, in their order. An empty `config` is left out."""
    table = TOOL_TABLES[str(tool["type"])]
    shape, value = table.fields["config"].shape, tool.get("config")
    assert isinstance(shape, Table)
    known = with_folder_references(value) if isinstance(value, dict) else {}
    config: JsonValue = {key: known[key] for key in shape.fields if key in known}
    whole = {**tool, "config": config}
    return {key: whole[key] for key in table.fields if key in whole and (key != "config" or config)}


def with_folder_references(settings: JsonMapping) -> JsonObject:
    """Return `settings` with the names in `knowledge` as references in `documentFolderIds`."""
    rest = {key: value for key, value in settings.items() if key != "knowledge"}
    names = settings.get("knowledge")
    if not isinstance(names, list):
        return rest
    return {**rest, "documentFolderIds": [reference(Address("knowledge", str(name))) for name in names]}


def _references(addresses: list[Address]) -> tuple[str, ...]:
    return tuple(reference(address) for address in dict.fromkeys(addresses))


def _items(file: LayeredFile, key: str) -> list[JsonValue]:
    items = file.config.get(key)
    return items if isinstance(items, list) else []


def _inline_resource(file: LayeredFile, inline: JsonObject, index: int) -> Resource:
    name = str(inline["name"])
    if not str(inline.get("description", "")).strip():
        raise UsageError(
            f"the tool {name} has no description, and the platform requires one",
            where=file.location("tools", index),
            hint="add description: with what the tool does and when to use it",
        )
    return Resource(Address("tool", f"{file.path.stem}.{name}"), file.path, name, stored_form(inline), {})


def _refuse_same_names(file: LayeredFile, tools: list[Resource]) -> None:
    for index, tool in enumerate(tools):
        if tool.address in {other.address for other in tools[:index]}:
            message = f"the persona defines two tools called {tool.name!r}"
            raise UsageError(message, where=file.location("tools"), hint="rename one of them")


def _refuse_unknown_knowledge(file: LayeredFile, definitions: Definitions, inline: JsonObject, index: int) -> None:
    names = inline.get("knowledge")
    for inner, name in enumerate(names if isinstance(names, list) else ()):
        known_knowledge(str(name), definitions, file.location("tools", index, "knowledge", inner))
