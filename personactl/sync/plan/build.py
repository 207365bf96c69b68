"""A project's resources -> a plan. This only reads from the platform, and reads everything that the plan needs.

Kinds are planned in the order in which they need each other, because the ids of one kind fill the references of the
next. The lists of all kinds are requested at once, except those of documents, which need the ids of their groups.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from personactl.api.client import Client
from personactl.api.concurrent_requests import concurrently
from personactl.errors import PersonactlError
from personactl.persona.project_resource import KINDS, Address, Kind, Resource, parse_reference
from personactl.state.lock import LockBlock
from personactl.sync.plan.deletions import orphans, plan_deletions, reads_before_deleting
from personactl.sync.plan.dependencies import refuse_unmet_dependencies
from personactl.sync.plan.foreign_documents import with_foreign_documents
from personactl.sync.plan.item_order import order_items
from personactl.sync.plan.names.id_names import has_nameless_tools, names_for
from personactl.sync.plan.names.name_resolution import refuse_false_pins, resolve_names
from personactl.sync.plan.options import CONCURRENCY, PlanOptions
from personactl.sync.plan.plan import Create, Item, NameTaken, Plan, Replace
from personactl.sync.plan.planner import PlannedItems, plan_kind
from personactl.sync.plan.remote_reads import list_remote, read_remote, reads_for
from personactl.sync.plan.renames import with_renames
from personactl.sync.plan.text_merges import FindBase, no_base
from personactl.sync.values.desired import Desired, desired, project_path
from personactl.sync.values.observed import Observed, Row


async def build_plan(
    client: Client,
    resources: Sequence[Resource],
    addresses: Collection[Address] | None,
    locked: LockBlock,
    options: PlanOptions,
    *,
    root: Path,
    profile: str | None = None,
    concurrency: int = CONCURRENCY,
    find_base: FindBase = no_base,
    proof: LockBlock | None = None,
    trusted: Collection[str] = (),
) -> Plan:
    """What a push of `resources` would do.

    Only the kinds of `resources`, and those to delete from, cost a request. Raises `UsageError` for a resource that
    needs one which was never pushed, and what `resolve_names`, `refuse_false_pins` and the client's reads raise.

    client: the connection to the target.
    resources: what to push.
    addresses: the addresses of all files of the project, including those that this push is not about; None if they are
        not known, so that no resource counts as having lost its file.
    locked: what was pushed.
    options: the options of the plan.
    root: the project's folder; the plan gives files relative to it.
    profile: the name of the target, for the hints of errors.
    concurrency: the number of requests under way at once.
    find_base: finds the texts of the last push, for merges.
    proof: the lock that has to prove what was pushed from here, if it is not `locked`.
    trusted: the ids of resources that need no proof.
    """
    refuse_unmet_dependencies(resources, locked, profile)
    present = {resource.address for resource in resources}
    present |= locked.resources.keys() | locked.leftovers.keys() if addresses is None else set(addresses)
    pins = await resolve_names(client, resources, locked, profile=profile)
    builder = _PlanBuilder(client, present, options, root, concurrency, find_base, proof, trusted, locked, _ids(locked))
    await builder.list_all({resource.address.kind for resource in resources})
    for kind in KINDS:
        await builder.add(kind, [one for one in resources if one.address.kind == kind], pins)
    if options.prune:
        for kind in reversed(KINDS):
            await builder.prune(kind)
    await refuse_false_pins(client, builder.items, locked)
    plan = order_items(builder.items, builder.needs, builder.observed)
    entries = {one: name for row in builder.listed.get("persona", {}).values() for one, name in row.entries.items()}
    return replace(plan, names=await _names(client, plan, locked, builder.listed.get("tool")), entry_names=entries)


async def _names(
    client: Client, plan: Plan, locked: LockBlock, tools: Mapping[str, Row] | None
) -> Mapping[str, Address]:
    """The names of the ids in `plan`. The tools are only listed if the plan would show the id of a tool without its
    name; if that request fails, the plan shows the id."""
    names = names_for(plan.items, locked, (tools or {}).values())
    if tools is None and has_nameless_tools(plan.items, names):
        with suppress(PersonactlError):
            return names_for(plan.items, locked, (await list_remote(client, "tool")).values())
    return names


def _ids(locked: LockBlock) -> dict[Address, str]:
    return {address: entry.remote_id for address, entry in locked.resources.items()}


class _PlanBuilder(Struct):
    """The plan so far.

    client: the connection to the target.
    present: the addresses that have a file.
    options: the options of the plan.
    root: the project's folder.
    concurrency: the number of requests under way at once.
    find_base: finds the texts of the last push, for merges.
    proof, trusted: as in `build_plan`.
    locked: what was pushed, with renamed files under their new keys.
    ids: the ids that the resources have after the items so far.
    listed: the rows of each kind, by id.
    items: the items so far.
    observed: what the remote holds, for the resources that were read.
    needs: the resources that each resource refers to.
    """

    client: Client
    present: Collection[Address]
    options: PlanOptions
    root: Path
    concurrency: int
    find_base: FindBase
    proof: LockBlock | None
    trusted: Collection[str]
    locked: LockBlock
    ids: dict[Address, str]
    listed: dict[Kind, dict[str, Row]] = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)
    observed: dict[Address, Observed] = field(default_factory=dict)
    needs: dict[Address, tuple[Address, ...]] = field(default_factory=dict)

    async def list_all(self, kinds: Collection[Kind]) -> None:
        """List all `kinds` and those to delete from, except documents."""
        lost = {address.kind for address in self._lost()} if self.options.prune else set()
        to_list = [kind for kind in KINDS if kind in {*kinds, *lost} and kind != "document"]

        async def one(kind: Kind) -> dict[str, Row]:
            return await list_remote(self.client, kind)

        self.listed = dict(zip(to_list, await concurrently(to_list, one), strict=True))

    async def add(self, kind: Kind, resources: Sequence[Resource], pins: Mapping[Address, Mapping[str, str]]) -> None:
        """Plan the resources of one kind."""
        if not resources:
            return
        all_desired = [
            desired(one, project_path(one.path, self.root), pins[one.address], self.ids) for one in resources
        ]
        self.needs |= {one.address: one.needs for one in all_desired if one.needs}
        if kind == "document":
            await self._list_documents(all_desired)
        listed = self.listed[kind]
        renamed = with_renames(all_desired, self.locked, listed, self.present)
        self.locked = renamed.locked
        reads = reads_for(all_desired, self.locked, listed, self.options)
        view = await read_remote(self.client, kind, listed, reads, concurrency=self.concurrency)
        self._take(plan_kind(kind, all_desired, renamed, view, self.options, self.find_base, self.proof, self.trusted))
        if kind == "document":
            wanted = {(one.scope, one.name) for one in all_desired}
            rows, on_drift = listed.values(), self.options.on_drift
            self.items = with_foreign_documents(self.items, rows, self.ids, wanted, self.locked, on_drift)

    async def prune(self, kind: Kind) -> None:
        """Plan the deletion of the resources of one kind that have no file."""
        lost = [address for address in self._lost() if address.kind == kind]
        if not lost:
            return
        if kind in ("document", "knowledge") and "document" not in self.listed:
            await self._list_documents(())
        listed = self.listed[kind]
        reads = reads_before_deleting(lost, self.locked, listed)
        view = await read_remote(self.client, kind, listed, reads, concurrency=self.concurrency)
        documents = self.listed.get("document", {}) if kind == "knowledge" else {}
        self._take(plan_deletions(kind, lost, self.locked, view, self.options, documents))

    def _take(self, planned: PlannedItems) -> None:
        self.items += planned.items
        self.observed |= planned.observed
        for item in planned.items:
            remote_id = _known_id(item)
            if remote_id is None:
                self.ids.pop(item.address, None)
            else:
                self.ids[item.address] = remote_id

    def _lost(self) -> tuple[Address, ...]:
        return orphans(self.locked, self.present)

    async def _list_documents(self, all_desired: Iterable[Desired]) -> None:
        """List the documents of the groups of `all_desired`, of groups to delete, and of groups to delete documents
        from."""
        groups = {one.scope for one in all_desired if parse_reference(one.scope) is None}
        if self.options.prune:
            keys = {address.key.partition("/")[0] for address in self._lost() if address.kind == "document"}
            keys |= {address.key for address in self._lost() if address.kind == "knowledge"}
            groups |= {self.ids[group] for key in keys if (group := Address("knowledge", key)) in self.ids}
        self.listed["document"] = await list_remote(self.client, "document", sorted(groups))


def _known_id(item: Item) -> str | None:
    """The id of the resource after the plan, or None if it gets one when the plan is carried out."""
    match item.action:
        case Create() | Replace() | NameTaken():
            return None
        case _:
            return item.action.remote_id
