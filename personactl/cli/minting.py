"""From a persona's name on the command line to a session token: file, lock and platform looked at together."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from personactl.cli.connection import lock_path
from personactl.cli.surroundings import here

if TYPE_CHECKING:
    from personactl.api.client import Client
    from personactl.persona.model import Persona
    from personactl.secret import Secret
    from personactl.session.token_request import Pushed, TokenRequest
    from personactl.state.lock import LockBlock
    from personactl.state.target import Target


@dataclass(frozen=True, slots=True)
class Subject:
    """A persona and what was last pushed of it to the target."""

    persona: "Persona"
    locked: "LockBlock"


@dataclass(frozen=True, slots=True)
class Minted:
    token: "Secret"
    request: "TokenRequest"


def read_subject(selector: str, target: "Target") -> Subject:
    """Find and read the persona that `selector` (a key or a path) means. Raises as the project and its files do."""
    from personactl.persona.reading import read_persona
    from personactl.state.lock import read_lock
    from personactl.state.project import find_persona_path, find_project

    project = find_project(here().cwd)
    persona = read_persona(find_persona_path(project, selector), project.root, target.name)
    lock = read_lock(lock_path(target, project))
    return Subject(persona, lock.block(target.name, target.origin))


async def mint(client: "Client", subject: Subject, *, ephemeral: bool, label: str | None) -> Minted:
    """Ask for the token that suits the persona. Raises what the platform's answers raise."""
    from personactl.api.tokens import create_session_token
    from personactl.session.token_request import choose_token
    from personactl.sync.desired import pin
    from personactl.sync.resolving import resolve_names

    persona = subject.persona
    pins = (await resolve_names(client, [persona.as_resource()], subject.locked))[persona.as_resource().address]
    pushed = None if ephemeral else await _pushed(client, subject, pins)
    ids = {field: pins[pin(field, name)] for field, name in persona.unresolved.items()}
    request = choose_token(persona, ids, pushed, ephemeral=ephemeral, label=label)
    return Minted(await create_session_token(client, request.body), request)


async def _pushed(client: "Client", subject: Subject, pins: dict[str, str]) -> "Pushed | None":
    from personactl.api.personas import get_persona
    from personactl.errors import NotFoundError
    from personactl.session.token_request import Pushed, changed_since_push
    from personactl.sync.desired import desired

    persona = subject.persona
    entry = subject.locked.resources.get(persona.as_resource().address)
    if entry is None:
        return None
    changed = changed_since_push(desired(persona.as_resource(), str(persona.path), pins).prints, entry)
    try:
        remote = None if changed else await get_persona(client, entry.remote_id)
    except NotFoundError:
        remote = None
    return Pushed(entry, changed, remote.updated_at if remote else None)
