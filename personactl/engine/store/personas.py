"""Stored personas: rows in, rows out. `fields` are the write-form keys as they were sent.

Which tools a persona has lies in a table of its own, so that a deleted tool is gone from all of them; here it looks
like one more field, `toolIds`, which is absent where there are none.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, RowMapping, delete, func, insert, select, true, update

from personactl.engine.store.schema import persona_tools, personas
from personactl.engine.wire import Json, JsonObject

_LISTED = ("name", "description", "avatarId", "voiceId", "languageCode")
_row = (personas.c.id, personas.c.fields, personas.c.created_at, personas.c.updated_at)
_summary = (personas.c.id, personas.c.summary, personas.c.created_at, personas.c.updated_at)


@dataclass(frozen=True, slots=True)
class StoredPersona:
    """In a list `fields` holds only what a list shows."""

    id: str
    fields: JsonObject
    created_at: str
    updated_at: str


def insert_persona(connection: Connection, persona: StoredPersona) -> None:
    """Raises `IntegrityError` for a tool that does not exist."""
    connection.execute(
        insert(personas).values(
            id=persona.id, created_at=persona.created_at, updated_at=persona.updated_at, **_columns(persona.fields)
        )
    )
    _attach(connection, persona)


def find_persona(connection: Connection, persona_id: str) -> StoredPersona | None:
    row = connection.execute(select(*_row).where(personas.c.id == persona_id)).mappings().first()
    if row is None:
        return None
    tool_ids = connection.execute(
        select(persona_tools.c.tool_id)
        .where(persona_tools.c.persona_id == persona_id)
        .order_by(persona_tools.c.position)
    )
    attached: list[Json] = list(tool_ids.scalars())
    return _stored(row, row["fields"] | ({"toolIds": attached} if attached else {}))


def list_personas(connection: Connection, search: str, offset: int, limit: int) -> tuple[int, list[StoredPersona]]:
    """How many names hold `search` (all, when it is empty), and `limit` of those from `offset`, newest first."""
    wanted: ColumnElement[bool] = personas.c.name.icontains(search, autoescape=True) if search else true()
    total = connection.execute(select(func.count()).select_from(personas).where(wanted)).scalar_one()
    rows = connection.execute(
        select(*_summary).where(wanted).order_by(personas.c.seq.desc()).offset(offset).limit(limit)
    ).mappings()
    return total, [_stored(row, row["summary"]) for row in rows]


def replace_persona(connection: Connection, persona: StoredPersona) -> None:
    """Raises as `insert_persona`."""
    connection.execute(
        update(personas)
        .where(personas.c.id == persona.id)
        .values(updated_at=persona.updated_at, **_columns(persona.fields))
    )
    connection.execute(delete(persona_tools).where(persona_tools.c.persona_id == persona.id))
    _attach(connection, persona)


def forget_llm(connection: Connection, llm_id: str) -> None:
    """Take an LLM away from all personas that have it; they have none then."""
    rows = connection.execute(select(*_row).where(personas.c.fields["llmId"].as_string() == llm_id)).mappings()
    for row in rows.all():
        fields = {key: value for key, value in row["fields"].items() if key != "llmId"}
        connection.execute(update(personas).where(personas.c.id == row["id"]).values(**_columns(fields)))


def delete_persona(connection: Connection, persona_id: str) -> bool:
    """Whether there was one."""
    return connection.execute(delete(personas).where(personas.c.id == persona_id)).rowcount > 0


def _columns(fields: JsonObject) -> dict[str, Json]:
    name = fields.get("name")
    return {
        "name": name if isinstance(name, str) else "",
        "summary": {key: fields[key] for key in _LISTED if key in fields},
        "fields": {key: value for key, value in fields.items() if key != "toolIds"},
    }


def _attach(connection: Connection, persona: StoredPersona) -> None:
    tool_ids = persona.fields.get("toolIds")
    wanted: Iterable[Json] = dict.fromkeys(str(one) for one in tool_ids) if isinstance(tool_ids, list) else ()
    links = [
        {"persona_id": persona.id, "tool_id": tool_id, "position": position} for position, tool_id in enumerate(wanted)
    ]
    if links:
        connection.execute(insert(persona_tools), links)


def _stored(row: RowMapping, fields: JsonObject) -> StoredPersona:
    return StoredPersona(row["id"], fields, row["created_at"], row["updated_at"])
