"""Where sessions are read from: a protocol, and the platform as its implementation.

The platform has no stream of events, only lists and transcripts that grow. A transcript or report that does not exist
(yet) is None and not an error. Tests of a tail use an implementation without a network. Source:
docs/platform.md#session-records, docs/platform.md#transcripts.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from typing import Protocol, TypeVar

from msgspec.structs import replace

from personactl.api.answers import parsed
from personactl.api.bounds.limits import SESSIONS
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
from personactl.json_value import JsonObject

_Answer = TypeVar("_Answer")


class SessionSource(Protocol):
    """Something that sessions are read from."""

    def pages(self) -> AsyncGenerator[Sequence[Session], None]:
        """Yield the pages of the list of sessions. A page is read when it is needed, and new sessions shift pages."""
        ...

    async def session(self, session_id: str) -> Session | None:
        """Return a session, or None if it does not exist."""
        ...

    async def transcript(self, session_id: str) -> Transcript | None:
        """Return the transcript of a session, or None if there is none yet."""
        ...

    async def analytics(self, session_id: str) -> Analytics | None:
        """Return the report of a session, or None if there is none yet."""
        ...


class PlatformSessions:
    """The sessions of a platform, without what makes them large: of the persona's configuration, only the name is kept.

    `persona_id` (a UUID) and `search` are filters of the platform's list.
    """

    def __init__(self, client: Client, *, persona_id: str | None = None, search: str | None = None) -> None:
        self._client = client
        self._filters = {"personaId": persona_id, "search": search}

    async def pages(self) -> AsyncGenerator[Sequence[Session], None]:
        path = resource("sessions")
        async for page in pages(self._client, path, self._filters, bounds=SESSIONS, kept=_without_prompt):
            yield [parsed(Session, entry, self._client.origin + path) for entry in page.entries]

    async def session(self, session_id: str) -> Session | None:
        return await _none_if_missing(_read_without_prompt, self._client, session_id)

    async def transcript(self, session_id: str) -> Transcript | None:
        return await _none_if_missing(get_transcript, self._client, session_id)

    async def analytics(self, session_id: str) -> Analytics | None:
        return await _none_if_missing(get_analytics, self._client, session_id)


_KEPT = frozenset(Session.__struct_encode_fields__) - {"clientMetadata", "toolCalls"}


def _without_prompt(session: JsonObject) -> JsonObject:
    kept = {name: value for name, value in session.items() if name in _KEPT}
    config = session.get("personaConfig")
    return {**kept, "personaConfig": {"name": config.get("name")}} if isinstance(config, dict) else kept


async def _read_without_prompt(client: Client, session_id: str) -> Session:
    session = await get_session(client, session_id)
    name = (session.persona_config or {}).get("name")
    config = None if session.persona_config is None else {"name": name}
    return replace(session, persona_config=config, client_metadata=None, tool_calls=None)


async def _none_if_missing(
    read: Callable[[Client, str], Awaitable[_Answer]], client: Client, session_id: str
) -> _Answer | None:
    try:
        return await read(client, session_id)
    except NotFoundError:
        return None
