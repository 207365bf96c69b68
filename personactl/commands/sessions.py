"""Sessions of a target: list them, read one with its report or its transcript, and follow their events."""

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from personactl.commands.context import Context
from personactl.commands.project.locked_block import search_lock
from personactl.commands.targets import choose_target, connect, lock_path, run_async

if TYPE_CHECKING:
    from personactl.api.client import Client
    from personactl.api.sessions import Analytics, Session, Transcript
    from personactl.errors import UnavailableError
    from personactl.session.session_events import Event
    from personactl.session.session_lookup import SessionRow
    from personactl.session.session_matcher import PersonaMatcher, SessionMatcher
    from personactl.session.tail import Tail
    from personactl.state.target import Target

_POLL_INTERVAL_S = 1.0
_REPORT_WAIT = timedelta(seconds=30)
"""How long the end of a session waits for its report and transcript, which the platform delivers some time later."""

_Result = TypeVar("_Result")


class SessionFilter(Struct, frozen=True):
    """Which sessions to show.

    persona: a persona's key in this project, its name or its id; None for all personas.
    since: the greatest age or the earliest time, as `local_time.parse_since` reads them; None for no limit.
    live: only sessions that are under way.
    search: text that the session's id or label contains; None for no search.
    profile: the name of the target; None for the one of the environment.
    """

    persona: str | None = None
    since: str | None = None
    live: bool = False
    search: str | None = None
    profile: str | None = None

    @property
    def narrows(self) -> bool:
        """Whether the filter may exclude a session."""
        return bool(self.persona or self.live or self.search or self.since)


def list_sessions(sessions: SessionFilter, limit: int, context: Context) -> "list[SessionRow]":
    """Return at most `limit` sessions, newest first. Raises `UsageError` for a wrong `since`, before any request."""
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

    found = run_async(rows())
    _remember(found, target.name, context)
    return found


def _remember(rows: "Sequence[SessionRow]", target: str, context: Context) -> None:
    """Keep the ids of sessions for the completion of command lines."""
    from personactl.session.session_matcher import persona_name, started_at
    from personactl.state.shown_names import remember_names

    moments = [(row.session, started_at(row.session)) for row in rows]
    names = [
        (session.id, f"{persona_name(session)}, {f'{moment:%Y-%m-%d %H:%M} UTC' if moment else 'not started'}")
        for session, moment in moments
    ]
    if names:
        remember_names(context.environment.paths, target, "session", names)


def read_session(text: str, profile: str | None, context: Context) -> "tuple[Session, Analytics | None]":
    """Return the session whose id begins with `text`, and its report, or None if the report does not exist yet."""
    from personactl.session.session_lookup import find_session
    from personactl.session.session_source import PlatformSessions

    async def read(client: "Client", target: str) -> "tuple[Session, Analytics | None]":
        session = await find_session(client, text, target)
        return session, await PlatformSessions(client).analytics(session.id)

    return _read(read, profile, context)


def read_transcript(text: str | None, profile: str | None, context: Context) -> "tuple[Session, Transcript]":
    """Return a session and its transcript.

    text: the beginning of the session's id; None for the newest session.
    """
    from personactl.api.sessions import get_transcript
    from personactl.session.session_lookup import find_session

    async def read(client: "Client", target: str) -> "tuple[Session, Transcript]":
        session = await find_session(client, text, target)
        return session, await get_transcript(client, session.id)

    return _read(read, profile, context)


class TailRequest(Struct, frozen=True):
    """A tail with its options resolved.

    selection: which sessions to show.
    persona_id: the id of the persona, if the platform can filter by it; else None.
    last: the maximum number of past events; None for all.
    since: the earliest time of past events, an aware datetime; None for no limit.
    follow: go on with new events, and let the end of a session wait for its report.
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
    """Resolve the options of a tail. Nothing is sent.

    last: the maximum number of past events; None for all since `sessions.since`, or for `default_last` without it.

    Raises `UsageError` for a wrong `since`.
    """
    from personactl.session.session_matcher import SessionMatcher

    since = _moment(sessions.since, context)
    target = choose_target(sessions.profile, context)
    selection = SessionMatcher(_persona_matcher(sessions.persona, target, context))
    bounded = default_last if last is None and since is None else last
    return TailRequest(target, selection, _id_of(sessions.persona), bounded, since, follow)


class OpenTail:
    """The events of sessions, each exactly once and in order: first `history`, then the new ones from `follow`."""

    def __init__(self, tail: "Tail", request: TailRequest, context: Context) -> None:
        self._tail = tail
        self._request = request
        self._context = context

    async def history(self) -> "Sequence[Event]":
        """Return past events, the oldest first."""
        return await self._tail.history(last=self._request.last, since=self._request.since)

    def follow(self) -> "AsyncGenerator[Sequence[Event], None]":
        """Yield batches of new events, some of them empty, without end. Waits while the platform cannot be reached."""
        import asyncio

        from personactl.session.follow import follow

        def on_trouble(error: "UnavailableError") -> None:
            self._context.notes.warn(f"{error.message} ({error.where}); trying again until it answers")

        return follow(self._tail, sleep=asyncio.sleep, interval_s=_POLL_INTERVAL_S, on_trouble=on_trouble)


@asynccontextmanager
async def open_tail(request: TailRequest, context: Context) -> AsyncIterator[OpenTail]:
    """Connect, and yield the tail until the block ends."""
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
    """Return the time that an option names. Warn if it is still to come: often it was meant in another zone."""
    from personactl.local_time import parse_since, with_zone

    now = context.environment.now()
    moment = parse_since(since, now) if since is not None else None
    if moment is not None and moment > now:
        clocks = f"that is {with_zone(moment, now)}, and it is {with_zone(now, now)} now"
        context.notes.warn(f"--since {since} is still to come: {clocks}; a time without a zone is local")
    return moment


def _persona_matcher(text: str | None, target: "Target", context: Context) -> "PersonaMatcher | None":
    """Return how to recognize the persona.

    A key of this project matches the name in its file and the id that a push to this target got.
    """
    from personactl.errors import NotFoundError, UsageError
    from personactl.persona.project_resource import Address
    from personactl.persona.read.persona_file import read_persona
    from personactl.session.session_matcher import PersonaMatcher
    from personactl.state.project import find_persona_path, find_project

    if text is None:
        return None
    project = find_project(context.environment.cwd)
    address = Address("persona", text)
    blocks = search_lock(target, lock_path(target, project, context.environment)).possible
    ids = [block.resources[address].remote_id for block in blocks if address in block.resources]
    try:
        name = read_persona(find_persona_path(project, text), project.root, target.name).name
    except (NotFoundError, UsageError):
        # Without a readable file the text is a name or an id: sessions can be shown without any file.
        return PersonaMatcher.of(text, ids=ids)
    return PersonaMatcher.of(text, ids=ids, names=[name])


def _id_of(text: str | None) -> str | None:
    """Return `text` if it is a persona's id, which the platform can filter by, else None."""
    from personactl.session.session_matcher import is_uuid

    return text if text is not None and is_uuid(text) else None
