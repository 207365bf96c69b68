"""Looking at the remote: the list, and one read for each persona that the list does not answer for."""

from collections.abc import Sequence

from personactl.api.client import Client
from personactl.api.personas import get_persona, list_personas
from personactl.errors import NotFoundError
from personactl.state.lock import LockBlock
from personactl.sync.concurrently import concurrently
from personactl.sync.desired import Desired
from personactl.sync.observed import Observed, observe
from personactl.sync.planning import Choices, Seen, ids_to_read


async def look(
    client: Client, wanted: Sequence[Desired], locked: LockBlock, choices: Choices, *, concurrency: int
) -> Seen:
    """What planning has to know. A persona is only called gone when the platform was asked for it by its id: the
    list can miss one while its pages shift."""
    listed = {row.id: row async for row in list_personas(client)}
    ids = ids_to_read(wanted, locked, listed, choices)

    async def read(remote_id: str) -> Observed | None:
        try:
            return observe(await get_persona(client, remote_id), listed.get(remote_id))
        except NotFoundError:
            return None

    observed = await concurrently(ids, read, limit=concurrency)
    return Seen(listed, dict(zip(ids, observed, strict=True)))
