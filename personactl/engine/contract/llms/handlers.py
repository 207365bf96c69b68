"""Operations on LLMs: the platform's default ones, which cannot be changed, and those that are stored here."""

from starlette.responses import Response

from personactl.engine.catalogue.catalogue import LEGACY_LLM_NAMES
from personactl.engine.clock import stamp, stamp_after
from personactl.engine.contract.filters import flag, listed, matches
from personactl.engine.contract.llms.bodies import LlmCreate, LlmUpdate
from personactl.engine.contract.llms.shapes import llm_shape
from personactl.engine.http.answer import JsonAnswer
from personactl.engine.http.bodies import validated
from personactl.engine.http.call import Call
from personactl.engine.http.refusals import Refusal, not_found
from personactl.engine.store import llms
from personactl.engine.store.llms import StoredLlm
from personactl.engine.store.personas import forget_llm
from personactl.engine.wire import JsonMapping, text_of


def list_all(call: Call) -> JsonAnswer:
    """Those stored here first, newest first. `includeDefaults` is true if absent; the contract names no default."""
    with_defaults = flag(call, "includeDefaults", default=True)
    with call.services.database.read() as connection:
        own = [llm_shape(llm, call.services.organization_id) for llm in llms.list_llms(connection)]

    def is_listed(llm: JsonMapping) -> bool:
        return matches(call, llm, "displayName", "description", "modelName") and (with_defaults or not llm["isDefault"])

    return listed(call, [*own, *call.services.catalogue.llms.values()], is_listed)


def get(call: Call) -> JsonAnswer:
    """Answers 404 to any unknown text and never 400, because an LLM's id may be a name."""
    stock = call.services.catalogue.llms.get(call.path["id"])
    if stock is not None:
        return JsonAnswer(dict(stock))
    with call.services.database.read() as connection:
        llm = llms.find_llm(connection, call.path["id"])
    if llm is None:
        raise not_found("LLM")
    return JsonAnswer(llm_shape(llm, call.services.organization_id))


def create(call: Call) -> JsonAnswer:
    settings = call.services.settings
    body = validated(LlmCreate, call.body, strict=settings.strict)
    fields = {key: value for key, value in body.sent().items() if key != "secret"}
    llm = StoredLlm(settings.new_id(), fields, created_at=stamp(settings.now()))
    with call.services.database.write() as connection:
        llms.insert_llm(connection, llm, body.secret)
    return JsonAnswer(llm_shape(llm, call.services.organization_id), 201)


def update(call: Call) -> JsonAnswer:
    """Changes only the keys in the body. A `url` replaces all URLs."""
    settings = call.services.settings
    _refuse_default(call, "updated")
    change = validated(LlmUpdate, call.body, strict=settings.strict).sent()
    secret = text_of(change, "secret") if "secret" in change else None
    fields = {key: value for key, value in change.items() if key not in {"secret", "url"}}
    if "url" in change:
        fields["urls"] = [{"url": change["url"]}]
    with call.services.database.write() as connection:
        current = llms.find_llm(connection, call.path["id"])
        if current is None:
            raise not_found("LLM")
        moved_on = stamp_after(current.updated_at or current.created_at, settings.now())
        llm = StoredLlm(current.id, current.fields | fields, current.created_at, moved_on)
        llms.replace_llm(connection, llm, secret)
    return JsonAnswer(llm_shape(llm, call.services.organization_id))


def delete(call: Call) -> Response:
    """Personas that use the LLM are left without one."""
    _refuse_default(call, "deleted")
    with call.services.database.write() as connection:
        if not llms.delete_llm(connection, call.path["id"]):
            raise not_found("LLM")
        forget_llm(connection, call.path["id"])
    return Response(status_code=204)


def _refuse_default(call: Call, done: str) -> None:
    llm_id = call.path["id"]
    if llm_id in call.services.catalogue.llms or llm_id in LEGACY_LLM_NAMES:
        raise Refusal(403, f"Default LLMs cannot be {done}")
