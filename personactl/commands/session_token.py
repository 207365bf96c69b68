"""Session tokens: make one for a persona of the project.

The kind of a token depends on the persona's file, on the lock and on the platform together.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from personactl.commands.context import Context
from personactl.commands.project.locked_block import read_locked
from personactl.commands.project.named_project import in_project_of
from personactl.commands.targets import choose_target, connect, run_async, secret_reader

if TYPE_CHECKING:
    from personactl.api.client import Client
    from personactl.json_value import JsonObject, JsonValue
    from personactl.persona.project_resource import Address, Resource
    from personactl.persona.read.persona_file import Persona
    from personactl.secret import Secret
    from personactl.session.token_request import PushedState, TokenRequest
    from personactl.state.credentials.secret_references import SecretReader
    from personactl.state.lock import LockBlock
    from personactl.state.target import Target
    from personactl.sync.values.secret_uses import SecretUse


class TokenOptions(Struct, frozen=True):
    """The options of a token.

    persona: a key of the project, a file, or a pattern that only one persona matches.
    ephemeral: put the whole configuration of the file into the token, even if the persona was pushed.
    label: the client label of the session; None for no label.
    profile: the name of the target; None for the one of the environment.
    allow_secrets: send what looks like a secret. Only a command line decides this.
    """

    persona: str
    ephemeral: bool = False
    label: str | None = None
    profile: str | None = None
    allow_secrets: bool = False


class TokenSubject(Struct, frozen=True):
    """A persona that gets a token.

    persona: what its file says.
    resource: what a push would send.
    needs: the resources that it needs.
    locked: what was last pushed to the target.
    target: the name of the target.
    secret_reader: reads the secrets in headers of tools that the persona defines.
    root: the project's folder.
    """

    persona: "Persona"
    resource: "Resource"
    needs: "tuple[Resource, ...]"
    locked: "LockBlock"
    target: str
    secret_reader: "SecretReader"
    root: Path


class SessionToken(Struct, frozen=True):
    """A session token.

    token: the token itself.
    request: the request that it was made with.
    stale: resources that the token uses as they were last pushed, although their files have changed.
    secret_uses: the secrets that the token takes to the hosts of webhooks.
    """

    token: "Secret"
    request: "TokenRequest"
    stale: tuple[str, ...] = ()
    secret_uses: "tuple[SecretUse, ...]" = ()


def make_token(options: TokenOptions, context: Context) -> SessionToken:
    """Make a token. Raises what finding and reading the persona raise, and what the requests raise."""
    context = in_project_of([options.persona], context)
    target = choose_target(options.profile, context)
    subject = read_subject(options.persona, target, context)

    async def made() -> SessionToken:
        async with connect(target, context) as client:
            return await create_token(client, subject, options)

    return run_async(made())


def read_subject(persona: str, target: "Target", context: Context) -> TokenSubject:
    """Find and read a persona and what it needs.

    persona: a key of the project, a file, or a pattern that only one persona matches.

    Raises what finding and reading raise, after a note that lists the errors of files that cannot be read.
    """
    from personactl.commands.project_files import read_noting_errors
    from personactl.persona.read.definitions import Definitions
    from personactl.persona.read.persona_file import read_persona
    from personactl.state.named_files import persona_named
    from personactl.state.project import find_project
    from personactl.state.selection import select

    project = find_project(context.environment.project_start)
    path = persona_named(project, persona, context.environment.cwd)
    selection = select(project, [str(path)])
    *needs, own = read_noting_errors(project, selection, target.name, context)
    read = read_persona(path, project.root, target.name, Definitions(selection.files))
    locked = read_locked(target, project, context).block
    secrets = secret_reader(context.environment)
    return TokenSubject(read, own, tuple(needs), locked, target.name, secrets, project.root)


async def create_token(client: "Client", subject: TokenSubject, options: TokenOptions) -> SessionToken:
    """Make a token of the kind that suits the persona. Raises what the requests raise."""
    from personactl.api.tokens import create_session_token
    from personactl.commands.project.sent_secrets import refuse_secrets_in
    from personactl.session.token_request import ResolvedIds, choose_token
    from personactl.sync.plan.names.name_resolution import resolve_names
    from personactl.sync.values.desired import pin
    from personactl.sync.values.secret_field import secrets_masked

    persona, locked = subject.persona, subject.locked
    pins = (await resolve_names(client, [subject.resource], locked, profile=subject.target))[subject.resource.address]
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
    if not options.allow_secrets:
        refuse_secrets_in(request.body, str(subject.resource.address), persona.path, subject.root)
    uses = _secret_uses(request.body)
    for use in uses:
        subject.secret_reader.release(use.source, use.origin)
    body, secrets = _with_secrets(request.body, subject.secret_reader)
    with secrets_masked(secrets):
        return SessionToken(await create_session_token(client, body), request, stale, uses)


def _secret_uses(body: "JsonObject") -> "tuple[SecretUse, ...]":
    """Return the secrets that the tools of a token refer to, and the hosts that get them."""
    from personactl.sync.values.secret_uses import inline_tool_uses

    config = body.get("personaConfig")
    tools = config.get("tools") if isinstance(config, dict) else None
    found = [tool for tool in tools if isinstance(tool, dict)] if isinstance(tools, list) else []
    return tuple(dict.fromkeys(use for tool in found for use in inline_tool_uses(tool)))


def _with_secrets(body: "JsonObject", reader: "SecretReader") -> "tuple[JsonObject, list[Secret]]":
    """Return the body with the secrets in the headers of tools that the token defines, and these secrets."""
    from personactl.sync.values.secret_field import with_header_secrets

    config = body.get("personaConfig")
    tools = config.get("tools") if isinstance(config, dict) else None
    if not isinstance(config, dict) or not isinstance(tools, list):
        return body, []
    sent: list[JsonValue] = []
    secrets: list[Secret] = []
    for tool in tools:
        with_values, found = with_header_secrets(tool, reader.read) if isinstance(tool, dict) else (tool, ())
        sent.append(with_values)
        secrets += found
    return {**body, "personaConfig": {**config, "tools": sent}}, secrets


async def _pushed(client: "Client", subject: TokenSubject, changed: "Sequence[str]") -> "PushedState | None":
    """Return what was pushed of the persona, or None if nothing was.

    changed: the fields and resources that changed since the push, and that an ephemeral token would contain.
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
    """Return the fields that changed since the push, or the whole resource if it was never pushed."""
    from personactl.session.token_request import changed_since_push
    from personactl.sync.values.desired import desired

    entry = subject.locked.resources.get(resource.address)
    if entry is None:
        return (str(resource.address),)
    return changed_since_push(desired(resource, str(resource.path), pins, ids).fingerprints, entry)
