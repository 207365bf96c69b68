"""What `--persona` means on a command line: a key of this project, a name, or an id."""

from typing import TYPE_CHECKING, Annotated

import typer

from personactl.cli.environment import current_environment
from personactl.commands.targets import lock_path

if TYPE_CHECKING:
    from personactl.session.session_filter import PersonaFilter
    from personactl.state.target import Target

PersonaOption = Annotated[
    str | None,
    typer.Option("--persona", metavar="NAME", help="Only sessions of this persona: its key, name or id."),
]
SinceOption = Annotated[
    str | None,
    typer.Option("--since", metavar="AGE", help="Nothing older than this: 90s, 15m, 2h, 3d, 1w, or an ISO time."),
]


def persona_choice(text: str | None, target: "Target") -> "PersonaFilter | None":
    """A key of this project stands for its file's name and for the id under which it was pushed to this target."""
    from personactl.errors import NotFoundError, UsageError
    from personactl.persona.read.persona_file import read_persona
    from personactl.persona.resource import Address
    from personactl.session.session_filter import PersonaFilter
    from personactl.state.lock import read_lock
    from personactl.state.project import find_persona_path, find_project

    if text is None:
        return None
    project = find_project(current_environment().cwd)
    locked = read_lock(lock_path(target, project)).block(target.name, target.origin)
    entry = locked.resources.get(Address("persona", text))
    ids = [entry.remote_id] if entry else []
    try:
        name = read_persona(find_persona_path(project, text), project.root, target.name).name
    except (NotFoundError, UsageError):
        # Looking at sessions needs no file, and not a flawless one: then the text is a name of its own.
        return PersonaFilter.of(text, ids=ids)
    return PersonaFilter.of(text, ids=ids, names=[name])


def id_of(text: str | None) -> str | None:
    """`text` if it is a persona's id, which the platform can filter by itself."""
    from personactl.session.session_filter import is_uuid

    return text if text is not None and is_uuid(text) else None
