"""Knowledge of an account: groups (the contract also calls them folders) and their documents.

Lists are complete, without pages. The platform processes a document some time after its upload; only a document that is
READY can be searched. Its content never changes, only its name does.
"""

from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Final

from msgspec import UNSET, UnsetType

from personactl.api.answers import Answer, AnswerT, parsed
from personactl.api.client import Client, resource
from personactl.api.request_parts import FormFile
from personactl.errors import AuthError, NotFoundError, UnavailableError
from personactl.json_value import JsonMapping, JsonValue

LARGEST_DOCUMENT: Final = 50 * 1024 * 1024
"""The bound of one document, in bytes (docs/platform.md#documents)."""

MEDIA_TYPES: Final = {
    ".pdf": "application/pdf",
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".csv": "text/csv",
}
"""The kinds of file that can be uploaded, by their lower-case ending (docs/platform.md#documents)."""


class KnowledgeGroup(Answer, frozen=True, kw_only=True, omit_defaults=True):
    """`document_count` leaves deleted documents out. Names are not unique (docs/platform.md#knowledge-groups)."""

    id: str
    name: str = ""
    description: str | UnsetType | None = UNSET
    document_count: int | None = None
    created_at: str | None = None
    updated_at: str | None = None


class DocumentStatus(StrEnum):
    UPLOADED = "UPLOADED"
    PROCESSING = "PROCESSING"
    READY = "READY"
    FAILED = "FAILED"


class KnowledgeDocument(Answer, frozen=True, kw_only=True):
    """`file_size` counts bytes; `error_message` is the platform's reason when it is FAILED."""

    id: str
    knowledge_folder_id: str | None = None
    filename: str = ""
    file_type: str | None = None
    file_size: int | None = None
    status: DocumentStatus | None = None
    error_message: str | None = None
    created_at: str | None = None
    updated_at: str | None = None


class _Download(Answer, frozen=True, kw_only=True):
    download_url: str


async def list_groups(client: Client) -> list[KnowledgeGroup]:
    """Return all groups, in the platform's order."""
    path = resource("knowledge", "groups")
    return _list(KnowledgeGroup, await client.get(path), client.origin + path)


async def get_group(client: Client, group_id: str) -> KnowledgeGroup:
    """Raises `NotFoundError` if it does not exist."""
    path = resource("knowledge", "groups", group_id)
    return parsed(KnowledgeGroup, await client.get(path), client.origin + path)


async def create_group(client: Client, fields: JsonMapping) -> KnowledgeGroup:
    """Raises `LostAnswerError` when the group may have been created."""
    path = resource("knowledge", "groups")
    return parsed(KnowledgeGroup, await client.post(path, fields), client.origin + path)


async def update_group(client: Client, group_id: str, fields: JsonMapping) -> KnowledgeGroup:
    """A partial update: a field that is absent does not change."""
    path = resource("knowledge", "groups", group_id)
    return parsed(KnowledgeGroup, await client.put(path, fields), client.origin + path)


async def delete_group(client: Client, group_id: str) -> None:
    """Deletes its documents too. Raises `NotFoundError` if it does not exist."""
    await client.delete(resource("knowledge", "groups", group_id))


async def list_documents(client: Client, group_id: str) -> list[KnowledgeDocument]:
    """Return all documents of the group, in the platform's order. Raises `NotFoundError` for an unknown group."""
    path = resource("knowledge", "groups", group_id, "documents")
    return _list(KnowledgeDocument, await client.get(path), client.origin + path)


async def get_document(client: Client, document_id: str) -> KnowledgeDocument:
    """Raises `NotFoundError` if it does not exist."""
    path = resource("knowledge", "documents", document_id)
    return parsed(KnowledgeDocument, await client.get(path), client.origin + path)


async def upload_document(client: Client, group_id: str, content: Path | bytes, filename: str) -> KnowledgeDocument:
    """Add a document; a `Path` is read while it is sent, so a large file is never in memory as a whole.

    The returned document is UPLOADED or PROCESSING. Raises `LostAnswerError` if it may have arrived, `RejectedError`
    for a
    kind or size that the platform refuses, and `StorageError` if the file cannot be read.
    """
    path = resource("knowledge", "groups", group_id, "documents")
    answer = await client.upload(path, FormFile("file", filename, media_type(filename), content))
    return parsed(KnowledgeDocument, answer, client.origin + path)


async def rename_document(client: Client, document_id: str, filename: str) -> KnowledgeDocument:
    """Change the name, which is the only change that a document allows."""
    path = resource("knowledge", "documents", document_id)
    return parsed(KnowledgeDocument, await client.put(path, {"filename": filename}), client.origin + path)


async def delete_document(client: Client, document_id: str) -> None:
    """Raises `NotFoundError` if it does not exist."""
    await client.delete(resource("knowledge", "documents", document_id))


async def download_document(client: Client, document_id: str) -> bytes:
    """Return the uploaded content, byte for byte. Raises `NotFoundError` if it does not exist."""
    path = resource("knowledge", "documents", document_id, "download")
    where = client.origin + path
    link = parsed(_Download, await client.get(path), where).download_url
    try:
        return await client.download(link)
    except (AuthError, NotFoundError) as error:
        raise UnavailableError(
            "the server of the platform's download link refused it",
            where=where,
            hint="try again: such a link is short-lived",
        ) from error


def media_type(filename: str) -> str:
    """Return the media type. It depends on the ending alone, so that it is the same on every machine."""
    return MEDIA_TYPES.get(PurePosixPath(filename).suffix.lower(), "application/octet-stream")


def _list(model: type[AnswerT], answer: JsonValue, where: str) -> list[AnswerT]:
    if not isinstance(answer, list):
        raise UnavailableError(
            "the answer breaks the platform's contract: a list was expected",
            where=where,
            hint="check that the API URL names the platform and not a web page",
        )
    return [parsed(model, entry, where) for entry in answer]
