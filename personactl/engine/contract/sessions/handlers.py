"""Operations on sessions: list, get, transcript, analytics, stop, concurrency."""

from starlette.concurrency import run_in_threadpool

from personactl import __version__
from personactl.engine.clock import stamp
from personactl.engine.contract.filters import canonical_uuid, flag
from personactl.engine.contract.sessions.shapes import concurrency_shape, session_shape, transcript_shape
from personactl.engine.http.answer import JsonAnswer
from personactl.engine.http.call import Call
from personactl.engine.http.paging import asked_page
from personactl.engine.http.refusals import Refusal, not_found
from personactl.engine.sessions.analytics import session_report
from personactl.engine.sessions.endings import CLOSED_BY_ENGINE, settle_overdue
from personactl.engine.store import sessions, transcripts
from personactl.engine.store.sessions import SessionFilter, StoredSession
from personactl.engine.wire import JsonObject

_LENGTHS_AVERAGED = 200


def list_all(call: Call) -> JsonAnswer:
    """Newest first."""
    _settle(call)
    page = asked_page(call.query, strict=call.services.settings.strict)
    session_filter = SessionFilter(
        search=call.query.get("search", "").strip(),
        api_key_id=_queried_id(call, "apiKeyId", "API key"),
        persona_id=_queried_id(call, "personaId", "persona"),
    )
    with call.services.database.read() as connection:
        total, found = sessions.list_sessions(connection, session_filter, page.offset, page.size)
    return JsonAnswer(page.of(total, [_shape(call, session) for session in found]))


def get(call: Call) -> JsonAnswer:
    _settle(call)
    shape: JsonObject = {**_shape(call, _session(call)), "toolCalls": []}
    return JsonAnswer(shape)


def transcript(call: Call) -> JsonAnswer:
    """What was said so far. 404 while nothing was said."""
    session = _session(call)
    with call.services.database.read() as connection:
        messages = transcripts.list_messages(connection, session.id)
    if not messages:
        raise Refusal(404, "No transcript available for this session")
    return JsonAnswer(transcript_shape(session, messages))


def analytics(call: Call) -> JsonAnswer:
    """404 while the session is live."""
    _settle(call)
    session = _session(call)
    if session.end_time is None:
        raise Refusal(404, "Session is still in progress")
    with call.services.database.read() as connection:
        turns = transcripts.list_turns(connection, session.id)
    with_messages = flag(call, "includeMessages", default=False)
    return JsonAnswer(session_report(session, turns, include_messages=with_messages))


async def stop(call: Call) -> JsonAnswer:
    """Interrupts and stores the current turn, then ends the session."""
    await run_in_threadpool(_settle, call)
    session = await run_in_threadpool(_session, call)
    if session.end_time is None:
        await call.services.sessions.close(session.id)
    if not await run_in_threadpool(_end, call, session):
        raise Refusal(404, "The session has ended already")
    return JsonAnswer({"message": "Session stopped"})


def concurrency(call: Call) -> JsonAnswer:
    _settle(call)
    settings = call.services.settings
    with call.services.database.read() as connection:
        live = sessions.live_sessions(connection)
        lengths = sessions.recent_lengths(connection, _LENGTHS_AVERAGED)
    return JsonAnswer(concurrency_shape(live, lengths, settings.session_limit, settings.now()))


def _settle(call: Call) -> None:
    if "organizationId" in call.query:
        raise Refusal(403, "Other organizations are for the platform's own administrators")
    settle_overdue(call.services.database, call.services.settings.now())


def _session(call: Call) -> StoredSession:
    session_id = canonical_uuid(call.path["id"], "session")
    with call.services.database.read() as connection:
        session = sessions.find_session(connection, session_id)
    if session is None:
        raise not_found("Session")
    return session


def _end(call: Call, session: StoredSession) -> bool:
    now = stamp(call.services.settings.now())
    with call.services.database.write() as connection:
        return sessions.end_session(connection, session, end_time=now, exit_status=CLOSED_BY_ENGINE, updated_at=now)


def _shape(call: Call, session: StoredSession) -> JsonObject:
    return session_shape(session, call.services.organization_id, __version__)


def _queried_id(call: Call, name: str, what: str) -> str | None:
    value = call.query.get(name)
    return None if value is None else canonical_uuid(value, what)
