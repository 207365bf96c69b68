"""The rows of messages and turns of a session.

Both are numbered inside the write transaction, so that two writers on SQLite never use the same number.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select

from personactl.engine.store.tables import messages, turns
from personactl.engine.wire import JsonObject


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """One message.

    `role`: "user" or "persona".
    `timestamp`: a stamp.
    `speaking_duration_s`: in seconds, None where it is not known.
    `was_interrupted`: only a message of the persona can be.
    """

    role: str
    message: str
    timestamp: str
    speaking_duration_s: float | None
    was_interrupted: bool


@dataclass(frozen=True, slots=True)
class StoredTurn:
    """One turn.

    `index`: its position in the session, from 0.
    `record`: the result of `analytics.turn_record`.
    """

    index: int
    correlation_id: str
    record: JsonObject


def append_message(connection: Connection, session_id: str, message: StoredMessage) -> None:
    taken = select(func.max(messages.c.position)).where(messages.c.session_id == session_id)
    position = connection.execute(taken).scalar()
    connection.execute(
        insert(messages).values(
            session_id=session_id,
            position=0 if position is None else position + 1,
            role=message.role,
            message=message.message,
            timestamp=message.timestamp,
            speaking_duration_s=message.speaking_duration_s,
            was_interrupted=message.was_interrupted,
        )
    )


def list_messages(connection: Connection, session_id: str) -> Sequence[StoredMessage]:
    """The messages of a session, in the order in which they were said."""
    rows = connection.execute(select(messages).where(messages.c.session_id == session_id).order_by(messages.c.position))
    return [
        StoredMessage(row.role, row.message, row.timestamp, row.speaking_duration_s, row.was_interrupted)
        for row in rows
    ]


def append_turn(connection: Connection, session_id: str, correlation_id: str, record: JsonObject) -> None:
    taken = connection.execute(select(func.max(turns.c.turn_index)).where(turns.c.session_id == session_id)).scalar()
    connection.execute(
        insert(turns).values(
            session_id=session_id,
            turn_index=0 if taken is None else taken + 1,
            correlation_id=correlation_id,
            record=record,
        )
    )


def list_turns(connection: Connection, session_id: str) -> Sequence[StoredTurn]:
    rows = connection.execute(select(turns).where(turns.c.session_id == session_id).order_by(turns.c.turn_index))
    return [StoredTurn(row.turn_index, row.correlation_id, row.record) for row in rows]
