"""What several families read from a query: ids, flags, a search, and the page of a list that is all in memory."""

from collections.abc import Callable, Iterable
from uuid import UUID

from personactl.engine.http.answer import JsonAnswer
from personactl.engine.http.call import Call
from personactl.engine.http.errors import Refusal
from personactl.engine.http.paging import asked_page
from personactl.engine.wire import JsonMapping, text_of


def canonical_uuid(value: str, what: str) -> str:
    """`value` in its canonical spelling; any version of UUID will do. Raises `Refusal` (400)."""
    try:
        return str(UUID(value))
    except ValueError as error:
        raise Refusal(400, f"Invalid {what} ID", error="Bad request") from error


def flag(call: Call, name: str, *, default: bool) -> bool:
    value = call.query.get(name)
    return default if value is None else value.lower() in {"true", "1"}


def matches(call: Call, item: JsonMapping, *fields: str) -> bool:
    """Whether one of `fields` holds the text of `search`; true for every item where nothing is searched."""
    wanted = call.query.get("search", "").strip().casefold()
    return not wanted or any(wanted in text_of(item, field).casefold() for field in fields)


def listed(call: Call, items: Iterable[JsonMapping], wanted: Callable[[JsonMapping], bool]) -> JsonAnswer:
    """One page of those `items` that are `wanted`, in the given order."""
    page = asked_page(call.query, strict=call.services.settings.strict)
    found = [dict(item) for item in items if wanted(item)]
    return JsonAnswer(page.of(len(found), found[page.offset : page.offset + page.size]))
