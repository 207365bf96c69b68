"""`personactl status`: one row to a resource, one column to a target, and how the two stand to each other."""

from typing import TYPE_CHECKING, Annotated

import typer

from personactl.cli.options import ProfileOption, QuietOption, TextJson, TextJsonOption
from personactl.commands.event_loop import run_async

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import TypeAlias

    from personactl.api.client import Client
    from personactl.cli.output import Output
    from personactl.persona.resource import Resource
    from personactl.state.project import Project
    from personactl.state.selection import Selection
    from personactl.state.target import Target
    from personactl.sync.status import Sight, Status, Unreachable
    from personactl.sync.values.observed import Row

    Said: TypeAlias = Mapping[str, Sequence[Resource]]
    """What the files want, by the target's name."""

NamesArgument = Annotated[
    list[str] | None, typer.Argument(metavar="[NAMES]...", help="Keys of files, such as cara or tool/open_calendar.")
]
AllProfilesOption = Annotated[bool, typer.Option("--all-profiles", help="Every profile, and where this run would go.")]
ExitCodeOption = Annotated[bool, typer.Option("--exit-code", help="Exit with 1 if anything is not in sync.")]


def status(
    names: NamesArgument = None,
    all_profiles: AllProfilesOption = False,
    exit_code: ExitCodeOption = False,
    format: TextJsonOption = TextJson.text,
    profile: ProfileOption = None,
    quiet: QuietOption = False,
) -> int:
    """Show how the files stand to the platform: in sync, ahead, behind, diverged, conflict, missing, untracked.

    'ahead' means that a push would write, 'behind' that pull would; 'diverged' is both, in different fields, and
    'conflict' both in the same one. 'missing' is not on the platform, 'untracked' is there and was not pushed from
    here, 'no file' was pushed and has no file any more. Personas that nobody here knows are named. Only reads are
    sent. A target that cannot be reached does not hide the others; the exit status is 5 then.

    \b
    Examples:
      personactl status
      personactl status --all-profiles
      personactl status cara --exit-code --format json
    """
    from personactl.cli.environment import current_environment
    from personactl.cli.output import Output
    from personactl.commands.targets import was_pushed
    from personactl.state.project import find_project
    from personactl.state.selection import select

    out = Output(quiet=quiet)
    project = find_project(current_environment().cwd)
    selection = select(project, None, names, emptied=was_pushed(project))
    targets = _targets(project, profile, out, every=all_profiles)
    said = _said(targets, project, selection, out)
    found = run_async(_look(targets, said, project, selection, out))
    _print(found, selection, format, out)
    _raise_for(found.unreachable, len(found.sights))
    return 1 if exit_code and not found.in_sync else 0


def _targets(project: "Project", profile: str | None, out: "Output", *, every: bool) -> "list[Target | Unreachable]":
    from personactl.cli.environment import current_environment
    from personactl.commands.targets import open_target
    from personactl.errors import PersonactlError
    from personactl.state.profiles import read_profiles
    from personactl.state.target import explain_target, known_profiles, winner_of
    from personactl.sync.status import Unreachable

    if not every:
        return [open_target(profile, out)]
    surroundings = current_environment()
    profiles = read_profiles(surroundings.paths)
    winner = winner_of(explain_target(explicit=profile, env=surroundings.env, project=project, profiles=profiles))
    found: list[Target | Unreachable] = []
    for name in dict.fromkeys([*known_profiles(project, profiles), *filter(None, [winner.says])]):
        try:
            found.append(open_target(name, out))
        except PersonactlError as error:
            found.append(Unreachable(name, error))
    return found


def _said(
    targets: "Sequence[Target | Unreachable]", project: "Project", selection: "Selection", out: "Output"
) -> "Said":
    """What the files say is read for each target: profiles change it."""
    from personactl.commands.project_files import read_or_list
    from personactl.state.target import Target

    reached = [target.name for target in targets if isinstance(target, Target)]
    return {name: read_or_list(project, selection, name, out) for name in reached}


async def _look(
    targets: "Sequence[Target | Unreachable]", said: "Said", project: "Project", selection: "Selection", out: "Output"
) -> "Status":
    """All targets at once."""
    import asyncio

    from personactl.sync.status import Unreachable
    from personactl.sync.status import status as matrix

    async def one(target: "Target | Unreachable") -> "Sight":
        if isinstance(target, Unreachable):
            return target
        return await _sight(target, project, selection, said[target.name], out)

    defined = {resource.address for resources in said.values() for resource in resources}
    return matrix(await asyncio.gather(*(one(target) for target in targets)), defined)


async def _sight(
    target: "Target", project: "Project", selection: "Selection", resources: "Sequence[Resource]", out: "Output"
) -> "Sight":
    import asyncio

    from personactl.commands.targets import connect, lock_path
    from personactl.errors import PersonactlError
    from personactl.state.lock import read_lock
    from personactl.sync.plan.build import build_plan
    from personactl.sync.plan.options import PlanOptions
    from personactl.sync.status import Looked, Unreachable, states, unknown

    locked = read_lock(lock_path(target, project)).block(target.name, target.origin)
    addresses = selection.addresses(resources, locked.resources)
    try:
        async with connect(target, read_only=True, on_wait=out.note) as client:
            rows, plan = await asyncio.gather(
                _personas(client, selection),
                build_plan(client, resources, addresses, locked, PlanOptions(), root=project.root),
            )
    except PersonactlError as error:
        return Unreachable(target.name, error)
    defined_here = addresses if selection.chosen is None else None
    return Looked(target.name, target.origin, states(plan, locked, defined_here), unknown(rows, plan, locked))


async def _personas(client: "Client", selection: "Selection") -> "list[Row]":
    """Everybody's, unless the run is about a choice of files."""
    from personactl.sync.plan.remote_reads import list_remote

    return list((await list_remote(client, "persona")).values()) if selection.chosen is None else []


def _print(found: "Status", selection: "Selection", format: TextJson, out: "Output") -> None:
    from personactl.cli.terminal import width
    from personactl.persona.resource import Address
    from personactl.report.plan.status_json import status_json
    from personactl.report.plan.status_text import status_summary, status_table

    if format is TextJson.json:
        out.json(status_json(found))
    else:
        own = [Address(kind, key) for kind, files in selection.files.items() for key in files]
        out.table(*status_table(found, own_files=own, width=width(out)))
    for sentence in status_summary(found):
        out.note(f"status: {sentence}")


def _raise_for(unreachable: "Sequence[Unreachable]", targets: int) -> None:
    """With one target its failure is the command's own."""
    from personactl.errors import UnavailableError

    if not unreachable:
        return
    first = unreachable[0]
    if targets == 1:
        raise first.error
    raise UnavailableError(
        f"{len(unreachable)} of {targets} targets could not be looked at; {first.profile}: {first.error.message}",
        where=first.error.where,
        hint=first.error.hint,
    ) from first.error
