"""Operations on saved tools: create, get, list, update, delete. Tools of type SYSTEM cannot be changed."""

from sqlalchemy.exc import IntegrityError
from starlette.responses import Response

from personactl.engine.clock import stamp, stamp_after
from personactl.engine.contract.references import missing_groups
from personactl.engine.contract.tools.bodies import ToolCreate, ToolUpdate, checked_config
from personactl.engine.contract.tools.shapes import tool_shape
from personactl.engine.http.answer import JsonAnswer
from personactl.engine.http.bodies import validated
from personactl.engine.http.call import Call
from personactl.engine.http.paging import asked_page
from personactl.engine.http.refusals import Issue, Refusal, invalid, not_found
from personactl.engine.store import tools
from personactl.engine.store.tools import StoredTool
from personactl.engine.wire import as_object


def list_all(call: Call) -> JsonAnswer:
    """Newest first. `search` looks at name, description and id."""
    page = asked_page(call.query, strict=call.services.settings.strict)
    with call.services.database.read() as connection:
        total, found = tools.list_tools(connection, call.query.get("search", ""), page.offset, page.size)
    return JsonAnswer(page.of(total, [tool_shape(tool) for tool in found]))


def create(call: Call) -> JsonAnswer:
    settings = call.services.settings
    body = validated(ToolCreate, call.body, strict=settings.strict).sent()
    fields = body | {"config": checked_config(body, strict=settings.strict)}
    tool = StoredTool(settings.new_id(), fields, created_at=stamp(settings.now()))
    try:
        with call.services.database.write() as connection:
            if issues := missing_groups(connection, as_object(fields.get("config"))):
                raise invalid(issues)
            tools.insert_tool(connection, tool)
    except IntegrityError as error:
        raise _name_taken() from error
    return JsonAnswer(tool_shape(tool), 201)


def get(call: Call) -> JsonAnswer:
    with call.services.database.read() as connection:
        tool = tools.find_tool(connection, call.path["id"])
    if tool is None:
        raise not_found("Tool")
    return JsonAnswer(tool_shape(tool))


def update(call: Call) -> JsonAnswer:
    """Changes only the keys in the body. `config` is replaced as a whole and must fit the type."""
    settings = call.services.settings
    change = validated(ToolUpdate, call.body, strict=settings.strict).sent()
    try:
        with call.services.database.write() as connection:
            current = _changeable(tools.find_tool(connection, call.path["id"]), "modified")
            fields = current.fields | change
            if "config" in change or "type" in change:
                fields["config"] = checked_config(fields, strict=settings.strict)
            if "config" in change and (issues := missing_groups(connection, as_object(fields.get("config")))):
                raise invalid(issues)
            moved_on = stamp_after(current.updated_at or current.created_at, settings.now())
            tool = StoredTool(current.id, fields, current.created_at, moved_on, current.usage_count)
            tools.replace_tool(connection, tool)
    except IntegrityError as error:
        raise _name_taken() from error
    return JsonAnswer(tool_shape(tool))


def delete(call: Call) -> Response:
    """Removes the tool from the personas that have it."""
    with call.services.database.write() as connection:
        tool = _changeable(tools.find_tool(connection, call.path["id"]), "deleted")
        tools.delete_tool(connection, tool.id)
    return Response(status_code=204)


def _changeable(tool: StoredTool | None, done: str) -> StoredTool:
    if tool is None:
        raise not_found("Tool")
    if tool.fields["type"] == "SYSTEM":
        raise Refusal(403, f"System tools cannot be {done}")
    return tool


def _name_taken() -> Refusal:
    return invalid([Issue("name", "a tool with this name already exists")])
