"""From a project's resources to a plan, with all the reads that it takes and not one write."""

from collections.abc import Collection, Sequence
from pathlib import Path

from personactl.api.client import Client
from personactl.persona.resource import Address, Resource
from personactl.state.lock import LockBlock
from personactl.sync.applying import CONCURRENCY
from personactl.sync.choices import Choices
from personactl.sync.desired import desired
from personactl.sync.observing import list_remote, read_remote
from personactl.sync.plan import Plan
from personactl.sync.planning import Seen, ids_to_read, make_plan
from personactl.sync.renaming import with_renames
from personactl.sync.resolving import resolve_names


async def prepare(
    client: Client,
    wanted: Sequence[Resource],
    addresses: Collection[Address] | None,
    locked: LockBlock,
    choices: Choices,
    *,
    root: Path,
    concurrency: int = CONCURRENCY,
) -> Plan:
    """What a push of `wanted` would do. `addresses` are those of all the project's files, also of those that this push
    is not about; None where they can't be told: nothing then counts as having lost its file. `root` is the project's
    folder, from which the plan names files.

    Raises what `resolve_names` and the client's reads raise.
    """
    ids = await resolve_names(client, wanted, locked)
    ones = [desired(resource, shown(resource.path, root), ids[resource.address]) for resource in wanted]
    listed = await list_remote(client)
    known = locked.resources.keys() if addresses is None else addresses
    renamed = with_renames(ones, locked, listed, {*known, *(one.address for one in ones)})
    needed = ids_to_read(ones, renamed.locked, listed, choices)
    seen = Seen(listed, await read_remote(client, needed, listed, concurrency=concurrency))
    return make_plan(ones, renamed, seen, choices)


def shown(path: Path, root: Path) -> str:
    """The file seen from the project's folder, on every machine the same."""
    return (path.relative_to(root) if path.is_relative_to(root) else path).as_posix()
