"""Stored personas: rows in, rows out. `fields` are the write-form keys as they were sent."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, select, true, update

from personactl.engine.store.schema import personas
from personactl.engine.wire import JsonObject


@dataclass(frozen=True, slots=True)
class StoredPersona:
    id: str
    fields: JsonObject
    created_at: str
    updated_at: str


def insert_persona(connection: Connection, persona: StoredPersona) -> None:
    connection.execute(
        insert(personas).values(
            id=persona.id,
            fields=persona.fields,
            created_at=persona.created_at,
            updated_at=persona.updated_at,
        )
    )


def find_persona(connection: Connection, persona_id: str) -> StoredPersona | None:
    row = connection.execute(select(personas).where(personas.c.id == persona_id)).first()
    return None if row is None else _stored(row)


def list_personas(connection: Connection, search: str, offset: int, limit: int) -> tuple[int, list[StoredPersona]]:
    """How many names hold `search` (all, when it is empty), and `limit` of those from `offset`, newest first."""
    wanted: ColumnElement[bool] = true()
    if search:
        wanted = personas.c.fields["name"].as_string().icontains(search, autoescape=True)
    total = connection.execute(select(func.count()).select_from(personas).where(wanted)).scalar_one()
    rows = connection.execute(
        select(personas).where(wanted).order_by(personas.c.seq.desc()).offset(offset).limit(limit)
    )
    return total, [_stored(row) for row in rows]


def replace_persona(connection: Connection, persona: StoredPersona) -> None:
    connection.execute(
        update(personas).where(personas.c.id == persona.id).values(fields=persona.fields, updated_at=persona.updated_at)
    )


def delete_persona(connection: Connection, persona_id: str) -> bool:
    """Whether there was one."""
    return connection.execute(delete(personas).where(personas.c.id == persona_id)).rowcount > 0


def _stored(row: Row[tuple[int, str, JsonObject, str, str]]) -> StoredPersona:
    return StoredPersona(row.id, row.fields, row.created_at, row.updated_at)
