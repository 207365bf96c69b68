"""A tool that a persona defines in place, in both forms that the platform has: inside a token, and saved on its own.

Inside a token it is flat and of type `client` or `server`. Saved it is of type CLIENT, SERVER_RAG or SERVER_WEBHOOK,
with a `config`. One of type `system` is neither: the platform brings those along, and they are found by their name.
"""

from typing import Final

from personactl.json_value import JsonMapping, JsonObject, JsonValue
from personactl.persona.resource import Address, reference
from personactl.persona.schema.field_shapes import Table
from personactl.persona.schema.tool_fields import SAVED_TABLES

_SAVED_TYPES: Final = {"client": "CLIENT", "knowledge": "SERVER_RAG", "webhook": "SERVER_WEBHOOK"}


def saved_form(flat: JsonMapping) -> JsonObject:
    """The body that saves the tool, in the order of its field table; `flat` is not of type `system`."""
    kind = _SAVED_TYPES[str(flat["subtype"] if flat["type"] == "server" else flat["type"])]
    return in_order({**flat, "type": kind, "config": dict(flat)})


def in_order(tool: JsonMapping) -> JsonObject:
    """A saved tool with the keys of its type alone, in their order; a `config` that would be empty is left out."""
    table = SAVED_TABLES[str(tool["type"])]
    inner, written = table.fields["config"].shape, tool.get("config")
    assert isinstance(inner, Table)
    known = with_folders(written) if isinstance(written, dict) else {}
    config: JsonValue = {key: known[key] for key in inner.fields if key in known}
    whole = {**tool, "config": config}
    return {key: whole[key] for key in table.fields if key in whole and (key != "config" or config)}


def with_folders(settings: JsonMapping) -> JsonObject:
    """`settings` with the names in `knowledge` as references in `documentFolderIds`."""
    rest = {key: value for key, value in settings.items() if key != "knowledge"}
    names = settings.get("knowledge")
    if not isinstance(names, list):
        return rest
    return {**rest, "documentFolderIds": [reference(Address("knowledge", str(name))) for name in names]}
