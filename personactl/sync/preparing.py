"""From personas to a plan, with all the reads that it takes and not one write."""

from collections.abc import Collection, Mapping, Sequence

from personactl.api.client import Client
from personactl.persona.model import Persona
from personactl.state.lock import LockBlock
from personactl.sync.applying import CONCURRENCY
from personactl.sync.desired import desired
from personactl.sync.observing import list_remote, read_remote
from personactl.sync.plan import Plan
from personactl.sync.planning import Choices, Seen, ids_to_read, make_plan
from personactl.sync.renaming import with_renames
from personactl.sync.resolving import resolve_names


async def prepare(
    client: Client,
    personas: Sequence[Persona],
    paths: Mapping[str, str],
    keys: Collection[str],
    locked: LockBlock,
    choices: Choices,
    *,
    concurrency: int = CONCURRENCY,
) -> Plan:
    """What a push of `personas` would do. `paths` is each file as the user would name it, by key; `keys` are those of
    all the project's files, also of those that this push is not about.

    Raises what `resolve_names` and the client's reads raise.
    """
    ids = await resolve_names(client, personas, locked)
    wanted = [desired(persona, paths[persona.key], ids[persona.key]) for persona in personas]
    listed = await list_remote(client)
    renamed = with_renames(wanted, locked, listed, {*keys, *paths})
    needed = ids_to_read(wanted, renamed.locked, listed, choices)
    seen = Seen(listed, await read_remote(client, needed, listed, concurrency=concurrency))
    return make_plan(wanted, renamed, seen, choices)
