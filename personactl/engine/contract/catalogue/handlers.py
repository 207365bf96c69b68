"""Avatars and voices: list with search and filters, and get by id."""

from collections.abc import Callable, Iterable, Mapping
from uuid import UUID

from personactl.engine.catalogue.catalogue import text, texts
from personactl.engine.http.answer import JsonAnswer
from personactl.engine.http.call import Call
from personactl.engine.http.errors import Refusal, not_found
from personactl.engine.http.paging import asked_page
from personactl.engine.wire import JsonMapping


def list_avatars(call: Call) -> JsonAnswer:
    """Search looks at name and description; `tags` match any; every stock avatar is none of the one-shot kind."""
    style = call.query.get("renderStyle", "all")
    tags = {tag.strip().lower() for tag in call.query.get("tags", "").split(",") if tag.strip()}
    only_one_shot = flag(call, "onlyOneShot", default=False)

    def wanted(avatar: JsonMapping) -> bool:
        return (
            matches(call, avatar, "displayName", "description")
            and style in {"all", avatar["renderStyle"]}
            and (not tags or not tags.isdisjoint(texts(avatar, "displayTags")))
            and not (only_one_shot and avatar["createdByOrganizationId"] is None)
        )

    return listed(call, call.services.catalogue.avatars.values(), wanted)


def list_voices(call: Call) -> JsonAnswer:
    def wanted(voice: JsonMapping) -> bool:
        return matches(call, voice, "displayName")

    return listed(call, call.services.catalogue.voices.values(), wanted)


def get_avatar(call: Call) -> JsonAnswer:
    return _one(call.services.catalogue.avatars, _uuid(call, "avatar"), "Avatar")


def get_voice(call: Call) -> JsonAnswer:
    return _one(call.services.catalogue.voices, _uuid(call, "voice"), "Voice")


def listed(call: Call, items: Iterable[JsonMapping], wanted: Callable[[JsonMapping], bool]) -> JsonAnswer:
    page = asked_page(call.query, strict=call.services.settings.strict)
    found = [dict(item) for item in items if wanted(item)]
    return JsonAnswer(page.of(len(found), found[page.offset : page.offset + page.size]))


def _one(items: Mapping[str, JsonMapping], item_id: str, what: str) -> JsonAnswer:
    if item_id not in items:
        raise not_found(what)
    return JsonAnswer(dict(items[item_id]))


def _uuid(call: Call, what: str) -> str:
    """The id in the path, in its canonical spelling. Any version of UUID is one."""
    try:
        return str(UUID(call.path["id"]))
    except ValueError as error:
        raise Refusal(400, f"Invalid {what} ID", error="Bad request") from error


def matches(call: Call, item: JsonMapping, *fields: str) -> bool:
    wanted = call.query.get("search", "").strip().casefold()
    return not wanted or any(wanted in text(item, field).casefold() for field in fields)


def flag(call: Call, name: str, *, default: bool) -> bool:
    value = call.query.get(name)
    return default if value is None else value.lower() in {"true", "1"}
