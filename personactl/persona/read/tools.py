"""What the tools and the knowledge of a persona come to: ids to attach, tools to save first, names to look up.

A name means a file of the project, else a tool that the platform has. A group of documents is attached by a tool that
searches it, one for all the personas that use the group.
"""

from difflib import get_close_matches

import msgspec

from personactl.errors import UsageError
from personactl.json_value import JsonObject, JsonValue
from personactl.persona.read.definitions import SEARCHES, Definitions
from personactl.persona.read.inline_tools import saved_form, with_folders
from personactl.persona.read.layered_file import LayeredFile
from personactl.persona.resource import Address, Resource, reference


class PersonaTools(msgspec.Struct, frozen=True):
    """`stored` are references to all tools, `shared` to those that are not defined in place; in the order of mention.

    `inline` are the others, flat as in a token, and `saved` the same ones as resources of their own. `platform` are the
    names of tools that no file defines.
    """

    stored: tuple[str, ...]
    shared: tuple[str, ...]
    inline: tuple[JsonObject, ...]
    saved: tuple[Resource, ...]
    platform: tuple[str, ...]


def persona_tools(stack: LayeredFile, defined: Definitions) -> PersonaTools:
    """Raises `UsageError` with the place for knowledge that no file defines and for a tool that cannot be saved."""
    shared: list[Address] = []
    stored: list[Address] = []
    platform: list[str] = []
    inline: list[JsonObject] = []
    saved: list[Resource] = []
    for at, item in enumerate(_items(stack, "tools")):
        if isinstance(item, dict) and item["type"] != "system":
            _refuse_unknown_groups(stack, defined, item, at)
            inline.append(with_folders(item))
            saved.append(_saved(stack, item, at))
            stored.append(saved[-1].address)
            continue
        key = defined.tool(item) if isinstance(item, str) else None
        if key is None:
            platform.append(str(item["name"] if isinstance(item, dict) else item))
        else:
            shared.append(Address("tool", key))
            stored.append(shared[-1])
    _refuse_repeated(stack, saved)
    searches = [search_address(_group(name, stack, defined, at)) for at, name in enumerate(_items(stack, "knowledge"))]
    return PersonaTools(
        stored=_references([*stored, *searches]),
        shared=_references([*shared, *searches]),
        inline=tuple(inline),
        saved=tuple(saved),
        platform=tuple(dict.fromkeys(platform)),
    )


def search_address(group: str) -> Address:
    """Of the tool that searches the knowledge `group`."""
    return Address("tool", f"{SEARCHES}.{group}")


def _references(addresses: list[Address]) -> tuple[str, ...]:
    return tuple(reference(address) for address in dict.fromkeys(addresses))


def _items(stack: LayeredFile, key: str) -> list[JsonValue]:
    items = stack.config.get(key)
    return items if isinstance(items, list) else []


def _saved(stack: LayeredFile, flat: JsonObject, at: int) -> Resource:
    name = str(flat["name"])
    if not str(flat.get("description", "")).strip():
        hint = "write into description: what the tool does, and when to use it"
        where = stack.place("tools", at)
        raise UsageError(
            f"the platform saves no tool without a description, and {name} has none", where=where, hint=hint
        )
    return Resource(Address("tool", f"{stack.path.stem}.{name}"), stack.path, name, saved_form(flat), {})


def _refuse_repeated(stack: LayeredFile, tools: list[Resource]) -> None:
    for at, tool in enumerate(tools):
        if tool.address in {other.address for other in tools[:at]}:
            where = stack.place("tools")
            raise UsageError(f"two tools here are called {tool.name!r}", where=where, hint="rename one of the two")


def _refuse_unknown_groups(stack: LayeredFile, defined: Definitions, flat: JsonObject, at: int) -> None:
    groups = flat.get("knowledge")
    for inner, name in enumerate(groups if isinstance(groups, list) else ()):
        known_group(str(name), defined, stack.place("tools", at, "knowledge", inner))


def _group(name: JsonValue, stack: LayeredFile, defined: Definitions, at: int) -> str:
    return known_group(str(name), defined, stack.place("knowledge", at))


def known_group(name: str, defined: Definitions, where: str) -> str:
    """The key of the knowledge that is called so; raises `UsageError` where no file defines it."""
    known = defined.keys("knowledge")
    if name not in known:
        near = " or ".join(get_close_matches(name, known, n=3))
        hint = f"did you mean {near}?" if near else f"write knowledge/{name}.yaml, or remove the name"
        raise UsageError(f"no file in knowledge/ defines {name!r}", where=where, hint=hint)
    return name
