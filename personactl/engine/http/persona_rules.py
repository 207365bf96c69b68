"""What a write to a persona does to it beyond replacing keys, and what is refused because of something else.

Source: docs/platform.md#partial-updates. A new voice resets its options, a new avatar may reset the model, the widget's
settings are merged, and ids must name something.
"""

from personactl.engine.catalogue.catalogue import Catalogue, text, texts
from personactl.engine.http.bodies import RequestModel, validated
from personactl.engine.http.errors import Issue, Refusal, invalid
from personactl.engine.http.known import Known
from personactl.engine.http.persona_bodies import VOICE_OPTIONS
from personactl.engine.wire import Json, JsonMapping, JsonObject


def merged(current: JsonObject, change: JsonObject, known: Known, *, strict: bool) -> JsonObject:
    """The fields after `change`, a validated body, was written over `current` (empty for a new persona).

    `known` is what the two together name.

    Raises `Refusal`: 400 for ids that name nothing and options that do not fit, 403 for a model by invitation.
    """
    check_references(change, known)
    catalogue = known.catalogue
    fields = current | change
    if "voiceId" in change and change["voiceId"] != current.get("voiceId"):
        fields = _reset(fields, "voiceGenerationOptions", change)
    avatar = catalogue.avatars.get(text(fields, "avatarId"))
    if avatar is not None and text(fields, "avatarModel") not in texts(avatar, "availableVersions"):
        fields = _reset(fields, "avatarModel", change)
    check_avatar_model(fields, catalogue)
    _check_retention(fields, known)
    if "voiceGenerationOptions" in change:
        options = change["voiceGenerationOptions"]
        voice = catalogue.voices.get(text(fields, "voiceId"))
        fields["voiceGenerationOptions"] = fitting_voice_options(options, voice, strict=strict)
    if "widgetConfig" in change:
        fields["widgetConfig"] = _object(current.get("widgetConfig")) | _widget(_object(change["widgetConfig"]))
    return fields


def check_references(fields: JsonMapping, known: Known) -> None:
    """Every id in `fields` names something. Raises `Refusal` (400)."""
    names = {
        "avatarId": known.catalogue.avatars.__contains__,
        "voiceId": known.catalogue.voices.__contains__,
        "llmId": known.names_llm,
    }
    issues = [
        Issue(field, f"{field.removesuffix('Id')} not found")
        for field, names_one in names.items()
        if field in fields and not names_one(text(fields, field))
    ]
    issues += [
        Issue(f"toolIds.{place}", "tool not found")
        for place, tool_id in enumerate(texts(fields, "toolIds"))
        if tool_id not in known.tool_ids
    ]
    if issues:
        raise invalid(issues)


def check_avatar_model(fields: JsonMapping, catalogue: Catalogue) -> None:
    """Raises `Refusal`: 403 for a model by invitation only, 400 for one that the avatar does not have."""
    model = text(fields, "avatarModel")
    if model.endswith("-latest"):
        raise Refusal(403, f"{model} is by invitation only and this organization has no access to it")
    avatar = catalogue.avatars.get(text(fields, "avatarId"))
    if not model or avatar is None:
        return
    versions = texts(avatar, "availableVersions")
    if model not in versions:
        raise invalid([Issue("avatarModel", f"not supported by this avatar, which has {', '.join(versions)}")])


def fitting_voice_options(options: Json, voice: JsonMapping | None, *, strict: bool) -> JsonObject:
    """`options` as the maker of `voice` knows them. Raises `Refusal` (400) for values out of range.

    The union has no tag (docs/platform.md#voice-generation), so the voice decides. Of a voice whose maker is not
    known, or without a voice, those makers are asked who know the most of the keys, and one that takes the
    values is enough.
    """
    given = _object(options)
    provider = text(voice, "provider") if voice is not None else ""
    models = [VOICE_OPTIONS[provider]] if provider in VOICE_OPTIONS else _best_for(given)
    refusals: list[Refusal] = []
    for model in models:
        try:
            return validated(model, given, strict=strict, prefix="voiceGenerationOptions").sent()
        except Refusal as refusal:
            refusals.append(refusal)
    raise refusals[0]


def _best_for(options: JsonObject) -> list[type[RequestModel]]:
    def known(model: type[RequestModel]) -> int:
        return sum(field.alias in options for field in model.model_fields.values())

    most = max(known(model) for model in VOICE_OPTIONS.values())
    return [model for model in VOICE_OPTIONS.values() if known(model) == most]


def _check_retention(fields: JsonMapping, known: Known) -> None:
    if not fields.get("zeroDataRetention"):
        return
    parts = {
        "voice": known.catalogue.voices.get(text(fields, "voiceId"), {}),
        "LLM": known.llm(text(fields, "llmId")) or {},
    }
    unfit = [what for what, item in parts.items() if not item.get("isZdr")]
    if unfit:
        raise invalid([Issue("zeroDataRetention", f"needs a {' and a '.join(unfit)} that retains no data")])


def _reset(fields: JsonObject, name: str, change: JsonObject) -> JsonObject:
    """Without `name`, unless `change` itself sets it."""
    return fields if name in change else {key: value for key, value in fields.items() if key != name}


def _widget(change: JsonObject) -> JsonObject:
    """Bare domains get https."""
    if "allowedOrigins" not in change:
        return change
    origins: list[Json] = [
        origin if "://" in origin else f"https://{origin}" for origin in texts(change, "allowedOrigins")
    ]
    return change | {"allowedOrigins": origins}


def _object(value: Json) -> JsonObject:
    return value if isinstance(value, dict) else {}
