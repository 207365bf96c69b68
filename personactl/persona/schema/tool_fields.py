"""Every key that a tool may hold, written in a persona (`tools:`) or saved on its own (`tools/NAME.yaml`).

The platform has two vocabularies: a tool in a session's config is flat and of type `client`, `server` or `system`; a
saved tool is of type `CLIENT` and so on, with a `config`. Source: the published contract, and the documentation for
the keys of webhooks, about which the contract is silent. A saved tool's file is what creates it, key by key.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from personactl.persona.schema.field_shapes import (
    Choice,
    Field,
    Flag,
    Home,
    Identifier,
    ListOf,
    Number,
    Table,
    Tagged,
    Text,
)

LONGEST_DESCRIPTION: Final = 1024

SYSTEM_TOOLS: Final = frozenset({"change_language", "skip_turn", "end_call", "interrupt", "pause_conversation"})
"""Names of tools that the platform brings along. Source: its documentation, its contract, and what was seen live."""

_NAME = Text(pattern=re.compile(r"[a-zA-Z0-9_.-]{1,64}"), said="1 to 64 letters, digits, underscores, dots or hyphens")
_ANYTHING = Table({}, anything=True)
_METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH")


def _client(home: Home) -> dict[str, Field]:
    """What JSON Schema stands in `parameters` is for the linter to look at."""
    return {
        "parameters": Field(home, _ANYTHING),
        "awaitResult": Field(home, Flag()),
        "toolTimeoutSeconds": Field(home, Number(1, 600)),
    }


def _knowledge(home: Home) -> dict[str, Field]:
    """The folders to search by their ids, or by the names of files in `knowledge/`."""
    return {
        "documentFolderIds": Field(home, ListOf(Identifier())),
        "knowledge": Field("local", ListOf(Text(empty=False))),
    }


def _webhook(home: Home) -> dict[str, Field]:
    return {
        "url": Field(home, Text(empty=False)),
        "method": Field(home, Choice(_METHODS)),
        "headers": Field(home, _ANYTHING),
        "parameters": Field(home, _ANYTHING),
        "queryParameters": Field(home, _ANYTHING),
        "awaitResponse": Field(home, Flag()),
    }


_FOLDERS: Final = ("documentFolderIds", "knowledge")


def _inline(
    kind: str,
    own: dict[str, Field],
    *,
    subtype: str | None = None,
    needs: tuple[str, ...] = (),
    one_of: tuple[str, ...] = (),
) -> Table:
    tags = {"type": Field("session", Choice((kind,)))}
    if subtype is not None:
        tags["subtype"] = Field("session", Choice((subtype,)))
    shared = {
        "description": Field("session", Text(longest=LONGEST_DESCRIPTION)),
        "disableInterruptions": Field("session", Flag()),
    }
    return Table({"name": Field("session", _NAME), **tags, **shared, **own}, required=("name", *needs), one_of=one_of)


INLINE_TOOL: Final = Tagged(
    "type",
    {
        "client": _inline("client", _client("session")),
        "server": Tagged(
            "subtype",
            {
                "knowledge": _inline("server", _knowledge("session"), subtype="knowledge", one_of=_FOLDERS),
                "webhook": _inline("server", _webhook("session"), subtype="webhook", needs=("url", "method")),
            },
        ),
        "system": _inline("system", {"parameters": Field("session", _ANYTHING)}),
    },
)
"""One item of a persona's `tools:`."""


def _saved(kind: str, config: Table, *, needs_config: bool = True) -> Table:
    return Table(
        {
            "name": Field("local", _NAME),
            "description": Field("local", Text(empty=False, longest=LONGEST_DESCRIPTION)),
            "type": Field("local", Choice((kind,))),
            "disableInterruptions": Field("local", Flag()),
            "config": Field("local", config),
        },
        required=("name", "description", "config") if needs_config else ("name", "description"),
    )


SAVED_TABLES: Final[Mapping[str, Table]] = MappingProxyType(
    {
        "CLIENT": _saved("CLIENT", Table(_client("local")), needs_config=False),
        "SERVER_RAG": _saved("SERVER_RAG", Table(_knowledge("local"), one_of=_FOLDERS)),
        "SERVER_WEBHOOK": _saved(
            "SERVER_WEBHOOK",
            Table({**_webhook("local"), "bodyTemplate": Field("local", Text())}, required=("url", "method")),
        ),
        "SYSTEM": _saved(
            "SYSTEM", Table({"action": Field("local", Choice(("end_call", "interrupt")))}, required=("action",))
        ),
    }
)
"""The fields of a saved tool, by its type."""

SAVED_TOOL: Final = Tagged("type", SAVED_TABLES)
"""A whole file of `tools/`."""
