"""The rows of sessions. A session is live until it has an `end_time`, which is set once and never changed."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields

from sqlalchemy import ColumnElement, Connection, func, insert, or_, select, update

from personactl.engine.store.tables import sessions
from personactl.engine.wire import JsonObject


@dataclass(frozen=True, slots=True)
class StoredSession:
    """One session. Moments are stamps.

    `persona_id`: None for an ephemeral persona.
    `end_time`, `exit_status`: None while the session is live.
    `last_seen`: when the client last gave a sign of life.
    """

    id: str
    persona_id: str | None
    client_label: str | None
    start_time: str
    end_time: str | None
    exit_status: str | None
    client_metadata: JsonObject
    persona_config: JsonObject
    session_options: JsonObject
    api_key_id: str | None
    engine_host: str | None
    engine_protocol: str | None
    last_seen: str
    created_at: str
    updated_at: str


@dataclass(frozen=True, slots=True)
class SessionFilter:
    """Which sessions a list shows. A field that is None or empty does not filter.

    `search`: part of the id or of the client label.
    """

    search: str = ""
    api_key_id: str | None = None
    persona_id: str | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = []
        if self.search:
            found.append(
                or_(
                    sessions.c.id.icontains(self.search, autoescape=True),
                    sessions.c.client_label.icontains(self.search, autoescape=True),
                )
            )
        if self.api_key_id is not None:
            found.append(sessions.c.api_key_id == self.api_key_id)
        if self.persona_id is not None:
            found.append(sessions.c.persona_id == self.persona_id)
        return found


_COLUMNS = tuple(sessions.c[field.name] for field in fields(StoredSession))


def insert_session(connection: Connection, session: StoredSession) -> None:
    connection.execute(insert(sessions).values(asdict(session)))


def find_session(connection: Connection, session_id: str) -> StoredSession | None:
    row = connection.execute(select(*_COLUMNS).where(sessions.c.id == session_id)).mappings().first()
    return None if row is None else StoredSession(**row)


def list_sessions(
    connection: Connection, session_filter: SessionFilter, offset: int, limit: int
) -> tuple[int, list[StoredSession]]:
    """Return the number of matching sessions, and `limit` of them from `offset`, newest first."""
    conditions = session_filter.conditions()
    total = connection.execute(select(func.count()).select_from(sessions).where(*conditions)).scalar_one()
    rows = connection.execute(
        select(*_COLUMNS).where(*conditions).order_by(sessions.c.seq.desc()).offset(offset).limit(limit)
    )
    return total, [StoredSession(**row) for row in rows.mappings()]


def live_sessions(connection: Connection) -> list[StoredSession]:
    """All live sessions, oldest first."""
    rows = connection.execute(select(*_COLUMNS).where(sessions.c.end_time.is_(None)).order_by(sessions.c.seq))
    return [StoredSession(**row) for row in rows.mappings()]


def recent_lengths(connection: Connection, limit: int) -> Sequence[tuple[str, str]]:
    """Start and end of the `limit` newest sessions that have ended."""
    rows = connection.execute(
        select(sessions.c.start_time, sessions.c.end_time)
        .where(sessions.c.end_time.is_not(None))
        .order_by(sessions.c.seq.desc())
        .limit(limit)
    )
    return [(row.start_time, row.end_time) for row in rows]


def touch_session(connection: Connection, session_id: str, now: str) -> bool:
    """Store a sign of life. False when the session has ended or does not exist."""
    done = connection.execute(
        update(sessions).where(sessions.c.id == session_id, sessions.c.end_time.is_(None)).values(last_seen=now)
    )
    return done.rowcount > 0


def end_session(
    connection: Connection, session: StoredSession, *, end_time: str, exit_status: str, updated_at: str
) -> bool:
    """End the session. False when it had ended already. With `zeroDataRetention` its prompt is deleted too."""
    config = session.persona_config
    if config.get("zeroDataRetention") is True:
        config = {key: value for key, value in config.items() if key not in _NOT_RETAINED}
    done = connection.execute(
        update(sessions)
        .where(sessions.c.id == session.id, sessions.c.end_time.is_(None))
        .values(end_time=end_time, exit_status=exit_status, updated_at=updated_at, persona_config=config)
    )
    return done.rowcount > 0


_NOT_RETAINED = frozenset({"systemPrompt", "initialMessage", "tools"})
