"""Operations on documents: upload, get, list, rename, delete, and a link to download one."""

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from personactl.engine.clock import stamp, stamp_after
from personactl.engine.contract.knowledge import downloads
from personactl.engine.contract.knowledge.bodies import DocumentRename
from personactl.engine.contract.knowledge.document_form import ReceivedFile, checked_filename, read_document_form
from personactl.engine.contract.knowledge.groups import GROUP
from personactl.engine.contract.knowledge.shapes import document_shape
from personactl.engine.http.answer import JsonAnswer
from personactl.engine.http.bodies import validated
from personactl.engine.http.call import Call
from personactl.engine.http.refusals import not_found
from personactl.engine.store import knowledge
from personactl.engine.store.knowledge import StoredDocument
from personactl.engine.wire import JsonObject


def list_all(call: Call) -> JsonAnswer:
    """A plain array without pages, newest first."""
    with call.services.database.read() as connection:
        if knowledge.find_group(connection, call.path["id"]) is None:
            raise not_found(GROUP)
        found = knowledge.list_documents(connection, call.path["id"])
    return JsonAnswer([_shape(call, document) for document in found])


async def upload(call: Call) -> Response:
    """The form is read in the event loop, where it arrives in pieces. A thread stores the document."""
    received = await read_document_form(call.request, strict=call.services.settings.strict)
    return await run_in_threadpool(_stored, call, received)


def get(call: Call) -> JsonAnswer:
    return JsonAnswer(_shape(call, _found(call)))


def rename(call: Call) -> JsonAnswer:
    """The name is all of a document that can change. Its extension may change too; its content does not."""
    settings = call.services.settings
    change = validated(DocumentRename, call.body, strict=settings.strict)
    with call.services.database.write() as connection:
        document = knowledge.find_document(connection, call.path["id"])
        if document is None:
            raise not_found("Document")
        if "filename" in change.model_fields_set:
            moved_on = stamp_after(document.updated_at or document.created_at, settings.now())
            knowledge.rename_document(connection, document.id, checked_filename(change.filename), moved_on)
            document = knowledge.find_document(connection, document.id) or document
    return JsonAnswer(_shape(call, document))


def delete(call: Call) -> Response:
    with call.services.database.write() as connection:
        if not knowledge.delete_document(connection, call.path["id"]):
            raise not_found("Document")
    return Response(status_code=204)


def download(call: Call) -> JsonAnswer:
    document = _found(call)
    return JsonAnswer({"downloadUrl": downloads.signed_url(call, document.id), "filename": document.filename})


def _stored(call: Call, received: ReceivedFile) -> Response:
    settings = call.services.settings
    document = StoredDocument(
        id=settings.new_id(),
        group_id=call.path["id"],
        filename=received.filename,
        file_type=received.media_type,
        file_size=len(received.content),
        chunk_size=received.chunk_size,
        chunk_overlap=received.chunk_overlap,
        failure=received.failure,
        created_at=stamp(settings.now()),
    )
    with call.services.database.write() as connection:
        if knowledge.find_group(connection, document.group_id) is None:
            raise not_found(GROUP)
        knowledge.insert_document(connection, document, received.content)
    return JsonAnswer(_shape(call, document), 201)


def _found(call: Call) -> StoredDocument:
    with call.services.database.read() as connection:
        document = knowledge.find_document(connection, call.path["id"])
    if document is None:
        raise not_found("Document")
    return document


def _shape(call: Call, document: StoredDocument) -> JsonObject:
    settings = call.services.settings
    return document_shape(
        document,
        now=settings.now(),
        processing_s=settings.document_processing_s,
        file_url=downloads.url(call, document.id),
    )
