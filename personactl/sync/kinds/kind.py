"""The kinds of resources: how each is listed, read, written and deleted. One literal table of functions."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from msgspec import Struct

from personactl.api.client import Client
from personactl.api.knowledge import delete_document, delete_group, download_document
from personactl.api.llms import delete_llm
from personactl.api.personas import delete_persona
from personactl.api.tools import delete_tool
from personactl.json_value import JsonObject, JsonValue
from personactl.persona.project_resource import Kind, Upload
from personactl.sync.kinds import documents, knowledge, llms, personas, tools
from personactl.sync.values.observed import Observed, Row
from personactl.sync.values.secret_field import ReadSecret


class ResourceKind(Struct, frozen=True):
    """One kind of resource.

    noun: what messages call one resource of the kind.
    plural: what messages call several.
    rows: all rows, or those of some scopes (the ids of groups, for documents).
    search: at least all rows that have a name, within a scope.
    read: one resource by its id; raises `NotFoundError`.
    create: a new resource with these fields, nested as a request nests them, and the file to upload, if any.
    update: these fields of the resource with an id.
    delete: the resource with an id; raises `NotFoundError`.
    examine: like `read`, and also the leaves that a read does not return; None if there are no such leaves.
    beyond_update: the leaf paths out of those to be sent that an update cannot write; only a new resource can have
        them.
    unique_names: whether the platform refuses a name that another resource has (docs/platform.md#names).
    content: the content of a document, for a snapshot.
    has_list_only_fields: whether a list returns leaves that a read does not.
    """

    noun: str
    plural: str
    rows: Callable[[Client, Sequence[str]], Awaitable[list[Row]]]
    search: Callable[[Client, str, str], Awaitable[list[Row]]]
    read: Callable[[Client, str], Awaitable[Observed]]
    create: Callable[[Client, JsonObject, Upload | None, ReadSecret], Awaitable[Observed]]
    update: Callable[[Client, str, JsonObject, ReadSecret], Awaitable[None]]
    delete: Callable[[Client, str], Awaitable[None]]
    examine: Callable[[Client, str], Awaitable[Observed]] | None = None
    beyond_update: Callable[[Mapping[str, JsonValue]], tuple[str, ...]] = lambda send: ()
    unique_names: bool = False
    content: Callable[[Client, str], Awaitable[bytes]] | None = None
    has_list_only_fields: bool = False


RESOURCE_KINDS: Final[Mapping[Kind, ResourceKind]] = MappingProxyType(
    {
        "llm": ResourceKind(
            "LLM",
            "LLMs",
            llms.rows,
            llms.search,
            llms.read,
            llms.create,
            llms.update,
            delete_llm,
            beyond_update=llms.beyond_update,
        ),
        "knowledge": ResourceKind(
            "knowledge group",
            "knowledge groups",
            knowledge.rows,
            knowledge.search,
            knowledge.read,
            knowledge.create,
            knowledge.update,
            delete_group,
        ),
        "document": ResourceKind(
            "document",
            "documents",
            documents.rows,
            documents.search,
            documents.read,
            documents.create,
            documents.update,
            delete_document,
            examine=documents.examine,
            beyond_update=documents.beyond_update,
            content=download_document,
        ),
        "tool": ResourceKind(
            "tool",
            "tools",
            tools.rows,
            tools.search,
            tools.read,
            tools.create,
            tools.update,
            delete_tool,
            unique_names=True,
        ),
        "persona": ResourceKind(
            "persona",
            "personas",
            personas.rows,
            personas.search,
            personas.read,
            personas.create,
            personas.update,
            delete_persona,
            has_list_only_fields=True,
        ),
    }
)
