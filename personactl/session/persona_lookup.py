"""Finds out whether a persona that somebody names for sessions exists, before its sessions are waited for."""

from collections.abc import Sequence
from contextlib import aclosing

from personactl.api.client import Client
from personactl.api.personas import get_persona, list_personas
from personactl.command_hint import command_hint
from personactl.document.suggestion import closest_names
from personactl.errors import NotFoundError
from personactl.session.session_matcher import PersonaMatcher, is_uuid
from personactl.session.session_source import PlatformSessions


async def refuse_unknown_persona(client: Client, text: str, keys: Sequence[str], target: str) -> None:
    """Raise `NotFoundError` if the target has neither a persona with this id or name nor a session of one.

    keys: the keys of the project's personas, for the hint.
    target: the name of the target.
    """
    if is_uuid(text):
        found = await _exists(client, text.lower())
        names: list[str] = []
    else:
        names = [summary.name async for summary in list_personas(client) if summary.name]
        found = any(name.casefold() == text.casefold() for name in names)
    if found or await _has_session(client, text):
        return
    near = closest_names(text, [*keys, *names])
    personas = command_hint("status", profile=target)
    hint = f"did you mean {' or '.join(near)}?" if near else f"give a key, a name or an id; '{personas}' lists personas"
    raise NotFoundError(f"nobody is called {text!r} on {target} or in this project", where="--persona", hint=hint)


async def _exists(client: Client, persona_id: str) -> bool:
    try:
        await get_persona(client, persona_id)
    except NotFoundError:
        return False
    return True


async def _has_session(client: Client, text: str) -> bool:
    """Return whether there is a session of an ephemeral persona with this name, or of a persona that was deleted."""
    matcher = PersonaMatcher.of_platform(text)
    source = PlatformSessions(client, persona_id=text.lower() if is_uuid(text) else None)
    async with aclosing(source.pages()) as pages:
        async for page in pages:
            if any(map(matcher.matches, page)):
                return True
    return False
