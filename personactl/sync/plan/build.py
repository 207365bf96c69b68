"""From a project's resources to a plan, with all the reads that it takes and not one write.

Kind by kind, what is needed before what needs it: the ids that one kind turns out to have fill the references of the
next. The lists of all kinds are asked for at once, except those of documents, which takes the ids of their groups.
"""

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from personactl.api.client import Client
from personactl.api.concurrent_requests import concurrently
from personactl.errors import PersonactlError
from personactl.persona.resource import KINDS, Address, Kind, Resource, parse_reference
from personactl.state.lock import LockBlock
from personactl.sync.apply.apply import CONCURRENCY
from personactl.sync.plan.deletions import orphans, plan_deletions, reads_before_deleting
from personactl.sync.plan.id_names import has_nameless_tools, names_for
from personactl.sync.plan.item_order import ordered, refuse_loose_ends
from personactl.sync.plan.name_resolution import resolve_names
from personactl.sync.plan.options import PlanOptions
from personactl.sync.plan.plan import Create, Item, NameTaken, Plan, Replace
from personactl.sync.plan.planner import Planned, plan_kind, reads_for
from personactl.sync.plan.remote_reads import list_remote, look
from personactl.sync.plan.renames import with_renames
from personactl.sync.values.desired import Desired, desired
from personactl.sync.values.observed import Observed, Row


async def build_plan(
    client: Client,
    wanted: Sequence[Resource],
    addresses: Collection[Address] | None,
    locked: LockBlock,
    choices: PlanOptions,
    *,
    root: Path,
    concurrency: int = CONCURRENCY,
) -> Plan:
    """What a push of `wanted` would do. `addresses` are those of all the project's files, also of those that this push
    is not about; None where they can't be told: nothing then counts as having lost its file. `root` is the project's
    folder, from which the plan names files.

    Only kinds that are wanted, or that are to be deleted from, cost a request. Raises `UsageError` for a resource that
    needs what was never pushed, and what `resolve_names` and the client's reads raise.
    """
    refuse_loose_ends(wanted, locked)
    there = {resource.address for resource in wanted}
    there |= locked.resources.keys() | locked.leftovers.keys() if addresses is None else set(addresses)
    pins = await resolve_names(client, wanted, locked)
    survey = _Survey(client, there, choices, root, concurrency, locked, _ids(locked))
    await survey.list_all({resource.address.kind for resource in wanted})
    for kind in KINDS:
        await survey.add(kind, [one for one in wanted if one.address.kind == kind], pins)
    if choices.prune:
        for kind in reversed(KINDS):
            await survey.prune(kind)
    plan = ordered(survey.items, survey.needs, survey.observed)
    return replace(plan, names=await _names(client, plan, locked, survey.listed.get("tool")))


async def _names(
    client: Client, plan: Plan, locked: LockBlock, tools: Mapping[str, Row] | None
) -> Mapping[str, Address]:
    """Their list costs a request only where an id would be all that is said of a tool; no plan fails for want of it."""
    names = names_for(plan.items, locked, (tools or {}).values())
    if tools is None and has_nameless_tools(plan.items, names):
        with suppress(PersonactlError):
            return names_for(plan.items, locked, (await list_remote(client, "tool")).values())
    return names


def shown(path: Path, root: Path) -> str:
    """The file seen from the project's folder, on every machine the same."""
    text, folder = str(path), f"{root}{os.sep}"
    return text.removeprefix(folder).replace(os.sep, "/")


def _ids(locked: LockBlock) -> dict[Address, str]:
    return {address: entry.remote_id for address, entry in locked.resources.items()}


@dataclass(slots=True)
class _Survey:
    """What is known so far. `locked` follows the renames, `ids` the plan."""

    client: Client
    there: Collection[Address]
    choices: PlanOptions
    root: Path
    concurrency: int
    locked: LockBlock
    ids: dict[Address, str]
    listed: dict[Kind, dict[str, Row]] = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)
    observed: dict[Address, Observed] = field(default_factory=dict)
    needs: dict[Address, tuple[Address, ...]] = field(default_factory=dict)

    async def list_all(self, kinds: Collection[Kind]) -> None:
        """The lists of all `kinds` and of those to delete from."""
        lost = {address.kind for address in self._lost()} if self.choices.prune else set()
        asked = [kind for kind in KINDS if kind in {*kinds, *lost} and kind != "document"]

        async def one(kind: Kind) -> dict[str, Row]:
            return await list_remote(self.client, kind)

        self.listed = dict(zip(asked, await concurrently(asked, one), strict=True))

    async def add(self, kind: Kind, wanted: Sequence[Resource], pins: Mapping[Address, Mapping[str, str]]) -> None:
        """The items of one kind, and the ids that they have or don't have yet."""
        if not wanted:
            return
        ones = [desired(one, shown(one.path, self.root), pins[one.address], self.ids) for one in wanted]
        self.needs |= {one.address: one.needs for one in ones if one.needs}
        if kind == "document":
            await self._list_documents(ones)
        listed = self.listed[kind]
        renamed = with_renames(ones, self.locked, listed, self.there)
        self.locked = renamed.locked
        reads = reads_for(ones, self.locked, listed, self.choices)
        seen = await look(self.client, kind, listed, reads, concurrency=self.concurrency)
        self._take(plan_kind(kind, ones, renamed, seen, self.choices))

    async def prune(self, kind: Kind) -> None:
        lost = [address for address in self._lost() if address.kind == kind]
        if not lost:
            return
        if kind in ("document", "knowledge") and "document" not in self.listed:
            await self._list_documents(())
        listed = self.listed[kind]
        reads = reads_before_deleting(lost, self.locked, listed)
        seen = await look(self.client, kind, listed, reads, concurrency=self.concurrency)
        documents = self.listed.get("document", {}) if kind == "knowledge" else {}
        self._take(plan_deletions(kind, lost, self.locked, seen, self.choices, documents))

    def _take(self, planned: Planned) -> None:
        self.items += planned.items
        self.observed |= planned.observed
        for item in planned.items:
            remote_id = _known_id(item)
            if remote_id is None:
                self.ids.pop(item.address, None)
            else:
                self.ids[item.address] = remote_id

    def _lost(self) -> tuple[Address, ...]:
        return orphans(self.locked, self.there)

    async def _list_documents(self, wanted: Iterable[Desired]) -> None:
        """Of the groups that the wanted ones are in, and of those to delete or to delete from."""
        groups = {one.scope for one in wanted if parse_reference(one.scope) is None}
        if self.choices.prune:
            keys = {address.key.partition("/")[0] for address in self._lost() if address.kind == "document"}
            keys |= {address.key for address in self._lost() if address.kind == "knowledge"}
            groups |= {self.ids[group] for key in keys if (group := Address("knowledge", key)) in self.ids}
        self.listed["document"] = await list_remote(self.client, "document", sorted(groups))


def _known_id(item: Item) -> str | None:
    """None for what gets its id when the plan is carried out."""
    match item.action:
        case Create() | Replace() | NameTaken():
            return None
        case _:
            return item.action.remote_id
