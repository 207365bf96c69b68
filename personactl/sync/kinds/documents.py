"""Documents: uploaded once, processed by the platform in the background, and never changed except for their name.

personactl wants a name to be unique within its group; the platform allows two documents of one name. Only a download
shows the content of a document.
"""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence

from personactl.api.client import Client
from personactl.api.concurrent_requests import concurrently
from personactl.api.knowledge import (
    DocumentStatus,
    KnowledgeDocument,
    download_document,
    get_document,
    list_documents,
    rename_document,
    upload_document,
)
from personactl.errors import ConflictError, NotFoundError, UsageError
from personactl.json_value import JsonObject, JsonValue
from personactl.persona.project_resource import Upload
from personactl.persona.read.knowledge_files import read_upload
from personactl.sync.values.desired import CONTENT
from personactl.sync.values.observed import Observed, Row, State
from personactl.sync.values.secret_field import ReadSecret

_STATES: Mapping[DocumentStatus | None, State] = {
    DocumentStatus.UPLOADED: "waiting",
    DocumentStatus.PROCESSING: "waiting",
    DocumentStatus.FAILED: "failed",
}
_RETURNED = frozenset({"knowledgeFolderId", "filename", "fileSize"})


def observe(document: KnowledgeDocument, content: bytes | None = None) -> Observed:
    values: dict[str, JsonValue] = {
        "knowledgeFolderId": document.knowledge_folder_id,
        "filename": document.filename,
        "fileSize": document.file_size,
    }
    held = {path: value for path, value in values.items() if value is not None}
    if content is not None:
        held[CONTENT] = hashlib.sha256(content).hexdigest()
    return Observed(
        document.id,
        document.filename,
        document.updated_at or document.created_at or "",
        held,
        _RETURNED & held.keys(),
        _STATES.get(document.status, "ready"),
        document.error_message or "",
    )


def as_row(document: KnowledgeDocument) -> Row:
    observed = observe(document)
    scope = document.knowledge_folder_id or ""
    return Row(document.id, document.filename, observed.updated_at, document.created_at or "", scope, observed=observed)


async def rows(client: Client, scopes: Sequence[str]) -> list[Row]:
    """The documents of the groups with the ids in `scopes`. A group that no longer exists has none."""

    async def one(group_id: str) -> list[KnowledgeDocument]:
        try:
            return await list_documents(client, group_id)
        except NotFoundError:
            return []

    return [as_row(document) for found in await concurrently(scopes, one) for document in found]


async def search(client: Client, name: str, scope: str) -> list[Row]:
    return await rows(client, [scope])


async def read(client: Client, remote_id: str) -> Observed:
    return observe(await get_document(client, remote_id))


async def examine(client: Client, remote_id: str) -> Observed:
    """A read, and the content."""
    return observe(await get_document(client, remote_id), await download_document(client, remote_id))


async def create(client: Client, fields: JsonObject, upload: Upload | None, read_secret: ReadSecret) -> Observed:
    """Upload the file. Raises `ConflictError` if it has changed since the plan was made."""
    assert upload is not None, "a document comes from a file"
    now = await asyncio.to_thread(read_upload, upload.path, str(upload.path))
    if now.sha256 != upload.sha256:
        raise ConflictError(
            f"{upload.path.name} changed since the plan was made",
            where=str(upload.path),
            hint="run the same command again: it makes a new plan",
        )
    folder, name = fields["knowledgeFolderId"], fields["filename"]
    return observe(await upload_document(client, str(folder), upload.path, str(name)))


async def update(client: Client, remote_id: str, fields: JsonObject, read_secret: ReadSecret) -> None:
    if "filename" not in fields:
        raise UsageError(
            "a document can only be renamed",
            where=remote_id,
            hint="change its file and push: a new document replaces it",
        )
    await rename_document(client, remote_id, str(fields["filename"]))


def beyond_update(send: Mapping[str, JsonValue]) -> tuple[str, ...]:
    return tuple(path for path in send if path != "filename")
