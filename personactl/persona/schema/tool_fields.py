"""The keys of a tool, defined in a persona (`tools:`) or in a file of its own (`tools/NAME.yaml`).

The platform has two forms. A tool in the configuration of a session is flat and of type `client`, `server` or
`system`. A stored tool is of type `CLIENT`, `SERVER_RAG`, `SERVER_WEBHOOK` or `SYSTEM`, with a `config`; a file of
`tools/` has the keys of the request that creates it. Source: docs/platform.md#saved-tools and
docs/platform.md#inline-tools.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from personactl.pattern import Pattern
from personactl.persona.schema.field_shapes import (
    Choice,
    Field,
    Flag,
    Identifier,
    ListOf,
    MapOf,
    NameOrTable,
    Number,
    Scope,
    Table,
    Tagged,
    Text,
)
from personactl.persona.schema.secret_reference import PLACES

MAX_DESCRIPTION_LENGTH: Final = 1024

SYSTEM_TOOLS: Final = frozenset({"change_language", "skip_turn", "end_call", "interrupt", "pause_conversation"})
"""The names of the platform's own tools. Source: docs/platform.md#system-tools."""

_NAME = Text(
    pattern=Pattern(r"[a-zA-Z0-9_.-]{1,64}"), description="1 to 64 letters, digits, underscores, dots or hyphens"
)
_HOST = r"(?:[^\s/?#@:\[\]]+|\[[0-9a-fA-F:.]+\])(?::[0-9]*)?"
_URL = Text(
    # The words of a session may be filled into the rest of a webhook's address, so that may hold anything.
    pattern=Pattern(rf"[hH][tT][tT][pP][sS]?://(?:[^\s/?#@]*@)?{_HOST}(?:[/?#].*)?"),
    description="an address that begins with https://",
)
LLM_URL: Final = Text(pattern=Pattern(rf"[hH][tT][tT][pP][sS]?://{_HOST}(?:[/?]\S*)?"), description=_URL.description)
_ANY_MAPPING = Table({}, allow_other_keys=True)
_HEADER_NAME = Text(
    pattern=Pattern(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+"), description="the name of an HTTP header, such as X-Api-Version"
)
_LINE = Pattern(r"[^\r\n\x00]*")
_PREFIX = Field("local", Text(pattern=_LINE, description="a text on one line"))
_HEADER_VALUE = NameOrTable(
    Table({**PLACES, "prefix": _PREFIX}, one_of=tuple(PLACES)),
    Text(description="a text, or {env: NAME} for a secret"),
)
"""A text that is not secret, or a reference to a secret with the text that is sent before it, such as `Bearer `."""
_METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH")


def _client(scope: Scope) -> dict[str, Field]:
    """Return the keys of a client tool. The linter checks the JSON Schema in `parameters`."""
    return {
        "parameters": Field(scope, _ANY_MAPPING),
        "awaitResult": Field(scope, Flag()),
        "toolTimeoutSeconds": Field(scope, Number(1, 600)),
    }


def _knowledge(scope: Scope) -> dict[str, Field]:
    """Return the keys for the knowledge groups to search, by id or by the names of files in `knowledge/`."""
    return {
        "documentFolderIds": Field(scope, ListOf(Identifier())),
        "knowledge": Field("local", ListOf(Text(allow_blank=False))),
    }


def _webhook(scope: Scope) -> dict[str, Field]:
    return {
        "url": Field(scope, _URL),
        "method": Field(scope, Choice(_METHODS)),
        "headers": Field(scope, MapOf(_HEADER_VALUE, key=_HEADER_NAME)),
        "parameters": Field(scope, _ANY_MAPPING),
        "queryParameters": Field(scope, _ANY_MAPPING),
        "awaitResponse": Field(scope, Flag()),
    }


_FOLDERS: Final = ("documentFolderIds", "knowledge")


def _inline(
    kind: str,
    keys: dict[str, Field],
    *,
    subtype: str | None = None,
    required: tuple[str, ...] = (),
    one_of: tuple[str, ...] = (),
) -> Table:
    tags = {"type": Field("session", Choice((kind,)))}
    if subtype is not None:
        tags["subtype"] = Field("session", Choice((subtype,)))
    shared = {
        "description": Field("session", Text(max_length=MAX_DESCRIPTION_LENGTH)),
        "disableInterruptions": Field("session", Flag()),
    }
    return Table(
        {"name": Field("session", _NAME), **tags, **shared, **keys}, required=("name", *required), one_of=one_of
    )


INLINE_TOOL: Final = Tagged(
    "type",
    {
        "client": _inline("client", _client("session")),
        "server": Tagged(
            "subtype",
            {
                "knowledge": _inline("server", _knowledge("session"), subtype="knowledge", one_of=_FOLDERS),
                "webhook": _inline("server", _webhook("session"), subtype="webhook", required=("url", "method")),
            },
        ),
        "system": _inline("system", {"parameters": Field("session", _ANY_MAPPING)}),
    },
)
"""A tool that is defined in a persona's `tools:`."""


def _stored(kind: str, config: Table, *, requires_config: bool = True) -> Table:
    return Table(
        {
            "name": Field("local", _NAME),
            "description": Field("local", Text(allow_blank=False, max_length=MAX_DESCRIPTION_LENGTH)),
            "type": Field("local", Choice((kind,))),
            "disableInterruptions": Field("local", Flag()),
            "config": Field("local", config),
        },
        required=("name", "description", "config") if requires_config else ("name", "description"),
    )


TOOL_TABLES: Final[Mapping[str, Table]] = MappingProxyType(
    {
        "CLIENT": _stored("CLIENT", Table(_client("local")), requires_config=False),
        "SERVER_RAG": _stored("SERVER_RAG", Table(_knowledge("local"), one_of=_FOLDERS)),
        "SERVER_WEBHOOK": _stored(
            "SERVER_WEBHOOK",
            Table({**_webhook("local"), "bodyTemplate": Field("local", Text())}, required=("url", "method")),
        ),
        "SYSTEM": _stored(
            "SYSTEM", Table({"action": Field("local", Choice(("end_call", "interrupt")))}, required=("action",))
        ),
    }
)
"""The fields of a stored tool, by its type."""

TOOL: Final = Tagged("type", TOOL_TABLES)
"""A file of `tools/`."""
