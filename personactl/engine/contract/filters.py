"""Query parameters that several families share: ids, flags, the search, and the pages of a list in memory."""

from collections.abc import Callable, Iterable
from uuid import UUID

from personactl.engine.http.answer import JsonAnswer
from personactl.engine.http.call import Call
from personactl.engine.http.paging import asked_page
from personactl.engine.http.refusals import Refusal
from personactl.engine.wire import JsonMapping, text_of


def canonical_uuid(value: str, what: str) -> str:
    """`value` in its canonical spelling, for a UUID of any version. Raises `Refusal` (400)."""
    try:
        return str(UUID(value))
    except ValueError as error:
        raise Refusal(400, f"Invalid {what} ID", error="Bad request") from error


def flag(call: Call, name: str, *, default: bool) -> bool:
    value = call.query.get(name)
    return default if value is None else value.lower() in {"true", "1"}


def matches(call: Call, item: JsonMapping, *fields: str) -> bool:
    """Whether one of `fields` contains the text of `?search`. True without a search."""
    search = call.query.get("search", "").strip().casefold()
    return not search or any(search in text_of(item, field).casefold() for field in fields)


def listed(call: Call, items: Iterable[JsonMapping], matching: Callable[[JsonMapping], bool]) -> JsonAnswer:
    """Return the requested page of the `items` for which `matching` is true, in the given order."""
    page = asked_page(call.query, strict=call.services.settings.strict)
    found = [dict(item) for item in items if matching(item)]
    return JsonAnswer(page.of(len(found), found[page.offset : page.offset + page.size]))
