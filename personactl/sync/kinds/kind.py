"""What a push has to know about one kind of resource to list, read and write it: functions, as values."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from personactl.api.client import Client
from personactl.json_value import JsonObject, JsonValue
from personactl.persona.resource import SecretSource, Upload
from personactl.secret import Secret
from personactl.sync.values.observed import Observed, Row

ReadSecret: TypeAlias = Callable[[SecretSource], Secret]
"""Raises `UsageError` or `KeyringError` where there is none."""


@dataclass(frozen=True, slots=True)
class Means:
    """What it takes to write."""

    client: Client
    read_secret: ReadSecret


@dataclass(frozen=True, slots=True)
class ResourceKind:
    """`rows` lists all, or all within some scopes (ids of groups, for documents). `search` lists at least all that
    bear a name within a scope. `read` raises `NotFoundError`; `examine` also tells what a read leaves open, at a price.

    `create` and `update` take write fields, nested. `beyond_update` are the leaf paths out of some that no update can
    write: only another one in its place can have them. With `unique_names` the platform itself refuses a name that is
    taken (docs/platform.md#names). `content` fetches what a snapshot needs beside the fields. With `list_tells` a list
    shows leaves that a read does not.
    """

    noun: str
    plural: str
    rows: Callable[[Client, Sequence[str]], Awaitable[list[Row]]]
    search: Callable[[Client, str, str], Awaitable[list[Row]]]
    read: Callable[[Client, str], Awaitable[Observed]]
    create: Callable[[Means, JsonObject, Upload | None], Awaitable[Observed]]
    update: Callable[[Means, str, JsonObject], Awaitable[None]]
    delete: Callable[[Client, str], Awaitable[None]]
    examine: Callable[[Client, str], Awaitable[Observed]] | None = None
    beyond_update: Callable[[Mapping[str, JsonValue]], tuple[str, ...]] = lambda send: ()
    unique_names: bool = False
    content: Callable[[Client, str], Awaitable[bytes]] | None = None
    list_tells: bool = False
