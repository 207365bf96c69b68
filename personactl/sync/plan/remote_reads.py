"""Looking at the remote: the list of a kind, and one read for each resource that the list does not answer for."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from personactl.api.client import Client
from personactl.api.concurrent_requests import concurrently
from personactl.errors import NotFoundError
from personactl.persona.resource import Kind
from personactl.sync.kinds.kinds_table import RESOURCE_KINDS
from personactl.sync.values.observed import Observed, Row


@dataclass(frozen=True, slots=True)
class Seen:
    """The remote, as far as one kind goes. `listed` is every row of the list by id; `read` what is known whole, None
    where the platform said that there is no such resource."""

    listed: Mapping[str, Row]
    read: Mapping[str, Observed | None]


@dataclass(frozen=True, slots=True)
class Reads:
    """The ids to read; those in `examined` with all that a read leaves open."""

    plain: Collection[str]
    examined: Collection[str]


async def list_remote(client: Client, kind: Kind, scopes: Sequence[str] = ()) -> dict[str, Row]:
    """Every row by id. One can be missed while the pages shift under the reader."""
    return {row.id: row for row in await RESOURCE_KINDS[kind].rows(client, scopes)}


async def look(client: Client, kind: Kind, listed: Mapping[str, Row], reads: Reads, *, concurrency: int) -> Seen:
    """None for what is gone: only a read proves that, never a list."""
    handling = RESOURCE_KINDS[kind]

    async def read(remote_id: str) -> Observed | None:
        examine = handling.examine if remote_id in reads.examined else None
        try:
            observed = await (examine or handling.read)(client, remote_id)
        except NotFoundError:
            return None
        row = listed.get(remote_id)
        return observed if row is None else row.completing(observed)

    ids = sorted({*reads.plain, *reads.examined})
    known: dict[str, Observed | None] = {row.id: row.observed for row in listed.values() if row.observed is not None}
    return Seen(listed, known | dict(zip(ids, await concurrently(ids, read, limit=concurrency), strict=True)))
