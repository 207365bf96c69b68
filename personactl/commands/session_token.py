"""From a persona's name to a session token: file, lock and platform looked at together."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from personactl.commands.context import Context
from personactl.commands.event_loop import run_async
from personactl.commands.targets import choose_target, connect, lock_path

if TYPE_CHECKING:
    from personactl.api.client import Client
    from personactl.persona.read.persona_file import Persona
    from personactl.persona.resource import Address, Resource
    from personactl.secret import Secret
    from personactl.session.token_request import PushedState, TokenRequest
    from personactl.state.lock import LockBlock
    from personactl.state.target import Target


class TokenOptions(Struct, frozen=True):
    """What a token is asked for.

    persona: a key of the project, or a file's path.
    ephemeral: carry the file's whole configuration, pushed or not.
    label: what the session will carry as its client label.
    """

    persona: str
    ephemeral: bool = False
    label: str | None = None
    profile: str | None = None


class TokenSubject(Struct, frozen=True):
    """A persona, ready to get a token.

    resource: what a push makes of it.
    needs: the resources that it needs.
    locked: what was last pushed to the target.
    target: the name of the target.
    """

    persona: "Persona"
    resource: "Resource"
    needs: "tuple[Resource, ...]"
    locked: "LockBlock"
    target: str


class SessionToken(Struct, frozen=True):
    """A token, the request that made it, and what it carries as it was last pushed although the file has changed."""

    token: "Secret"
    request: "TokenRequest"
    stale: tuple[str, ...] = ()


def make_token(options: TokenOptions, context: Context) -> SessionToken:
    """A new token. Raises as the project, its files and the platform's answers do."""
    target = choose_target(options.profile, context)
    subject = read_subject(options.persona, target, context)

    async def made() -> SessionToken:
        async with connect(target, context) as client:
            return await create_token(client, subject, options)

    return run_async(made())


def read_subject(persona: str, target: "Target", context: Context) -> TokenSubject:
    """Find and read the persona that `persona` (a key or a path) means, and what it needs.

    Raises as the project and its files do; a note lists what is wrong with files that cannot be read.
    """
    from personactl.commands.project_files import read_or_list
    from personactl.persona.read.definitions import Definitions
    from personactl.persona.read.persona_file import read_persona
    from personactl.state.lock import read_lock
    from personactl.state.project import find_persona_path, find_project
    from personactl.state.selection import select

    project = find_project(context.environment.cwd)
    path = find_persona_path(project, persona)
    selection = select(project, [path])
    *needs, own = read_or_list(project, selection, target.name, context)
    read = read_persona(path, project.root, target.name, Definitions(selection.files))
    lock = read_lock(lock_path(target, project, context.environment))
    return TokenSubject(read, own, tuple(needs), lock.block(target.name, target.origin), target.name)


async def create_token(client: "Client", subject: TokenSubject, options: TokenOptions) -> SessionToken:
    """Ask for the token that suits the persona. Raises what the platform's answers raise."""
    from personactl.api.tokens import create_session_token
    from personactl.session.token_request import ResolvedIds, choose_token
    from personactl.sync.plan.name_resolution import resolve_names
    from personactl.sync.values.desired import pin

    persona, locked = subject.persona, subject.locked
    pins = (await resolve_names(client, [subject.resource], locked, profile=options.profile))[subject.resource.address]
    own = ((one.address, locked.resources.get(one.address)) for one in subject.needs)
    pushed_ids = {address: entry.remote_id for address, entry in own if entry is not None}
    ids = ResolvedIds(
        by_field={field: pins[pin(field, name)] for field, name in persona.unresolved.items()},
        platform_tools=tuple(pins[pin("toolIds", name)] for name in persona.platform_tools),
        by_address=pushed_ids,
    )
    changed = [one for one in subject.needs if _changes(one, subject, {}, pushed_ids)]
    inline_names = {tool.name for tool in persona.inline_tools}
    inline = [one.address for one in changed if one.name in inline_names]
    unpushed = [*_changes(subject.resource, subject, pins, pushed_ids), *map(str, inline)]
    pushed = None if options.ephemeral else await _pushed(client, subject, unpushed)
    request = choose_token(
        persona, ids, pushed, target=subject.target, ephemeral=options.ephemeral, label=options.label
    )
    stale = tuple(str(one.address) for one in changed if one.address not in inline)
    return SessionToken(await create_session_token(client, request.body), request, stale)


async def _pushed(client: "Client", subject: TokenSubject, changed: "Sequence[str]") -> "PushedState | None":
    """What was pushed of the persona; None if nothing was.

    changed: what differs from the push, and an ephemeral token would carry as it is now.
    """
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


def _changes(
    resource: "Resource", subject: TokenSubject, pins: "Mapping[str, str]", ids: "Mapping[Address, str]"
) -> tuple[str, ...]:
    """The fields that changed since the push; the whole resource if it was never pushed."""
    from personactl.session.token_request import changed_since_push
    from personactl.sync.values.desired import desired

    entry = subject.locked.resources.get(resource.address)
    if entry is None:
        return (str(resource.address),)
    return changed_since_push(desired(resource, str(resource.path), pins, ids).fingerprints, entry)
