"""The rules of a write to a persona that the contract states in prose.

A new voice resets the voice options. A new avatar may reset the avatar model. Widget settings are merged. Ids must
refer to something that exists.
Source: docs/platform.md#partial-updates.
"""

from personactl.engine.catalogue.catalogue import Catalogue
from personactl.engine.contract.personas.bodies import VOICE_OPTIONS
from personactl.engine.contract.references import References
from personactl.engine.http.bodies import RequestModel, validated
from personactl.engine.http.refusals import Issue, Refusal, invalid
from personactl.engine.wire import Json, JsonMapping, JsonObject, as_object, text_of, texts_of


def merged(current: JsonObject, change: JsonObject, known: References, *, strict: bool) -> JsonObject:
    """The fields after a write.

    - `current`: the fields before it, empty for a new persona.
    - `change`: the validated body.
    - `known`: the resources that both refer to.

    Raises `Refusal`: 400 for an unknown id or unfit options, 403 for an avatar model by invitation only.
    """
    check_references(change, known)
    catalogue = known.catalogue
    fields = current | change
    if "voiceId" in change and change["voiceId"] != current.get("voiceId"):
        fields = _reset(fields, "voiceGenerationOptions", change)
    avatar = catalogue.avatars.get(text_of(fields, "avatarId"))
    if avatar is not None and text_of(fields, "avatarModel") not in texts_of(avatar, "availableVersions"):
        fields = _reset(fields, "avatarModel", change)
    check_avatar_model(fields, catalogue)
    _check_retention(fields, known)
    if "voiceGenerationOptions" in change:
        options = change["voiceGenerationOptions"]
        voice = catalogue.voices.get(text_of(fields, "voiceId"))
        fields["voiceGenerationOptions"] = fitting_voice_options(options, voice, strict=strict)
    if "widgetConfig" in change:
        fields["widgetConfig"] = as_object(current.get("widgetConfig")) | _widget(as_object(change["widgetConfig"]))
    return fields


def check_references(fields: JsonMapping, known: References) -> None:
    """Raise `Refusal` (400) if an id in `fields` does not exist."""
    names = {
        "avatarId": known.catalogue.avatars.__contains__,
        "voiceId": known.catalogue.voices.__contains__,
        "llmId": known.names_llm,
    }
    issues = [
        Issue(field, f"{field.removesuffix('Id')} not found")
        for field, names_one in names.items()
        if field in fields and not names_one(text_of(fields, field))
    ]
    issues += [
        Issue(f"toolIds.{place}", "tool not found")
        for place, tool_id in enumerate(texts_of(fields, "toolIds"))
        if tool_id not in known.tool_ids
    ]
    if issues:
        raise invalid(issues)


def check_avatar_model(fields: JsonMapping, catalogue: Catalogue) -> None:
    """Raise `Refusal`: 403 for a model by invitation only, 400 for one that the avatar does not have."""
    model = text_of(fields, "avatarModel")
    if model.endswith("-latest"):
        raise Refusal(403, f"{model} is by invitation only and this organization has no access to it")
    avatar = catalogue.avatars.get(text_of(fields, "avatarId"))
    if not model or avatar is None:
        return
    versions = texts_of(avatar, "availableVersions")
    if model not in versions:
        raise invalid([Issue("avatarModel", f"not supported by this avatar, which has {', '.join(versions)}")])


def fitting_voice_options(options: Json, voice: JsonMapping | None, *, strict: bool) -> JsonObject:
    """`options`, checked by the model of the voice's provider. Raises `Refusal` (400) for values out of range.

    The contract's union has no tag, so the voice decides. Without a voice, or for an unknown provider, the models that
    know the most of the keys are tried, and it is enough if one accepts the values.
    Source: docs/platform.md#voice-generation.
    """
    given = as_object(options)
    provider = text_of(voice, "provider") if voice is not None else ""
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


def _check_retention(fields: JsonMapping, known: References) -> None:
    if not fields.get("zeroDataRetention"):
        return
    parts = {
        "voice": known.catalogue.voices.get(text_of(fields, "voiceId"), {}),
        "LLM": known.llm(text_of(fields, "llmId")) or {},
    }
    unfit = [what for what, item in parts.items() if not item.get("isZdr")]
    if unfit:
        raise invalid([Issue("zeroDataRetention", f"needs a {' and a '.join(unfit)} that retains no data")])


def _reset(fields: JsonObject, name: str, change: JsonObject) -> JsonObject:
    """`fields` without `name`, unless `change` sets it."""
    return fields if name in change else {key: value for key, value in fields.items() if key != name}


def _widget(change: JsonObject) -> JsonObject:
    """Allowed origins without a scheme get https."""
    if "allowedOrigins" not in change:
        return change
    origins: list[Json] = [
        origin if "://" in origin else f"https://{origin}" for origin in texts_of(change, "allowedOrigins")
    ]
    return change | {"allowedOrigins": origins}
