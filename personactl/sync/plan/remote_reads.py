"""Reads of the remote for one kind: the list, and one read for each resource that the list does not return whole."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from msgspec import Struct

from personactl.api.client import Client
from personactl.api.concurrent_requests import concurrently
from personactl.errors import NotFoundError
from personactl.persona.project_resource import Kind
from personactl.state.lock import LockBlock, LockEntry
from personactl.state.lock_format.lock_checks import is_id
from personactl.sync.kinds.kind import RESOURCE_KINDS
from personactl.sync.plan.options import PlanOptions
from personactl.sync.plan.unmanaged import UnmanagedResources, unmanaged_resources
from personactl.sync.values.desired import Desired, secret_paths
from personactl.sync.values.observed import Observed, Row


class RemoteView(Struct, frozen=True):
    """What is known of the remote for one kind.

    listed: every row of the list, by id.
    read: the resources that are known whole, by id; None for one that the platform does not have.
    """

    listed: Mapping[str, Row]
    read: Mapping[str, Observed | None]


class ReadRequest(Struct, frozen=True):
    """The ids to read.

    plain: the ids to read.
    examined: the ids to read together with the leaves that a read does not return.
    """

    plain: Collection[str]
    examined: Collection[str]


async def list_remote(client: Client, kind: Kind, scopes: Sequence[str] = ()) -> dict[str, Row]:
    """Every row, by id. A row can be missing if somebody changes the list while its pages are read; so is one whose id
    cannot be part of a request."""
    return {row.id: row for row in await RESOURCE_KINDS[kind].rows(client, scopes) if is_id(row.id)}


async def read_remote(
    client: Client, kind: Kind, listed: Mapping[str, Row], reads: ReadRequest, *, concurrency: int
) -> RemoteView:
    """Read the resources of `reads`. Only a read proves that a resource does not exist; a list does not."""
    resource_kind = RESOURCE_KINDS[kind]

    async def read(remote_id: str) -> Observed | None:
        examine = resource_kind.examine if remote_id in reads.examined else None
        try:
            observed = await (examine or resource_kind.read)(client, remote_id)
        except NotFoundError:
            return None
        row = listed.get(remote_id)
        return observed if row is None else row.complete(observed)

    ids = sorted({*reads.plain, *reads.examined})
    known: dict[str, Observed | None] = {row.id: row.observed for row in listed.values() if row.observed is not None}
    return RemoteView(listed, known | dict(zip(ids, await concurrently(ids, read, limit=concurrency), strict=True)))


def reads_for(
    all_desired: Sequence[Desired], locked: LockBlock, listed: Mapping[str, Row], options: PlanOptions
) -> ReadRequest:
    """The resources of one kind that have to be read, because their row in the list does not say enough."""
    among = unmanaged_resources(locked, listed.values())
    plain: set[str] = set()
    examined: set[str] = set()
    for one in all_desired:
        if not options.refresh and is_settled(one, locked, listed, options):
            continue
        entry = locked.resources.get(one.address)
        if entry is not None and not _is_whole(listed.get(entry.remote_id)):
            plain.add(entry.remote_id)
        leftovers = (older.remote_id for older in locked.leftovers.get(one.address, ()))
        plain.update(remote_id for remote_id in leftovers if not _is_whole(listed.get(remote_id)))
        for remote_id in _possible_matches(one, locked, listed, among, options):
            if RESOURCE_KINDS[one.address.kind].examine is not None:
                examined.add(remote_id)
            elif not _is_whole(listed.get(remote_id)):
                plain.add(remote_id)
    return ReadRequest(plain, examined)


def _is_whole(row: Row | None) -> bool:
    return row is not None and row.observed is not None


def is_settled(one: Desired, locked: LockBlock, listed: Mapping[str, Row], options: PlanOptions) -> bool:
    """Whether file, lock and the date in the list agree that nothing has changed."""
    entry = locked.resources.get(one.address)
    row = listed.get(entry.remote_id) if entry is not None else None
    if entry is None or row is None or one.address in locked.pending or one.address in locked.leftovers:
        return False
    if options.resend_secrets and secret_paths(one):
        return False
    ready = row.observed is None or row.observed.state == "ready"
    return ready and _is_unchanged(one, entry, row.updated_at)


def _possible_matches(
    one: Desired, locked: LockBlock, listed: Mapping[str, Row], among: UnmanagedResources, options: PlanOptions
) -> Iterator[str]:
    """The ids of the unmanaged resources that may be this one."""
    entry = locked.resources.get(one.address)
    pending = locked.pending.get(one.address)
    if pending is not None:
        yield from among.named(one.scope, pending.name)
    if options.adopt and (entry is None or entry.remote_id not in listed):
        yield from among.named(one.scope, one.name)


def _is_unchanged(one: Desired, entry: LockEntry, updated_at: str | None) -> bool:
    """Whether the file wants what was pushed, and the platform still holds it, by `updated_at`, its date of the last
    change."""
    same_date = bool(entry.updated_at) and entry.updated_at == updated_at
    return same_date and entry.fields == one.fingerprints and entry.resolved == one.resolved
