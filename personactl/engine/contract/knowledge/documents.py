"""Operations on documents: upload, get, list, rename, delete, and a link to download one."""

from collections.abc import Callable

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
from personactl.engine.knowledge.processing import queue_processing
from personactl.engine.store import knowledge
from personactl.engine.store.knowledge import StoredDocument
from personactl.engine.wire import JsonObject


async def list_all(call: Call) -> JsonAnswer:
    """A plain array without pages, newest first."""
    found = await _settled(call, _in_group)
    return JsonAnswer([_shape(call, document) for document in found])


async def upload(call: Call) -> Response:
    """The form is read in the event loop, where it arrives in pieces. A thread stores the document."""
    received = await read_document_form(call.request, strict=call.services.settings.strict)
    document = await run_in_threadpool(_stored, call, received)
    call.services.jobs.wake()
    if call.services.settings.document_processing_s <= 0:
        (document,) = await _settled(call, lambda call: [_found(call, document.id)])
    return JsonAnswer(_shape(call, document), 201)


async def get(call: Call) -> JsonAnswer:
    (document,) = await _settled(call, _by_path)
    return JsonAnswer(_shape(call, document))


async def rename(call: Call) -> JsonAnswer:
    """The only change that a document allows; its ending may change too, its content does not."""
    change = validated(DocumentRename, call.body, strict=call.services.settings.strict)
    await _settled(call, _by_path)
    return JsonAnswer(_shape(call, await run_in_threadpool(_renamed, call, change)))


def delete(call: Call) -> Response:
    with call.services.database.write() as connection:
        if not knowledge.delete_document(connection, call.path["id"]):
            raise not_found("Document")
    return Response(status_code=204)


def download(call: Call) -> JsonAnswer:
    document = _found(call, call.path["id"])
    return JsonAnswer({"downloadUrl": downloads.signed_url(call, document.id), "filename": document.filename})


async def _settled(call: Call, read: Callable[[Call], list[StoredDocument]]) -> list[StoredDocument]:
    """Return the documents that `read` finds. If one is being processed, the due jobs are run first."""
    found = await run_in_threadpool(read, call)
    if any(document.status == "PROCESSING" for document in found):
        await call.services.jobs.settle()
        found = await run_in_threadpool(read, call)
    return found


def _stored(call: Call, received: ReceivedFile) -> StoredDocument:
    """Store the document, with the job that processes it."""
    settings = call.services.settings
    document = StoredDocument(
        id=settings.new_id(),
        group_id=call.path["id"],
        filename=received.filename,
        file_type=received.media_type,
        file_size=len(received.content),
        chunk_size=received.chunk_size,
        chunk_overlap=received.chunk_overlap,
        status="PROCESSING",
        failure=None,
        created_at=stamp(settings.now()),
    )
    with call.services.database.write() as connection:
        if knowledge.find_group(connection, document.group_id) is None:
            raise not_found(GROUP)
        knowledge.insert_document(connection, document, received.content)
        queue_processing(connection, document, settings.document_processing_s)
    return document


def _renamed(call: Call, change: DocumentRename) -> StoredDocument:
    with call.services.database.write() as connection:
        document = knowledge.find_document(connection, call.path["id"])
        if document is None:
            raise not_found("Document")
        if "filename" in change.model_fields_set:
            moved_on = stamp_after(document.updated_at or document.created_at, call.services.settings.now())
            knowledge.rename_document(connection, document.id, checked_filename(change.filename), moved_on)
            document = knowledge.find_document(connection, document.id) or document
    return document


def _in_group(call: Call) -> list[StoredDocument]:
    with call.services.database.read() as connection:
        if knowledge.find_group(connection, call.path["id"]) is None:
            raise not_found(GROUP)
        return knowledge.list_documents(connection, call.path["id"])


def _by_path(call: Call) -> list[StoredDocument]:
    return [_found(call, call.path["id"])]


def _found(call: Call, document_id: str) -> StoredDocument:
    with call.services.database.read() as connection:
        document = knowledge.find_document(connection, document_id)
    if document is None:
        raise not_found("Document")
    return document


def _shape(call: Call, document: StoredDocument) -> JsonObject:
    return document_shape(document, file_url=downloads.url(call, document.id))
