"""Sessions of a target: list them, read one with its report or its transcript, and follow their events."""

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from personactl.commands.context import Context
from personactl.commands.project.locked_block import search_lock
from personactl.commands.project.named_project import in_project_of
from personactl.commands.targets import choose_target, connect, lock_path, run_async
from personactl.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from personactl.api.client import Client
    from personactl.api.sessions import Analytics, Session, Transcript
    from personactl.errors import UnavailableError
    from personactl.session.session_events import Event
    from personactl.session.session_lookup import SessionRow
    from personactl.session.session_matcher import PersonaMatcher, SessionMatcher
    from personactl.session.tail import Tail
    from personactl.state.project import Project
    from personactl.state.target import Target

_POLL_INTERVAL_S = 1.0
_REPORT_WAIT = timedelta(seconds=30)
"""How long the end of a session waits for its report and transcript, which the platform delivers some time later."""

_Result = TypeVar("_Result")


class SessionFilter(Struct, frozen=True):
    """Which sessions to show.

    persona: a persona's key in this project, its file, a pattern, its name or its id; None for all personas.
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
    context = in_project_of(filter(None, [sessions.persona]), context)
    target = choose_target(sessions.profile, context)
    persona = _named_persona(sessions.persona, target, context)
    selection = SessionMatcher(persona.matcher, sessions.live, earliest)

    async def rows() -> "list[SessionRow]":
        async with connect(target, context, read_only=True) as client:
            await persona.refuse_unknown(client, target)
            source = PlatformSessions(client, persona_id=persona.id, search=sessions.search)
            return await list_rows(source, selection, limit)

    found = run_async(rows())
    _remember(found, target.name, context)
    return found


def _remember(rows: "Sequence[SessionRow]", target: str, context: Context) -> None:
    """Keep the ids of sessions for the completion of command lines."""
    from personactl.session.session_matcher import persona_name, started_at
    from personactl.state.completion.shown_names import remember_names

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


class NamedPersona(Struct, frozen=True):
    """The persona that somebody named, or all of them.

    text: what was typed; None for all personas.
    matcher: matches its sessions; None for all personas.
    keys: the keys of the project's personas.
    in_project: whether `text` names personas of the project.
    """

    text: str | None = None
    matcher: "PersonaMatcher | None" = None
    keys: Sequence[str] = ()
    in_project: bool = False

    @property
    def id(self) -> str | None:
        """The id of the persona if the platform can filter by it, else None."""
        from personactl.session.session_matcher import is_uuid

        return self.text.lower() if self.text is not None and not self.in_project and is_uuid(self.text) else None

    async def refuse_unknown(self, client: "Client", target: "Target") -> None:
        """Raise `NotFoundError` for a persona that neither the project nor the target has."""
        from personactl.session.persona_lookup import refuse_unknown_persona

        if self.text is not None and not self.in_project:
            await refuse_unknown_persona(client, self.text, self.keys, target.name)


class TailRequest(Struct, frozen=True):
    """A tail with its options resolved.

    selection: which sessions to show.
    persona: the persona whose sessions are shown.
    last: the maximum number of past events; None for all.
    since: the earliest time of past events, an aware datetime; None for no limit.
    follow: go on with new events, and let the end of a session wait for its report.
    """

    target: "Target"
    selection: "SessionMatcher"
    persona: "NamedPersona"
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
    context = in_project_of(filter(None, [sessions.persona]), context)
    target = choose_target(sessions.profile, context)
    persona = _named_persona(sessions.persona, target, context)
    bounded = default_last if last is None and since is None else last
    return TailRequest(target, SessionMatcher(persona.matcher), persona, bounded, since, follow)


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
    """Connect, and yield the tail until the block ends. Raises `NotFoundError` for a persona that does not exist."""
    from personactl.session.session_source import PlatformSessions
    from personactl.session.tail import Tail

    async with connect(request.target, context, read_only=True) as client:
        await request.persona.refuse_unknown(client, request.target)
        tail = Tail(
            PlatformSessions(client, persona_id=request.persona.id),
            now=context.environment.now,
            includes=request.selection.matches,
            report_wait=_REPORT_WAIT if request.follow else timedelta(0),
            where=f"the sessions of {client.origin}",
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


def _named_persona(text: str | None, target: "Target", context: Context) -> NamedPersona:
    """Return how to recognize the sessions of the persona.

    A persona of this project has the name in its file and the id that a push to this target got. Any other text is a
    name or an id on the platform.
    """
    from personactl.persona.project_resource import Address
    from personactl.session.session_matcher import PersonaMatcher
    from personactl.state.named_files import address_matcher, all_files
    from personactl.state.project import find_project

    if text is None:
        return NamedPersona()
    if not text.strip():
        raise UsageError("the name of the persona is empty", where="--persona", hint="give a key, a name or an id")
    project = find_project(context.environment.project_start)
    blocks = search_lock(target, lock_path(target, project, context.environment)).possible
    files = {path.stem: path for path in all_files(project)["persona"]}
    pushed = {key: entry.remote_id for block in blocks for key, entry in block.of_kind("persona").items()}
    known = sorted(files.keys() | pushed.keys())
    is_named = address_matcher(project, text, context.environment.cwd)
    keys = [address for address in (Address("persona", key) for key in known) if is_named(address)]
    if not keys:
        return NamedPersona(text, PersonaMatcher.of_platform(text), known)
    ids = [pushed[one.key] for one in keys if one.key in pushed]
    names = filter(None, (_name_in(files[one.key], project, target) for one in keys if one.key in files))
    return NamedPersona(text, PersonaMatcher.of_project(ids, names), known, in_project=True)


def _name_in(path: "Path", project: "Project", target: "Target") -> str | None:
    """Return the name of the persona in a file, or None if the file cannot be read: its id is enough."""
    from personactl.persona.read.persona_file import read_persona

    try:
        return read_persona(path, project.root, target.name).name
    except UsageError:
        return None
