"""How sessions end: by the client's goodbye, by a stop, or on their own.

A session ends on its own when its client gave no sign of life for `SILENCE_S` seconds, or when it reached its
`maxSessionLengthSeconds`. No timer watches it. Every operation on sessions first ends those that are overdue, with the
time at which they were due, so that every process sees the same.
"""

from datetime import datetime, timedelta

from personactl.engine.clock import moment, stamp
from personactl.engine.store.database import Database
from personactl.engine.store.sessions import StoredSession, end_session, live_sessions

SILENCE_S = 30
"""Six heartbeats. The platform closes an abandoned session after 10 to 20 seconds
(docs/platform.md#concurrent-sessions)."""

NORMAL_EXIT = "NORMAL_EXIT"
CLOSED_BY_ENGINE = "CLOSED_BY_ENGINE"


def settle_overdue(database: Database, now: datetime) -> None:
    """End the sessions that were due before `now`. Writes only if there are any."""
    with database.read() as connection:
        overdue = [session for session in live_sessions(connection) if ended_by_itself(session, now) is not None]
    if not overdue:
        return
    with database.write() as connection:
        for session in live_sessions(connection):  # read again, because a sign of life may have come meanwhile
            end = ended_by_itself(session, now)
            if end is not None:
                end_session(
                    connection,
                    session,
                    end_time=stamp(end),
                    exit_status=CLOSED_BY_ENGINE,
                    updated_at=stamp(now),
                )


def ended_by_itself(session: StoredSession, now: datetime) -> datetime | None:
    """When a live session was due, by its limit or its client's silence. None if it is not due at `now`."""
    last_seen = moment(session.last_seen)
    limit = _limit(session)
    silent = now - last_seen > timedelta(seconds=SILENCE_S)
    if limit is not None and limit <= now:
        return min(limit, last_seen) if silent else limit
    return last_seen if silent else None


def _limit(session: StoredSession) -> datetime | None:
    length = session.persona_config.get("maxSessionLengthSeconds")
    if not isinstance(length, int | float) or isinstance(length, bool):
        return None
    try:
        return moment(session.start_time) + timedelta(seconds=length)
    except OverflowError:
        return None
