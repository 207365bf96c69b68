"""Operations on avatars and voices: list with search and filters, and get by id."""

from collections.abc import Mapping

from personactl.engine.contract.filters import canonical_uuid, flag, listed, matches
from personactl.engine.http.answer import JsonAnswer
from personactl.engine.http.call import Call
from personactl.engine.http.refusals import not_found
from personactl.engine.wire import JsonMapping, texts_of


def list_avatars(call: Call) -> JsonAnswer:
    """Search looks at name and description. One of the `tags` is enough. No stock avatar is a one-shot avatar."""
    style = call.query.get("renderStyle", "all")
    tags = {tag.strip().lower() for tag in call.query.get("tags", "").split(",") if tag.strip()}
    only_one_shot = flag(call, "onlyOneShot", default=False)

    def is_listed(avatar: JsonMapping) -> bool:
        return (
            matches(call, avatar, "displayName", "description")
            and style in {"all", avatar["renderStyle"]}
            and (not tags or not tags.isdisjoint(texts_of(avatar, "displayTags")))
            and not (only_one_shot and avatar["createdByOrganizationId"] is None)
        )

    return listed(call, call.services.catalogue.avatars.values(), is_listed)


def list_voices(call: Call) -> JsonAnswer:
    def is_listed(voice: JsonMapping) -> bool:
        return matches(call, voice, "displayName")

    return listed(call, call.services.catalogue.voices.values(), is_listed)


def get_avatar(call: Call) -> JsonAnswer:
    return _one(call.services.catalogue.avatars, canonical_uuid(call.path["id"], "avatar"), "Avatar")


def get_voice(call: Call) -> JsonAnswer:
    return _one(call.services.catalogue.voices, canonical_uuid(call.path["id"], "voice"), "Voice")


def _one(items: Mapping[str, JsonMapping], item_id: str, what: str) -> JsonAnswer:
    if item_id not in items:
        raise not_found(what)
    return JsonAnswer(dict(items[item_id]))
