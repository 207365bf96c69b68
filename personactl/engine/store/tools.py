"""The rows of saved tools."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, delete, func, insert, or_, select, true, update

from personactl.engine.store.tables import persona_tools, tools
from personactl.engine.wire import Json, JsonMapping, JsonObject

_usage = select(func.count()).where(persona_tools.c.tool_id == tools.c.id).scalar_subquery()
_row = (tools.c.id, tools.c.fields, tools.c.created_at, tools.c.updated_at, _usage.label("usage_count"))


@dataclass(frozen=True, slots=True)
class StoredTool:
    """One saved tool.

    `fields`: the fields of the request: name, description, type, config and so on.
    `updated_at`: None until the first update.
    `usage_count`: how many personas have the tool.
    """

    id: str
    fields: JsonObject
    created_at: str
    updated_at: str | None = None
    usage_count: int = 0


def insert_tool(connection: Connection, tool: StoredTool) -> None:
    """Raises `IntegrityError` when the name is taken."""
    connection.execute(insert(tools).values(id=tool.id, created_at=tool.created_at, **_columns(tool.fields)))


def find_tool(connection: Connection, tool_id: str) -> StoredTool | None:
    row = connection.execute(select(*_row).where(tools.c.id == tool_id)).mappings().first()
    return None if row is None else StoredTool(**row)


def list_tools(connection: Connection, search: str, offset: int, limit: int) -> tuple[int, list[StoredTool]]:
    """Return the number of tools found, and `limit` of them from `offset`, newest first.

    `search`: part of the name, the description or the id; when it is empty, all are found.
    """
    condition: ColumnElement[bool] = true()
    if search:
        places = (tools.c.name, tools.c.description, tools.c.id)
        condition = or_(*(place.icontains(search, autoescape=True) for place in places))
    total = connection.execute(select(func.count()).select_from(tools).where(condition)).scalar_one()
    rows = connection.execute(
        select(*_row).where(condition).order_by(tools.c.seq.desc()).offset(offset).limit(limit)
    ).mappings()
    return total, [StoredTool(**row) for row in rows]


def tools_of(connection: Connection, tool_ids: Sequence[str]) -> list[StoredTool]:
    """The tools of `tool_ids` that exist, in that order, without repetitions."""
    if not tool_ids:
        return []
    rows = connection.execute(select(*_row).where(tools.c.id.in_(tool_ids))).mappings()
    found = {row["id"]: StoredTool(**row) for row in rows}
    return [found[tool_id] for tool_id in dict.fromkeys(tool_ids) if tool_id in found]


def replace_tool(connection: Connection, tool: StoredTool) -> None:
    """Raises `IntegrityError` when the name is taken."""
    connection.execute(
        update(tools).where(tools.c.id == tool.id).values(updated_at=tool.updated_at, **_columns(tool.fields))
    )


def delete_tool(connection: Connection, tool_id: str) -> None:
    """Delete the tool, also from the personas that use it. Their `updated_at` does not change: they are not written."""
    connection.execute(delete(tools).where(tools.c.id == tool_id))


def ensure_tools(connection: Connection, items: Iterable[JsonMapping]) -> None:
    """Add those of `items`, tools with `id` and `createdAt`, whose id and name are not stored yet."""
    present = {value for row in connection.execute(select(tools.c.id, tools.c.name)) for value in row}
    for item in items:
        if present.isdisjoint((item["id"], item["name"])):
            fields = {key: value for key, value in item.items() if key not in {"id", "createdAt"}}
            insert_tool(connection, StoredTool(str(item["id"]), fields, str(item["createdAt"])))


def _columns(fields: JsonObject) -> dict[str, Json]:
    return {"name": fields["name"], "description": fields["description"], "fields": fields}
