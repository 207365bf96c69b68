"""Look up sessions on the platform: one by its id, or the newest ones as rows of a list."""

from contextlib import aclosing

import msgspec

from personactl.api.client import Client
from personactl.api.concurrent_requests import concurrently
from personactl.api.sessions import Session, get_session
from personactl.command_hint import command_hint
from personactl.errors import NotFoundError, UsageError
from personactl.session.session_matcher import SessionMatcher, is_uuid, started_before
from personactl.session.session_source import PlatformSessions, SessionSource
from personactl.session.session_statistics import Statistics, statistics

_SHOWN_IDS = 4


class SessionRow(msgspec.Struct, frozen=True):
    """A row of a list of sessions. `statistics` is None for a live session and for one without a report."""

    session: Session
    statistics: Statistics | None


async def list_rows(source: SessionSource, matcher: SessionMatcher, limit: int) -> list[SessionRow]:
    """Return the newest sessions that `matcher` matches, at most `limit`, in the platform's order.

    The reports of ended sessions are read concurrently. The platform has none for a live session.
    """
    sessions = await _matching(source, matcher, limit)

    async def row(session: Session) -> SessionRow:
        analytics = None if session.is_live else await source.analytics(session.id)
        return SessionRow(session, statistics(analytics) if analytics else None)

    return await concurrently(sessions, row)


async def _matching(source: SessionSource, matcher: SessionMatcher, limit: int) -> list[Session]:
    """Read pages until there are enough sessions, or until all sessions of a page are too old."""
    found: dict[str, Session] = {}
    async with aclosing(source.pages()) as pages:
        async for page in pages:
            found |= {session.id: session for session in page if matcher.matches(session)}
            too_old = matcher.since is not None and all(started_before(one, matcher.since) for one in page)
            if len(found) >= limit or too_old:
                break
    return list(found.values())[:limit]


async def find_session(client: Client, text: str | None, target: str) -> Session:
    """Return a session with its tool calls.

    text:   an id, the beginning of an id, or None for the newest session
    target: the name of the target, for hints

    Raise `NotFoundError` if there is no such session, and `UsageError` if several ids have this beginning.
    """
    if text is None:
        return await get_session(client, await _newest(client, target))
    beginning = text.strip().lower()
    if is_uuid(beginning):
        return await get_session(client, beginning)
    found = await _ids_beginning_with(client, beginning)
    if len(found) == 1:
        return await get_session(client, found[0])
    if not found:
        raise NotFoundError(
            f"there is no session whose id begins with {text!r}",
            where=client.origin,
            hint=f"run '{command_hint('session list', profile=target)}' to see the ids",
        )
    raise UsageError(
        f"the ids of {len(found)} sessions begin with {text!r}",
        where=", ".join(found[:_SHOWN_IDS]) + (", ..." if len(found) > _SHOWN_IDS else ""),
        hint="give more characters of the id",
    )


async def _newest(client: Client, target: str) -> str:
    async with aclosing(PlatformSessions(client).pages()) as pages:
        async for page in pages:
            if page:
                return page[0].id
    hint = f"start one with '{command_hint('talk PERSONA', profile=target)}'"
    raise NotFoundError("there is no session yet", where=client.origin, hint=hint)


async def _ids_beginning_with(client: Client, beginning: str) -> list[str]:
    """Return the matches of the platform's search, which searches ids too, or else those on the newest page."""
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
