"""Looking at the remote: the list, and one read for each persona that the list does not answer for."""

from collections.abc import Mapping, Sequence

from personactl.api.client import Client
from personactl.api.concurrently import concurrently
from personactl.api.personas import get_persona, list_personas
from personactl.errors import NotFoundError
from personactl.persona.remote import RemoteSummary
from personactl.sync.observed import Observed, observe


async def list_remote(client: Client) -> dict[str, RemoteSummary]:
    """Every persona's row by id. One can be missed while the pages shift under the reader."""
    return {row.id: row async for row in list_personas(client)}


async def read_remote(
    client: Client, ids: Sequence[str], listed: Mapping[str, RemoteSummary], *, concurrency: int
) -> dict[str, Observed | None]:
    """Each persona by id, None where the platform says that there is none: only that proves that it is gone."""

    async def read(remote_id: str) -> Observed | None:
        try:
            return observe(await get_persona(client, remote_id), listed.get(remote_id))
        except NotFoundError:
            return None

    return dict(zip(ids, await concurrently(ids, read, limit=concurrency), strict=True))
