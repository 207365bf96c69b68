"""Sessions as rows of a list, each with the few numbers that its report gives, if there is one."""

from contextlib import aclosing

import msgspec

from personactl.api.concurrent_requests import concurrently
from personactl.api.sessions import Session
from personactl.session.session_filter import Selection, started_before
from personactl.session.session_source import SessionSource
from personactl.session.session_statistics import Statistics, statistics


class SessionRow(msgspec.Struct, frozen=True):
    """`statistics` is None for a live session, and for one whose report has not arrived or never will."""

    session: Session
    statistics: Statistics | None


async def list_rows(source: SessionSource, selection: Selection, limit: int) -> list[SessionRow]:
    """The newest sessions that are wanted, at most `limit`, in the platform's order.

    Reports are fetched several at a time, for sessions that have ended: the platform has none for a live one.
    """
    sessions = await _selected(source, selection, limit)

    async def row(session: Session) -> SessionRow:
        analytics = None if session.is_live else await source.analytics(session.id)
        return SessionRow(session, statistics(analytics) if analytics else None)

    return await concurrently(sessions, row)


async def _selected(source: SessionSource, selection: Selection, limit: int) -> list[Session]:
    """Pages are read until there are enough, or until one lies wholly before `since`."""
    found: dict[str, Session] = {}
    async with aclosing(source.pages()) as pages:
        async for page in pages:
            found |= {session.id: session for session in page if selection.matches(session)}
            over = selection.since is not None and all(started_before(one, selection.since) for one in page)
            if len(found) >= limit or over:
                break
    return list(found.values())[:limit]
