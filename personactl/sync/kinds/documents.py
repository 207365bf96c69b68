"""Documents: uploaded once, processed at the platform's own pace, and never changed but for their name.

A name is unique in its group only as far as this project is concerned; the platform allows doubles. What a document
holds is told by a download alone.
"""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence

from personactl.api.client import Client
from personactl.api.concurrent_requests import concurrently
from personactl.api.knowledge import (
    DocumentStatus,
    KnowledgeDocument,
    delete_document,
    download_document,
    get_document,
    list_documents,
    rename_document,
    upload_document,
)
from personactl.errors import ConflictError, NotFoundError, UsageError
from personactl.json_value import JsonObject, JsonValue
from personactl.persona.read.knowledge_files import read_upload
from personactl.persona.resource import Upload
from personactl.sync.kinds.kind import Means, ResourceKind
from personactl.sync.values.desired import CONTENT
from personactl.sync.values.observed import Observed, Row, State

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


def row(document: KnowledgeDocument) -> Row:
    seen = observe(document)
    scope = document.knowledge_folder_id or ""
    return Row(document.id, document.filename, seen.updated_at, document.created_at or "", scope, observed=seen)


async def _rows(client: Client, scopes: Sequence[str]) -> list[Row]:
    """Those of the groups with these ids. A group that is gone has none."""

    async def one(group_id: str) -> list[KnowledgeDocument]:
        try:
            return await list_documents(client, group_id)
        except NotFoundError:
            return []

    return [row(document) for found in await concurrently(scopes, one) for document in found]


async def _search(client: Client, name: str, scope: str) -> list[Row]:
    return await _rows(client, [scope])


async def _read(client: Client, remote_id: str) -> Observed:
    return observe(await get_document(client, remote_id))


async def _examine(client: Client, remote_id: str) -> Observed:
    """A read with what it holds."""
    return observe(await get_document(client, remote_id), await download_document(client, remote_id))


async def _create(means: Means, fields: JsonObject, upload: Upload | None) -> Observed:
    """Raises `ConflictError` when the file is not what the plan saw."""
    assert upload is not None, "a document comes from a file"
    now = await asyncio.to_thread(read_upload, upload.path, str(upload.path))
    if now.sha256 != upload.sha256:
        raise ConflictError(
            f"{upload.path.name} changed since the plan was made",
            where=str(upload.path),
            hint="run the command again: it plans with what is there now",
        )
    folder, name = fields["knowledgeFolderId"], fields["filename"]
    return observe(await upload_document(means.client, str(folder), upload.path, str(name)))


async def _update(means: Means, remote_id: str, fields: JsonObject) -> None:
    if "filename" not in fields:
        raise UsageError("a document can only be renamed", where=remote_id, hint="push it as a new one")
    await rename_document(means.client, remote_id, str(fields["filename"]))


def _beyond_update(send: Mapping[str, JsonValue]) -> tuple[str, ...]:
    return tuple(path for path in send if path != "filename")


DOCUMENTS = ResourceKind(
    "document",
    "documents",
    _rows,
    _search,
    _read,
    _create,
    _update,
    delete_document,
    examine=_examine,
    beyond_update=_beyond_update,
    content=download_document,
)
