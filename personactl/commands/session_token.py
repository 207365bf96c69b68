"""From a persona's name on the command line to a session token: file, lock and platform looked at together."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from personactl.cli.environment import current_environment
from personactl.commands.targets import lock_path

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from personactl.api.client import Client
    from personactl.cli.output import Output
    from personactl.persona.read.persona_file import Persona
    from personactl.persona.resource import Address, Resource
    from personactl.secret import Secret
    from personactl.session.token_request import PushedState, TokenRequest
    from personactl.state.lock import LockBlock
    from personactl.state.target import Target


@dataclass(frozen=True, slots=True)
class Subject:
    """A persona, the `resource` that a push makes of it, what it `needs`, and what was last pushed to the target."""

    persona: "Persona"
    resource: "Resource"
    needs: "tuple[Resource, ...]"
    locked: "LockBlock"


@dataclass(frozen=True, slots=True)
class Minted:
    """`stale` is what a token carries by its id, and therefore as it was last pushed, not as its file is now."""

    token: "Secret"
    request: "TokenRequest"
    stale: tuple[str, ...] = ()


def read_subject(selector: str, target: "Target", out: "Output") -> Subject:
    """Find and read the persona that `selector` (a key or a path) means, and what it needs.

    Raises as the project and its files do; for files that can't be read stderr lists what is wrong with any.
    """
    from personactl.commands.project_files import read_or_list
    from personactl.persona.read.definitions import Definitions
    from personactl.persona.read.persona_file import read_persona
    from personactl.state.lock import read_lock
    from personactl.state.project import find_persona_path, find_project
    from personactl.state.selection import select

    project = find_project(current_environment().cwd)
    path = find_persona_path(project, selector)
    selection = select(project, [path])
    *needs, own = read_or_list(project, selection, target.name, out)
    persona = read_persona(path, project.root, target.name, Definitions(selection.files))
    lock = read_lock(lock_path(target, project))
    return Subject(persona, own, tuple(needs), lock.block(target.name, target.origin))


async def mint(client: "Client", subject: Subject, *, ephemeral: bool, label: str | None) -> Minted:
    """Ask for the token that suits the persona. Raises what the platform's answers raise."""
    from personactl.api.tokens import create_session_token
    from personactl.session.token_request import ResolvedIds, choose_token
    from personactl.sync.plan.name_resolution import resolve_names
    from personactl.sync.values.desired import pin

    persona, locked = subject.persona, subject.locked
    pins = (await resolve_names(client, [subject.resource], locked))[subject.resource.address]
    ids = ResolvedIds(
        by_field={field: pins[pin(field, name)] for field, name in persona.unresolved.items()},
        platform_tools=tuple(pins[pin("toolIds", name)] for name in persona.platform_tools),
        by_address={
            one.address: entry.remote_id for one in subject.needs if (entry := locked.resources.get(one.address))
        },
    )
    changed = _changed_needs(subject, ids.by_address)
    inline = [one.address for one in changed if one.name in {tool.name for tool in persona.inline_tools}]
    own = [*_changed(subject.resource, subject, pins, ids.by_address), *map(str, inline)]
    pushed = None if ephemeral else await _pushed(client, subject, own)
    request = choose_token(persona, ids, pushed, ephemeral=ephemeral, label=label)
    stale = tuple(str(one.address) for one in changed if one.address not in inline)
    return Minted(await create_session_token(client, request.body), request, stale)


async def _pushed(client: "Client", subject: Subject, changed: "Sequence[str]") -> "PushedState | None":
    """`changed` is what differs from the push and an ephemeral token would carry as it is now."""
    from personactl.api.personas import get_persona
    from personactl.errors import NotFoundError
    from personactl.session.token_request import PushedState

    entry = subject.locked.resources.get(subject.resource.address)
    if entry is None:
        return None
    try:
        remote = None if changed else await get_persona(client, entry.remote_id)
    except NotFoundError:
        remote = None
    return PushedState(entry, tuple(changed), remote.updated_at if remote else None)


def _changed_needs(subject: Subject, ids: "Mapping[Address, str]") -> "list[Resource]":
    return [one for one in subject.needs if _changed(one, subject, {}, ids)]


def _changed(
    resource: "Resource", subject: Subject, pins: "Mapping[str, str]", ids: "Mapping[Address, str]"
) -> tuple[str, ...]:
    from personactl.session.token_request import changed_since_push
    from personactl.sync.values.desired import desired

    entry = subject.locked.resources.get(resource.address)
    if entry is None:
        return (str(resource.address),)
    return changed_since_push(desired(resource, str(resource.path), pins, ids).prints, entry)
