"""The contract's KnowledgeGroup and KnowledgeDocument."""

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


def document_shape(document: StoredDocument, *, file_url: str) -> JsonObject:
    return {
        "id": document.id,
        "knowledgeFolderId": document.group_id,
        "filename": document.filename,
        "fileType": document.file_type,
        "fileSize": document.file_size,
        "fileUrl": file_url,
        "status": document.status,
        "errorMessage": document.failure,
        "createdAt": document.created_at,
        "updatedAt": document.updated_at,
    }
