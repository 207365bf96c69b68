"""Names for the ids of avatars, voices and LLMs that a plan or a pull shows.

They come from the names in files, from the list of personas, and from earlier runs. At most a few that are still
unknown are read, all at once and for a short time; an id without a name is shown alone.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Mapping
from typing import Final, Protocol
from uuid import UUID

from msgspec.structs import replace

from personactl.api.catalogue import avatar_names, get_avatar, get_llm, get_voice
from personactl.api.client import Client
from personactl.api.concurrent_requests import concurrently
from personactl.errors import PersonactlError
from personactl.state.lock import LockBlock
from personactl.sync.plan.field_change import FieldChange
from personactl.sync.plan.plan import Adopt, Create, Item, Plan, Replace, Update
from personactl.sync.values.three_way import Known

_MAX_READS: Final = 9
_TIMEOUT_S: Final = 3.0


class KnownNames(Protocol):
    """Names of earlier runs."""

    def known(self, ids: Collection[str]) -> dict[str, str]: ...

    def add(self, names: Mapping[str, str]) -> None: ...


async def with_entry_names(client: Client, plan: Plan, locked: LockBlock, earlier: KnownNames) -> Plan:
    """Return `plan` with the names of the entries that it shows."""
    changes = [change for item in plan.items for change in item.changes]
    told = {**plan.entry_names, **_pinned(plan.items, locked)}
    return replace(plan, entry_names=await entry_names(client, changes, told, earlier))


async def entry_names(
    client: Client, changes: Iterable[FieldChange], told: Mapping[str, str], earlier: KnownNames
) -> dict[str, str]:
    """Return id -> name, for the entries of the catalogue whose ids `changes` mention.

    told: id -> name, as this run knows it already.
    earlier: the names of earlier runs; what is new is added.
    """
    mentioned = dict(_mentioned(changes))
    if not mentioned:
        return {}
    before = earlier.known(mentioned)
    found = {one: name for one, name in {**before, **told}.items() if one in mentioned and name}
    missing = {one: field for one, field in mentioned.items() if one not in found and _is_uuid(one)}
    if len(missing) <= _MAX_READS:
        found |= await _read(client, missing)
    if new := dict(found.items() - before.items()):
        earlier.add(new)
    return found


def _pinned(items: Iterable[Item], locked: LockBlock) -> dict[str, str]:
    """Return id -> name, for the names that files use, as the lock and the writes of a plan have them."""
    pins = {key: one for entry in locked.resources.values() for key, one in entry.resolved.items()}
    for item in items:
        match item.action:
            case Create(write) | Update(write=write) | Adopt(write=write) | Replace(write=write):
                pins |= write.resolved
            case _:
                pass
    return {remote_id: key.partition(": ")[2] for key, remote_id in pins.items()}


def _mentioned(changes: Iterable[FieldChange]) -> Iterator[tuple[str, str]]:
    """Yield each id with its field."""
    for change in changes:
        if change.path in _READERS:
            for side in (change.file, change.remote):
                value: object = side.value if isinstance(side, Known) else side
                if isinstance(value, str):
                    yield value, change.path


async def _read(client: Client, wanted: Mapping[str, str]) -> dict[str, str]:
    async def one(remote_id: str) -> str:
        try:
            return await _READERS[wanted[remote_id]](client, remote_id)
        except PersonactlError:
            return ""

    try:
        names = await asyncio.wait_for(concurrently(list(wanted), one), _TIMEOUT_S)
    except TimeoutError:
        return {}
    return {remote_id: name for remote_id, name in zip(wanted, names, strict=True) if name}


async def _avatar(client: Client, remote_id: str) -> str:
    return avatar_names(await get_avatar(client, remote_id))[0]


async def _voice(client: Client, remote_id: str) -> str:
    return (await get_voice(client, remote_id)).display_name


async def _llm(client: Client, remote_id: str) -> str:
    return (await get_llm(client, remote_id)).display_name


_READERS: Final[Mapping[str, Callable[[Client, str], Awaitable[str]]]] = {
    "avatarId": _avatar,
    "voiceId": _voice,
    "llmId": _llm,
}


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
