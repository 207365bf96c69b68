"""Status: compare the project's files with one target or with all of them."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from personactl.commands.context import Context
from personactl.commands.project.locked_block import search_lock
from personactl.commands.project.named_project import in_project_of
from personactl.commands.targets import (
    announce_target,
    choose_target,
    connect,
    find_target,
    lock_path,
    run_async,
    was_pushed,
)
from personactl.errors import AuthError, PersonactlError, UnavailableError

if TYPE_CHECKING:
    from personactl.api.client import Client
    from personactl.persona.project_resource import Address, Resource
    from personactl.state.project import Project
    from personactl.state.selection import Selection
    from personactl.state.target import Target
    from personactl.sync.status import Status, TargetView, UnreachableTarget
    from personactl.sync.values.observed import Row

_Desired: TypeAlias = "Mapping[str, Sequence[Resource]]"
"""What the files describe, by the target's name: a profile's settings in the files change it."""


class StatusRequest(Struct, frozen=True):
    """The options of a status.

    names: keys, paths and patterns, as they were typed; empty for everything.
    all_profiles: compare with the targets of all profiles, and with the one of the environment.
    profile: the name of the only target; None for the one of the environment. With `all_profiles` it is added to them.
    """

    names: Sequence[str] | None = None
    all_profiles: bool = False
    profile: str | None = None


class StatusResult(Struct, frozen=True):
    """A status and the files that it covers.

    status: the state of each resource on each target.
    own_files: the addresses of all files of the project.
    """

    status: "Status"
    own_files: "Sequence[Address]"


def read_status(request: StatusRequest, context: Context) -> StatusResult:
    """Compare without writing anything. A target that cannot be reached is part of the result."""
    from personactl.commands.project_files import read_noting_errors
    from personactl.persona.project_resource import Address
    from personactl.state.project import find_project
    from personactl.state.selection import select
    from personactl.state.target import Target

    context = in_project_of(request.names or (), context)
    environment = context.environment
    project = find_project(environment.project_start)
    selection = select(project, request.names or (), cwd=environment.cwd, may_be_empty=was_pushed(project, environment))
    targets = _targets(project, request, context)
    desired = {
        target.name: read_noting_errors(project, selection, target.name, context)
        for target in targets
        if isinstance(target, Target)
    }
    own_files = [Address(kind, key) for kind, files in selection.files.items() for key in files]
    return StatusResult(run_async(_compare(targets, desired, project, selection, context)), own_files)


def raise_for_status(status: "Status") -> None:
    """Raise an error if a target could not be read.

    Raises its own error if it is the only target, else `AuthError` if only keys are missing or refused, else
    `UnavailableError`.
    """
    if not status.unreachable:
        return
    first = status.unreachable[0]
    if len(status.targets) == 1:
        raise first.error
    only_keys = all(isinstance(target.error, AuthError) for target in status.unreachable)
    raise (AuthError if only_keys else UnavailableError)(
        f"{len(status.unreachable)} of {len(status.targets)} targets could not be read;"
        f" {first.profile}: {first.error.message}",
        where=first.error.where,
        hint=first.error.hint,
    ) from first.error


def _targets(project: "Project", request: StatusRequest, context: Context) -> "list[Target | UnreachableTarget]":
    from personactl.state.profiles import read_profiles
    from personactl.state.target import explain_target, known_profiles, winner_of
    from personactl.sync.status import UnreachableTarget

    if not request.all_profiles:
        return [choose_target(request.profile, context)]
    environment = context.environment
    profiles = read_profiles(environment.paths)
    winner = winner_of(
        explain_target(explicit=request.profile, env=environment.env, project=project, profiles=profiles)
    )
    found: list[Target | UnreachableTarget] = []
    for name in dict.fromkeys([*known_profiles(project, profiles), *filter(None, [winner.profile])]):
        try:
            target = find_target(name, environment)
        except PersonactlError as error:
            found.append(UnreachableTarget(name, error))
        else:
            announce_target(target, context, several=True)
            found.append(target)
    return found


async def _compare(
    targets: "Sequence[Target | UnreachableTarget]",
    desired: _Desired,
    project: "Project",
    selection: "Selection",
    context: Context,
) -> "Status":
    """Compare with all targets at the same time."""
    from personactl.sync.status import UnreachableTarget, status

    async def view(target: "Target | UnreachableTarget") -> "TargetView":
        if isinstance(target, UnreachableTarget):
            return target
        return await _read_target(target, project, selection, desired[target.name], context)

    defined = {resource.address for resources in desired.values() for resource in resources}
    return status(await asyncio.gather(*(view(target) for target in targets)), defined)


async def _read_target(
    target: "Target", project: "Project", selection: "Selection", resources: "Sequence[Resource]", context: Context
) -> "TargetView":
    from personactl.sync.plan.build import build_plan
    from personactl.sync.plan.options import PlanOptions
    from personactl.sync.status import ReachedTarget, UnreachableTarget, states, unknown

    search = search_lock(target, lock_path(target, project, context.environment))
    try:
        async with connect(target, context, read_only=True) as client:
            locked = (await search.ask(client)).block
            addresses = selection.addresses(resources, locked.resources)
            rows, plan = await asyncio.gather(
                _personas(client, selection),
                build_plan(client, resources, addresses, locked, PlanOptions(), root=project.root, profile=target.name),
            )
    except PersonactlError as error:
        return UnreachableTarget(target.name, error)
    defined = addresses if selection.selected is None else None
    return ReachedTarget(target.name, target.origin, states(plan, locked, defined), unknown(rows, plan, locked))


async def _personas(client: "Client", selection: "Selection") -> "list[Row]":
    """Return all personas of the target, or none if only some files are compared."""
    from personactl.sync.plan.remote_reads import list_remote

    return list((await list_remote(client, "persona")).values()) if selection.selected is None else []
