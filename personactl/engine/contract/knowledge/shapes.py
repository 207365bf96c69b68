"""The contract's KnowledgeGroup and KnowledgeDocument.

How far a document has come is not stored but follows from its age by the engine's clock: it is PROCESSING when its
upload is answered, as the contract says, and READY or FAILED when its time is up.
"""

from datetime import datetime, timedelta

from personactl.engine.clock import moment, stamp
from personactl.engine.store.knowledge import StoredDocument, StoredGroup
from personactl.engine.wire import JsonObject


def group_shape(group: StoredGroup) -> JsonObject:
    return {
        "id": group.id,
        "name": group.name,
        "description": group.description,
        "documentCount": group.document_count,
        "createdAt": group.created_at,
        "updatedAt": group.updated_at,
    }


def document_shape(document: StoredDocument, *, now: datetime, processing_s: float, file_url: str) -> JsonObject:
    """`processing_s` is how long a document takes to be processed; its end counts as an update."""
    done_at = moment(document.created_at) + timedelta(seconds=processing_s)
    done = now >= done_at
    failure = document.failure if done else None
    changes = [change for change in (document.updated_at, stamp(done_at) if done else None) if change is not None]
    return {
        "id": document.id,
        "knowledgeFolderId": document.group_id,
        "filename": document.filename,
        "fileType": document.file_type,
        "fileSize": document.file_size,
        "fileUrl": file_url,
        "status": "PROCESSING" if not done else "READY" if failure is None else "FAILED",
        "errorMessage": failure,
        "createdAt": document.created_at,
        "updatedAt": max(changes, default=None),
    }
