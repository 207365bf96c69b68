"""One session from what somebody typed: its id, the beginning of its id, or nothing for the newest."""

from contextlib import aclosing

from personactl.api.client import Client
from personactl.api.sessions import Session, get_session
from personactl.errors import NotFoundError, UsageError
from personactl.session.session_filter import is_uuid
from personactl.session.session_source import PlatformSessions

_LISTED = 4


async def find_session(client: Client, text: str | None) -> Session:
    """With its tool calls. Raises `NotFoundError` where there is none, `UsageError` for an ambiguous beginning."""
    if text is None:
        return await get_session(client, await _newest(client))
    beginning = text.strip().lower()
    if is_uuid(beginning):
        return await get_session(client, beginning)
    found = await _beginning_with(client, beginning)
    if len(found) == 1:
        return await get_session(client, found[0])
    if not found:
        raise NotFoundError(
            f"there is no session whose id begins with {text!r}",
            where=client.origin,
            hint="see 'personactl session list' for the ids",
        )
    raise UsageError(
        f"the ids of {len(found)} sessions begin with {text!r}",
        where=", ".join(found[:_LISTED]) + (", ..." if len(found) > _LISTED else ""),
        hint="give more of the id",
    )


async def _newest(client: Client) -> str:
    async with aclosing(PlatformSessions(client).pages()) as pages:
        async for page in pages:
            if page:
                return page[0].id
    raise NotFoundError("there is no session yet", where=client.origin, hint="make one with 'personactl talk PERSONA'")


async def _beginning_with(client: Client, beginning: str) -> list[str]:
    """Every match of the platform's own search, which looks at ids, or else of the newest page of all sessions."""
    if not beginning:
        return []
    matches: dict[str, None] = {}
    async with aclosing(PlatformSessions(client, search=beginning).pages()) as pages:
        async for page in pages:
            matches |= {session.id: None for session in page if session.id.lower().startswith(beginning)}
    if matches:
        return list(matches)
    async with aclosing(PlatformSessions(client).pages()) as pages:
        async for page in pages:
            return [session.id for session in page if session.id.lower().startswith(beginning)]
    return []
