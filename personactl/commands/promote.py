"""Promote: plan for one target what another target has."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from personactl.command_hint import command_hint
from personactl.commands.apply_plan import ApplyOptions, PlanRun, note_drift
from personactl.commands.context import Context
from personactl.commands.project.locked_block import search_lock
from personactl.commands.project.named_project import in_project_of
from personactl.commands.resource_filter import ResourceFilter
from personactl.commands.targets import announce_target, connect, find_target, lock_path
from personactl.errors import NotFoundError, PersonactlError, UntrustedError, UsageError
from personactl.state.project import suggestion

if TYPE_CHECKING:
    from personactl.api.client import Client
    from personactl.persona.project_resource import Address, Resource
    from personactl.state.lock import LockBlock
    from personactl.state.project import Project
    from personactl.state.project_settings import OnDrift
    from personactl.state.target import Target
    from personactl.sync.plan.options import PlanOptions, Resolution
    from personactl.sync.plan.plan import Plan
    from personactl.sync.promote import Promotion


class PromoteRequest(Struct, frozen=True):
    """The options of a promotion.

    source: the profile whose state is taken.
    to: the profile that gets it.
    only: keys, paths and patterns; empty for everything that was pushed to `source`.
    adopt: take over resources of the same name on `to` that were not pushed from this project.
    on_conflict: "ours" or "theirs" for fields that both sides changed; None to refuse them.
    on_drift: what happens to fields that only `to` changed; None for the project's setting.
    allow_secrets: send what looks like a secret.
    """

    source: str
    to: str
    only: Sequence[str] = ()
    adopt: bool = False
    on_conflict: "Resolution | None" = None
    on_drift: "OnDrift | None" = None
    allow_secrets: bool = False


@contextmanager
def prepare_promotion(request: PromoteRequest, context: Context) -> Iterator[PlanRun]:
    """Prepare a promotion, for a dry run or to be applied, until the block ends.

    Raises `UsageError` for a target that is unknown or promoted to itself, and for files that cannot be read.
    """
    from tempfile import TemporaryDirectory

    from personactl.commands.project_files import read_noting_errors
    from personactl.state.project import find_project
    from personactl.state.selection import select
    from personactl.sync.plan.options import PlanOptions

    context = in_project_of(request.only, context)
    project = find_project(context.environment.project_start)
    source, to = _targets(request, context)
    files = {
        target.name: {one.address: one for one in read_noting_errors(project, select(project), target.name, context)}
        for target in (source, to)
    }
    on_drift = request.on_drift or project.push.on_drift or "leave"
    options = PlanOptions(adopt=request.adopt, on_conflict=request.on_conflict, on_drift=on_drift)
    # Documents are downloaded to a private folder, which is deleted at the end.
    with TemporaryDirectory(prefix="personactl-") as folder:
        planner = PromotionPlanner(source, to, project, files, request.only, options, Path(folder), context)
        yield PlanRun(
            command="promote",
            target=to,
            lock=lock_path(to, project, context.environment),
            root=project.root,
            planner=planner,
            context=context,
            options=ApplyOptions(allow_secrets=request.allow_secrets),
        )


class PromotionPlanner(Struct, frozen=True):
    """Makes the plan of a promotion.

    files: the resources that the project's files describe for each of the two targets, by the target's name.
    only: keys, paths and patterns; empty for all.
    contents: a folder for the documents that are downloaded.
    """

    source: "Target"
    to: "Target"
    project: "Project"
    files: "Mapping[str, Mapping[Address, Resource]]"
    only: "Sequence[str]"
    options: "PlanOptions"
    contents: Path
    context: Context

    async def plan(self, client: "Client", locked: "LockBlock", concurrency: int) -> "Plan":
        from personactl.sync.plan.build import build_plan
        from personactl.sync.plan.wording import promotion
        from personactl.sync.promote import promotion_plan

        promotions = await self._promotions(locked, concurrency)
        resources = [one.resource for one in promotions]
        self._note_unpromoted(locked, {one.address for one in resources})
        plan = await build_plan(
            client,
            resources,
            None,
            locked,
            self.options,
            root=self.project.root,
            profile=self.to.name,
            concurrency=concurrency,
        )
        return promotion_plan(plan, promotions, locked, promotion(self.source.name, self.to.name))

    def check(self, plan: "Plan", account: str) -> None:
        """Nothing was decided before."""

    def note_rest(self, plan: "Plan", locked: "LockBlock") -> None:
        """Note the drift; `plan` has noted what else it leaves unchanged."""
        note_drift(plan, self.to.name, self.context)

    async def _promotions(self, locked_there: "LockBlock", concurrency: int) -> "tuple[Promotion, ...]":
        from personactl.sync.promote import (
            Destination,
            Source,
            collect_promotions,
            missing_from_source,
            read_current,
            select_promotions,
        )

        lock = lock_path(self.source, self.project, self.context.environment)
        search = search_lock(self.source, lock)
        if search.certain is not None:
            self._selected(search.certain.block)  # refuse before anything is sent
        async with connect(self.source, self.context, read_only=True) as client:
            locked = (await search.ask(client)).block
            self._refuse_same(locked, locked_there)
            selected = self._selected(locked)
            held = await read_current(client, locked, locked.resources, concurrency=concurrency)
            source = Source(self.source.name, locked, held, self.files[self.source.name])
            for address in missing_from_source(source):
                self.context.notes.warn(f"{address} no longer exists on {self.source.name} and is not promoted")
            to = Destination(self.files[self.to.name], locked_there)
            everything = await collect_promotions(source, to, client, self.contents)
        return select_promotions(everything, selected)

    def _refuse_same(self, locked: "LockBlock", locked_there: "LockBlock") -> None:
        """Refuse two profiles that lead to one organization: they have the same resources."""
        if locked.resources and self.source.origin == self.to.origin and locked == locked_there:
            raise UsageError(
                f"{self.source.name} and {self.to.name} are the same organization, which cannot be promoted to itself",
                where=self.source.origin,
                hint="name profiles with keys of two organizations, or with two addresses",
            )

    def _selected(self, locked: "LockBlock") -> "frozenset[Address]":
        name = self.source.name
        if not locked.resources:
            raise NotFoundError(
                f"nothing was pushed to {name} from this project",
                where=f"{name} ({self.source.origin})",
                hint=f"push there first: {command_hint('push', profile=name)}",
            )
        only = ResourceFilter(self.only, self.project, self.context.environment)
        if (unknown := only.unknown_word(locked.resources)) is not None:
            pushed = sorted(f"{one.kind}/{one.key}" if one.kind != "persona" else one.key for one in locked.resources)
            raise NotFoundError(
                f"{unknown!r} was not pushed to {name} from this project",
                where=f"--only {unknown}",
                hint=f"{suggestion(unknown, pushed)} ('{command_hint('status', profile=name)}' lists what was pushed)",
            )
        return frozenset(filter(only.includes, locked.resources))

    def _note_unpromoted(self, locked: "LockBlock", promoted: "set[Address]") -> None:
        from personactl.report.plan.resource_names import name_list

        rest = sorted(locked.resources.keys() - promoted)
        if rest and not self.only:
            self.context.notes.note(f"only on {self.to.name}, not changed: {name_list(rest)}")


def _targets(request: PromoteRequest, context: Context) -> "tuple[Target, Target]":
    """Find both targets, then note which they are."""
    where = f"promote {request.source} {request.to}"
    if request.source == request.to:
        hint = f"name two profiles, such as: {command_hint('promote', 'staging', 'production', profile=None)}"
        raise UsageError("a target cannot be promoted to itself", where=where, hint=hint)
    try:
        found = find_target(request.source, context.environment), find_target(request.to, context.environment)
    except UntrustedError:
        raise  # it names the line of the project's file, which somebody has to look at
    except PersonactlError as error:
        raise type(error)(error.message, where=where, hint=error.hint) from error
    announce_target(found[0], context, source=True)
    announce_target(found[1], context)
    return found
