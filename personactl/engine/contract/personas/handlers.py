"""Operations on personas: create, get, list, update, delete."""

from personactl.engine.clock import stamp, stamp_after
from personactl.engine.contract.personas.bodies import PersonaCreate, PersonaUpdate
from personactl.engine.contract.personas.rules import merged
from personactl.engine.contract.personas.shapes import attachments, full_shape, summary_shape
from personactl.engine.contract.references import find_references
from personactl.engine.http.answer import JsonAnswer
from personactl.engine.http.bodies import validated
from personactl.engine.http.call import Call
from personactl.engine.http.paging import asked_page
from personactl.engine.http.refusals import not_found
from personactl.engine.store import personas
from personactl.engine.store.personas import StoredPersona


def list_all(call: Call) -> JsonAnswer:
    """Newest first. `search` looks at the name."""
    page = asked_page(call.query, strict=call.services.settings.strict)
    with call.services.database.read() as connection:
        total, found = personas.list_personas(connection, call.query.get("search", ""), page.offset, page.size)
    return JsonAnswer(page.of(total, [summary_shape(persona, call.services.catalogue) for persona in found]))


def create(call: Call) -> JsonAnswer:
    settings, catalogue = call.services.settings, call.services.catalogue
    body = validated(PersonaCreate, call.body, strict=settings.strict).sent()
    now = stamp(settings.now())
    with call.services.database.write() as connection:
        fields = merged({}, body, find_references(connection, catalogue, body), strict=settings.strict)
        persona = StoredPersona(settings.new_id(), fields, created_at=now, updated_at=now)
        personas.insert_persona(connection, persona)
        attached = attachments(connection, persona)
    return JsonAnswer(full_shape(persona, catalogue, attached), 201)


def get(call: Call) -> JsonAnswer:
    with call.services.database.read() as connection:
        persona = personas.find_persona(connection, call.path["id"])
        if persona is None:
            raise not_found("Persona")
        attached = attachments(connection, persona)
    return JsonAnswer(full_shape(persona, call.services.catalogue, attached))


def update(call: Call) -> JsonAnswer:
    """Changes only the keys in the body. Every accepted update moves `updatedAt` on."""
    settings, catalogue = call.services.settings, call.services.catalogue
    change = validated(PersonaUpdate, call.body, strict=settings.strict).sent()
    with call.services.database.write() as connection:
        current = personas.find_persona(connection, call.path["id"])
        if current is None:
            raise not_found("Persona")
        known = find_references(connection, catalogue, current.fields | change)
        persona = StoredPersona(
            id=current.id,
            fields=merged(current.fields, change, known, strict=settings.strict),
            created_at=current.created_at,
            updated_at=stamp_after(current.updated_at, settings.now()),
        )
        personas.replace_persona(connection, persona)
        attached = attachments(connection, persona)
    return JsonAnswer(full_shape(persona, catalogue, attached))


def delete(call: Call) -> JsonAnswer:
    with call.services.database.write() as connection:
        if not personas.delete_persona(connection, call.path["id"]):
            raise not_found("Persona")
    return JsonAnswer({"message": "Persona deleted"})
