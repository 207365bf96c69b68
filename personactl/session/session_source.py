"""Where a tail reads from: four questions to a platform, as a protocol so that a tail can be tried without a network.

The platform offers no stream of events, only lists and transcripts that grow. Absence is part of every answer: a
transcript or a report that is not there (yet) is None, never an error. Source: docs/platform.md#session-records,
docs/platform.md#transcripts.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from typing import Protocol, TypeVar

from personactl.api.answers import parsed
from personactl.api.client import Client, resource
from personactl.api.paging import pages
from personactl.api.sessions import (
    Analytics,
    Session,
    Transcript,
    get_analytics,
    get_session,
    get_transcript,
)
from personactl.errors import NotFoundError

_Answer = TypeVar("_Answer")


class SessionSource(Protocol):
    def pages(self) -> AsyncGenerator[Sequence[Session], None]:
        """The session list page by page, each read when it is asked for: sessions that start meanwhile shift it."""
        ...

    async def session(self, session_id: str) -> Session | None: ...

    async def transcript(self, session_id: str) -> Transcript | None: ...

    async def analytics(self, session_id: str) -> Analytics | None: ...


class PlatformSessions:
    """The source that asks a platform. `persona_id` (a uuid) and `search` narrow the list where it is made."""

    def __init__(self, client: Client, *, persona_id: str | None = None, search: str | None = None) -> None:
        self._client = client
        self._filters = {"personaId": persona_id, "search": search}

    async def pages(self) -> AsyncGenerator[Sequence[Session], None]:
        path = resource("sessions")
        async for page in pages(self._client, path, self._filters):
            yield [parsed(Session, entry, self._client.origin + path) for entry in page.entries]

    async def session(self, session_id: str) -> Session | None:
        return await _present(get_session, self._client, session_id)

    async def transcript(self, session_id: str) -> Transcript | None:
        return await _present(get_transcript, self._client, session_id)

    async def analytics(self, session_id: str) -> Analytics | None:
        return await _present(get_analytics, self._client, session_id)


async def _present(
    read: Callable[[Client, str], Awaitable[_Answer]], client: Client, session_id: str
) -> _Answer | None:
    try:
        return await read(client, session_id)
    except NotFoundError:
        return None
