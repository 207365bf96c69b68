"""Sessions of a target: list them, look at one, read what was said, follow what happens."""

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from personactl.commands.context import Context
from personactl.commands.event_loop import run_async
from personactl.commands.targets import choose_target, connect, lock_path

if TYPE_CHECKING:
    from personactl.api.client import Client
    from personactl.api.sessions import Analytics, Session, Transcript
    from personactl.errors import UnavailableError
    from personactl.session.events import Event
    from personactl.session.session_lookup import SessionRow
    from personactl.session.session_matcher import PersonaMatcher, SessionMatcher
    from personactl.session.tail import Tail
    from personactl.state.target import Target

_POLL_INTERVAL_S = 1.0
_REPORT_WAIT = timedelta(seconds=30)
"""How long a session's end waits for its report and transcript, which the platform delivers some time later."""

_Result = TypeVar("_Result")


class SessionFilter(Struct, frozen=True):
    """Which sessions a command is about.

    persona: a persona's key in this project, its name or its id.
    since: an age such as "15m", or an ISO time.
    live: only sessions that are under way.
    search: text in the session's id or label, which the platform looks for.
    """

    persona: str | None = None
    since: str | None = None
    live: bool = False
    search: str | None = None
    profile: str | None = None

    @property
    def narrows(self) -> bool:
        return bool(self.persona or self.live or self.search or self.since)


def list_sessions(sessions: SessionFilter, limit: int, context: Context) -> "list[SessionRow]":
    """At most `limit` rows, the newest first. Raises `UsageError` for a wrong `since` before anything is sent."""
    from personactl.session.session_lookup import list_rows
    from personactl.session.session_matcher import SessionMatcher
    from personactl.session.session_source import PlatformSessions

    earliest = _moment(sessions.since, context)
    target = choose_target(sessions.profile, context)
    selection = SessionMatcher(_persona_matcher(sessions.persona, target, context), sessions.live, earliest)

    async def rows() -> "list[SessionRow]":
        async with connect(target, context, read_only=True) as client:
            source = PlatformSessions(client, persona_id=_id_of(sessions.persona), search=sessions.search)
            return await list_rows(source, selection, limit)

    return run_async(rows())


def read_session(text: str, profile: str | None, context: Context) -> "tuple[Session, Analytics | None]":
    """The session whose id begins with `text`, and its report if there is one yet."""
    from personactl.session.session_lookup import find_session
    from personactl.session.session_source import PlatformSessions

    async def read(client: "Client", target: str) -> "tuple[Session, Analytics | None]":
        session = await find_session(client, text, target)
        return session, await PlatformSessions(client).analytics(session.id)

    return _read(read, profile, context)


def read_transcript(text: str | None, profile: str | None, context: Context) -> "tuple[Session, Transcript]":
    """The session whose id begins with `text`, the newest by default, and what was said in it."""
    from personactl.api.sessions import get_transcript
    from personactl.session.session_lookup import find_session

    async def read(client: "Client", target: str) -> "tuple[Session, Transcript]":
        session = await find_session(client, text, target)
        return session, await get_transcript(client, session.id)

    return _read(read, profile, context)


class TailRequest(Struct, frozen=True):
    """A tail, its target decided and its words understood.

    last: the maximum number of past events; None for all.
    since: past events are not older than this, aware.
    follow: whether it goes on, and a session's end therefore waits for its report.
    """

    target: "Target"
    selection: "SessionMatcher"
    persona_id: str | None
    last: int | None
    since: datetime | None
    follow: bool


def prepare_tail(
    sessions: SessionFilter, last: int | None, context: Context, *, follow: bool, default_last: int
) -> TailRequest:
    """Raises `UsageError` for a wrong `since` before anything is sent; `default_last` holds without one."""
    from personactl.session.session_matcher import SessionMatcher

    since = _moment(sessions.since, context)
    target = choose_target(sessions.profile, context)
    selection = SessionMatcher(_persona_matcher(sessions.persona, target, context))
    bounded = default_last if last is None and since is None else last
    return TailRequest(target, selection, _id_of(sessions.persona), bounded, since, follow)


class OpenTail:
    """Events of sessions, each exactly once and in order: first those of the past, then new ones as they happen."""

    def __init__(self, tail: "Tail", request: TailRequest, context: Context) -> None:
        self._tail = tail
        self._request = request
        self._context = context

    async def history(self) -> "Sequence[Event]":
        return await self._tail.history(last=self._request.last, since=self._request.since)

    def follow(self) -> "AsyncGenerator[Sequence[Event], None]":
        """Batches without end, some of them empty; a platform that is away is waited for."""
        import asyncio

        from personactl.session.follow import follow

        def on_trouble(error: "UnavailableError") -> None:
            self._context.notes.warn(f"{error.message} ({error.where}); trying again until it answers")

        return follow(self._tail, sleep=asyncio.sleep, interval_s=_POLL_INTERVAL_S, on_trouble=on_trouble)


@asynccontextmanager
async def open_tail(request: TailRequest, context: Context) -> AsyncIterator[OpenTail]:
    """Connect for as long as the tail lasts."""
    from personactl.session.session_source import PlatformSessions
    from personactl.session.tail import Tail

    async with connect(request.target, context, read_only=True) as client:
        tail = Tail(
            PlatformSessions(client, persona_id=request.persona_id),
            now=context.environment.now,
            includes=request.selection.matches,
            report_wait=_REPORT_WAIT if request.follow else timedelta(0),
        )
        yield OpenTail(tail, request, context)


def _read(read: "Callable[[Client, str], Awaitable[_Result]]", profile: str | None, context: Context) -> _Result:
    target = choose_target(profile, context)

    async def connected() -> _Result:
        async with connect(target, context, read_only=True) as client:
            return await read(client, target.name)

    return run_async(connected())


def _moment(since: str | None, context: Context) -> datetime | None:
    from personactl.session.session_matcher import parse_since

    return parse_since(since, context.environment.now()) if since is not None else None


def _persona_matcher(text: str | None, target: "Target", context: Context) -> "PersonaMatcher | None":
    """A key of this project means its file's name and the id under which it was pushed to this target."""
    from personactl.errors import NotFoundError, UsageError
    from personactl.persona.read.persona_file import read_persona
    from personactl.persona.resource import Address
    from personactl.session.session_matcher import PersonaMatcher
    from personactl.state.lock import read_lock
    from personactl.state.project import find_persona_path, find_project

    if text is None:
        return None
    project = find_project(context.environment.cwd)
    locked = read_lock(lock_path(target, project, context.environment)).block(target.name, target.origin)
    entry = locked.resources.get(Address("persona", text))
    ids = [entry.remote_id] if entry else []
    try:
        name = read_persona(find_persona_path(project, text), project.root, target.name).name
    except (NotFoundError, UsageError):
        # Looking at sessions needs no file, and not a flawless one: the text is then a name.
        return PersonaMatcher.of(text, ids=ids)
    return PersonaMatcher.of(text, ids=ids, names=[name])


def _id_of(text: str | None) -> str | None:
    """`text` if it is a persona's id, which the platform can filter by itself."""
    from personactl.session.session_matcher import is_uuid

    return text if text is not None and is_uuid(text) else None
