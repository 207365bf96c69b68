"""Stored personas: rows in, rows out. `fields` are the write-form keys as they were sent.

Which tools a persona has lies in a table of its own, so that a deleted tool is gone from all of them; here it looks
like one more field, `toolIds`, which is absent where there are none.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, bindparam, delete, func, insert, select, update

from personactl.engine.store.schema import persona_fields, persona_tools, personas
from personactl.engine.wire import Json, JsonObject

_LISTED = ("name", "description", "avatarId", "voiceId", "languageCode")
_moments = (personas.c.created_at, personas.c.updated_at)

# Statements that are built once: SQLAlchemy then knows their SQL by their identity.
_insert = insert(personas)
_insert_fields = insert(persona_fields)
_find = (
    select(personas.c.id, persona_fields.c.fields, *_moments)
    .join(persona_fields)
    .where(personas.c.id == bindparam("persona_id"))
)
_find_tools = (
    select(persona_tools.c.tool_id)
    .where(persona_tools.c.persona_id == bindparam("persona_id"))
    .order_by(persona_tools.c.position)
)
_count = select(func.count()).select_from(personas)
_page = (
    select(personas.c.id, personas.c.summary, *_moments)
    .order_by(personas.c.seq.desc())
    .offset(bindparam("offset"))
    .limit(bindparam("limit"))
)


@dataclass(frozen=True, slots=True)
class StoredPersona:
    """In a list `fields` holds only what a list shows."""

    id: str
    fields: JsonObject
    created_at: str
    updated_at: str


def insert_persona(connection: Connection, persona: StoredPersona) -> None:
    """Raises `IntegrityError` for a tool that does not exist."""
    own = {"id": persona.id, "created_at": persona.created_at, "updated_at": persona.updated_at}
    connection.execute(_insert, own | _listed(persona.fields))
    connection.execute(_insert_fields, {"persona_id": persona.id, "fields": _without(persona.fields, "toolIds")})
    _attach(connection, persona)


def find_persona(connection: Connection, persona_id: str) -> StoredPersona | None:
    row = connection.execute(_find, {"persona_id": persona_id}).mappings().first()
    if row is None:
        return None
    attached: list[Json] = list(connection.execute(_find_tools, {"persona_id": persona_id}).scalars())
    return _stored(row, row["fields"] | ({"toolIds": attached} if attached else {}))


def list_personas(connection: Connection, search: str, offset: int, limit: int) -> tuple[int, list[StoredPersona]]:
    """How many names hold `search` (all, when it is empty), and `limit` of those from `offset`, newest first."""
    count, page = _count, _page
    if search:
        wanted = personas.c.name.icontains(search, autoescape=True)
        count, page = count.where(wanted), page.where(wanted)
    total = connection.execute(count).scalar_one()
    rows = connection.execute(page, {"offset": offset, "limit": limit}).mappings()
    return total, [_stored(row, row["summary"]) for row in rows]


def replace_persona(connection: Connection, persona: StoredPersona) -> None:
    """Raises as `insert_persona`."""
    listed = update(personas).where(personas.c.id == persona.id)
    connection.execute(listed.values(updated_at=persona.updated_at, **_listed(persona.fields)))
    _replace_fields(connection, persona.id, _without(persona.fields, "toolIds"))
    connection.execute(delete(persona_tools).where(persona_tools.c.persona_id == persona.id))
    _attach(connection, persona)


def forget_llm(connection: Connection, llm_id: str) -> None:
    """Take an LLM away from all personas that have it; they have none then."""
    having = select(persona_fields).where(persona_fields.c.fields["llmId"].as_string() == llm_id)
    for row in connection.execute(having).mappings().all():
        _replace_fields(connection, row["persona_id"], _without(row["fields"], "llmId"))


def delete_persona(connection: Connection, persona_id: str) -> bool:
    """Whether there was one."""
    return connection.execute(delete(personas).where(personas.c.id == persona_id)).rowcount > 0


def _replace_fields(connection: Connection, persona_id: str, fields: JsonObject) -> None:
    connection.execute(update(persona_fields).where(persona_fields.c.persona_id == persona_id).values(fields=fields))


def _listed(fields: JsonObject) -> dict[str, Json]:
    name = fields.get("name")
    return {
        "name": name if isinstance(name, str) else "",
        "summary": {key: fields[key] for key in _LISTED if key in fields},
    }


def _without(fields: JsonObject, name: str) -> JsonObject:
    return {key: value for key, value in fields.items() if key != name}


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
