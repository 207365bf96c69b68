"""Remote ids -> the names that a project's files use for them: keys of tools, knowledge and LLMs, or catalogue names.

An id without such a name stays an id.
"""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from functools import cached_property

from msgspec import Struct, field

from personactl.errors import NotFoundError, UsageError
from personactl.json_value import JsonObject, JsonValue
from personactl.persona.project_resource import Address
from personactl.persona.read.definitions import Definitions
from personactl.persona.resource_files import SEARCH_TOOL_PREFIX
from personactl.sync.plan.names.name_resolution import CatalogueEntry, resolve_name


class ReferenceNames(Struct, frozen=True, dict=True):
    """What the names in files are made from.

    defined: what the project's files define, including files that are about to be written.
    addresses: remote id -> address, for the resources of the project.
    tools: name -> remote id, for all tools of the platform.
    catalogue: field -> the entries that a name in the field can mean, for the fields that were listed.
    """

    defined: Definitions
    addresses: Mapping[str, Address] = field(default_factory=dict)
    tools: Mapping[str, str] = field(default_factory=dict)
    catalogue: Mapping[str, Sequence[CatalogueEntry]] = field(default_factory=dict)

    def entry(self, field: str, remote_id: JsonValue) -> str | None:
        """A name that means the entry with that id and no other, or None if `catalogue` has no such name."""
        candidates = self.catalogue.get(field, ())
        found = next((one for one in candidates if one.id == remote_id), None)
        for name in found.names if found is not None else ():
            with suppress(NotFoundError, UsageError):
                if resolve_name(name, candidates, field, "") == remote_id:
                    return name
        return None

    def llm(self, remote_id: JsonValue) -> str | None:
        """The key of the project's LLM with that id, or None."""
        address = self.addresses.get(str(remote_id))
        return address.key if address is not None and address.key in self.defined.keys("llm") else None

    def groups(self, ids: JsonValue) -> list[JsonValue] | None:
        """The keys of the knowledge groups with these ids, or None if one of them is not in the project."""
        if not isinstance(ids, list):
            return None
        found = [self.addresses.get(str(one)) for one in ids]
        keys = [one.key for one in found if one is not None and one.key in self.defined.keys("knowledge")]
        return [*keys] if len(keys) == len(found) else None

    def with_tools(self, config: JsonObject, ids: Collection[str]) -> JsonObject:
        """`config`, of a persona, with `tools`, `knowledge` and `toolIds` changed so that it uses the tools with `ids`.

        An item that means one of these tools stays as it is. The other tools are added, by name if they have one.
        """
        kept: dict[str, list[JsonValue]] = {}
        used: set[str] = set()
        for key in ("toolIds", "tools", "knowledge"):
            items = config.get(key)
            kept[key] = [item for item in (items if isinstance(items, list) else []) if self._id(key, item) in ids]
            used |= {one for item in kept[key] if (one := self._id(key, item)) is not None}
        for remote_id in ids:
            if remote_id not in used:
                key, item = self._as_item(remote_id)
                kept[key].append(item)
        rest = {key: value for key, value in config.items() if key not in kept}
        return {**rest, **{key: items for key, items in kept.items() if items}}

    def _id(self, key: str, item: JsonValue) -> str | None:
        """The id of the tool that an item of one of these lists means."""
        if key == "toolIds":
            return str(item)
        if key == "knowledge":
            return self._ids.get(Address("tool", f"{SEARCH_TOOL_PREFIX}.{item}"))
        if isinstance(item, dict):
            return self.tools.get(str(item.get("name")))
        defined = self.defined.tool(str(item))
        return self.tools.get(str(item)) if defined is None else self._ids.get(Address("tool", defined))

    def _as_item(self, remote_id: str) -> tuple[str, str]:
        """The list that a tool belongs to, and the item that means it there."""
        address = self.addresses.get(remote_id)
        if address is not None and address.key in self.defined.keys("tool"):
            return "tools", address.key
        if address is not None and address.key.startswith(f"{SEARCH_TOOL_PREFIX}."):
            group = address.key.removeprefix(f"{SEARCH_TOOL_PREFIX}.")
            if group in self.defined.keys("knowledge"):
                return "knowledge", group
        name = next((name for name, known in self.tools.items() if known == remote_id), None)
        if address is None and name is not None and self.defined.tool(name) is None:
            return "tools", name
        return "toolIds", remote_id

    @cached_property
    def _ids(self) -> Mapping[Address, str]:
        return {address: remote_id for remote_id, address in self.addresses.items()}
