"""From personas to a plan, with all the reads that it takes and not one write."""

from collections.abc import Mapping, Sequence

from personactl.api.client import Client
from personactl.persona.model import Persona
from personactl.state.lock import LockBlock
from personactl.sync.applying import CONCURRENCY
from personactl.sync.desired import desired
from personactl.sync.observing import look
from personactl.sync.plan import Plan
from personactl.sync.planning import Choices, make_plan
from personactl.sync.resolving import resolve_names


async def prepare(
    client: Client,
    personas: Sequence[Persona],
    paths: Mapping[str, str],
    locked: LockBlock,
    choices: Choices,
    *,
    concurrency: int = CONCURRENCY,
) -> Plan:
    """What a push of `personas` would do. `paths` is each file as the user would name it, by key.

    Raises what `resolve_names` and the client's reads raise.
    """
    ids = await resolve_names(client, personas, locked)
    wanted = [desired(persona, paths[persona.key], ids[persona.key]) for persona in personas]
    seen = await look(client, wanted, locked, choices, concurrency=concurrency)
    return make_plan(wanted, locked, seen, choices)
