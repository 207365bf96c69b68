"""The rows of personas.

The tools of a persona are in a separate table, so that a deleted tool disappears from all personas. This module shows
them as a field, `toolIds`, which is absent if there are none.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, exists, func, insert, select, update

from personactl.engine.store.tables import persona_fields, persona_tools, personas
from personactl.engine.wire import Json, JsonObject

_LISTED = ("name", "description", "avatarId", "voiceId", "languageCode")
_ESCAPED = str.maketrans({wild: f"/{wild}" for wild in "/%_"})
_moments = (personas.c.created_at, personas.c.updated_at)

# Statements that are built once: SQLAlchemy then knows their SQL by their identity.
_insert = insert(personas)
_insert_fields = insert(persona_fields)
_has_tools = exists().where(persona_tools.c.persona_id == personas.c.id)
_find = (
    select(personas.c.id, persona_fields.c.fields, *_moments, _has_tools.label("has_tools"))
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
_called = personas.c.folded_name.like(bindparam("name_pattern"), escape="/")
_count_called = _count.where(_called)
_page_called = _page.where(personas.c.seq.in_(select(personas.c.seq).where(_called)))  # looks at the index alone


@dataclass(frozen=True, slots=True)
class StoredPersona:
    """One persona.

    `fields`: the fields as they were sent; in a list, only those that a list shows.
    """

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
    row = connection.execute(_find, {"persona_id": persona_id}).first()
    if row is None:
        return None
    fields: JsonObject = row.fields
    if row.has_tools:
        fields["toolIds"] = list(connection.execute(_find_tools, {"persona_id": persona_id}).scalars())
    return StoredPersona(row.id, fields, row.created_at, row.updated_at)


def list_personas(connection: Connection, search: str, offset: int, limit: int) -> tuple[int, list[StoredPersona]]:
    """Return the number of personas found, and `limit` of them from `offset`, newest first.

    `search`: part of the name, in any case; when it is empty, all are found.
    """
    count, page = (_count_called, _page_called) if search else (_count, _page)
    parameters = {"name_pattern": _holding(search)} if search else {}
    rows = connection.execute(page, parameters | {"offset": offset, "limit": limit}).all()
    if len(rows) < limit and (rows or not offset):  # the last page, which says how many there are
        total = offset + len(rows)
    else:
        total = connection.execute(count, parameters).scalar_one()
    return total, [StoredPersona(row.id, row.summary, row.created_at, row.updated_at) for row in rows]


def replace_persona(connection: Connection, persona: StoredPersona) -> None:
    """Raises `IntegrityError` for a tool that does not exist."""
    listed = update(personas).where(personas.c.id == persona.id)
    connection.execute(listed.values(updated_at=persona.updated_at, **_listed(persona.fields)))
    _replace_fields(connection, persona.id, _without(persona.fields, "toolIds"))
    connection.execute(delete(persona_tools).where(persona_tools.c.persona_id == persona.id))
    _attach(connection, persona)


def forget_llm(connection: Connection, llm_id: str) -> None:
    """Remove the field `llmId` from all personas that have this LLM."""
    having = select(persona_fields).where(persona_fields.c.fields["llmId"].as_string() == llm_id)
    for row in connection.execute(having).mappings().all():
        _replace_fields(connection, row["persona_id"], _without(row["fields"], "llmId"))


def delete_persona(connection: Connection, persona_id: str) -> bool:
    """Returns whether the persona existed."""
    return connection.execute(delete(personas).where(personas.c.id == persona_id)).rowcount > 0


def _replace_fields(connection: Connection, persona_id: str, fields: JsonObject) -> None:
    connection.execute(update(persona_fields).where(persona_fields.c.persona_id == persona_id).values(fields=fields))


def _listed(fields: JsonObject) -> dict[str, Json]:
    name = fields.get("name")
    return {
        "folded_name": name.casefold() if isinstance(name, str) else "",
        "summary": {key: fields[key] for key in _LISTED if key in fields},
    }


def _holding(search: str) -> str:
    """The LIKE pattern of the folded names that contain `search`."""
    return f"%{search.casefold().translate(_ESCAPED)}%"


def _without(fields: JsonObject, name: str) -> JsonObject:
    return {key: value for key, value in fields.items() if key != name}


def _attach(connection: Connection, persona: StoredPersona) -> None:
    tool_ids = persona.fields.get("toolIds")
    unique_ids: Iterable[Json] = dict.fromkeys(str(one) for one in tool_ids) if isinstance(tool_ids, list) else ()
    links = [
        {"persona_id": persona.id, "tool_id": tool_id, "position": position}
        for position, tool_id in enumerate(unique_ids)
    ]
    if links:
        connection.execute(insert(persona_tools), links)
