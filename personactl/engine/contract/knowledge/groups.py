"""Operations on knowledge groups: create, get, list, update, delete.

The contract also calls them folders and RAG groups. Their list is a plain array without pages.
"""

from starlette.responses import Response

from personactl.engine.clock import stamp, stamp_after
from personactl.engine.contract.knowledge.bodies import GroupCreate, GroupUpdate
from personactl.engine.contract.knowledge.shapes import group_shape
from personactl.engine.http.answer import JsonAnswer
from personactl.engine.http.bodies import validated
from personactl.engine.http.call import Call
from personactl.engine.http.refusals import not_found
from personactl.engine.store import knowledge
from personactl.engine.store.knowledge import StoredGroup

GROUP = "RAG group"
"""The contract's word for a group in its 404 answers."""


def list_all(call: Call) -> JsonAnswer:
    """Newest first."""
    with call.services.database.read() as connection:
        found = knowledge.list_groups(connection)
    return JsonAnswer([group_shape(group) for group in found])


def create(call: Call) -> JsonAnswer:
    settings = call.services.settings
    body = validated(GroupCreate, call.body, strict=settings.strict)
    description = body.description if "description" in body.model_fields_set else None
    group = StoredGroup(settings.new_id(), body.name, description, stamp(settings.now()))
    with call.services.database.write() as connection:
        knowledge.insert_group(connection, group)
    return JsonAnswer(group_shape(group), 201)


def get(call: Call) -> JsonAnswer:
    with call.services.database.read() as connection:
        group = knowledge.find_group(connection, call.path["id"])
    if group is None:
        raise not_found(GROUP)
    return JsonAnswer(group_shape(group))


def update(call: Call) -> JsonAnswer:
    settings = call.services.settings
    change = validated(GroupUpdate, call.body, strict=settings.strict)
    with call.services.database.write() as connection:
        current = knowledge.find_group(connection, call.path["id"])
        if current is None:
            raise not_found(GROUP)
        group = StoredGroup(
            id=current.id,
            name=change.name if "name" in change.model_fields_set else current.name,
            description=change.description if "description" in change.model_fields_set else current.description,
            created_at=current.created_at,
            updated_at=stamp_after(current.updated_at or current.created_at, settings.now()),
            document_count=current.document_count,
        )
        knowledge.replace_group(connection, group)
    return JsonAnswer(group_shape(group))


def delete(call: Call) -> Response:
    """Deletes the group's documents too. Tools that search the group keep its id, which then refers to nothing."""
    with call.services.database.write() as connection:
        if not knowledge.delete_group(connection, call.path["id"]):
            raise not_found(GROUP)
    return Response(status_code=204)
