"""The rows of knowledge groups and their documents. Contents have a table of their own, so that lists are fast."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from sqlalchemy import Connection, delete, func, insert, select, update

from personactl.engine.store.tables import contents, documents, knowledge_groups

DocumentStatus: TypeAlias = Literal["UPLOADED", "PROCESSING", "READY", "FAILED"]
"""The contract's values. The engine queues each document on upload, so it stores PROCESSING at once."""

_count = select(func.count()).where(documents.c.group_id == knowledge_groups.c.id).scalar_subquery()
_group = (
    knowledge_groups.c.id,
    knowledge_groups.c.name,
    knowledge_groups.c.description,
    knowledge_groups.c.created_at,
    knowledge_groups.c.updated_at,
    _count.label("document_count"),
)
_document = (
    documents.c.id,
    documents.c.group_id,
    documents.c.filename,
    documents.c.file_type,
    documents.c.file_size,
    documents.c.chunk_size,
    documents.c.chunk_overlap,
    documents.c.status,
    documents.c.failure,
    documents.c.created_at,
    documents.c.updated_at,
)


@dataclass(frozen=True, slots=True)
class StoredGroup:
    """One group.

    `updated_at`: None until the first update.
    `document_count`: the number of its documents.
    """

    id: str
    name: str
    description: str | None
    created_at: str
    updated_at: str | None = None
    document_count: int = 0


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """One document, without its content.

    `chunk_size`, `chunk_overlap`: in characters.
    `failure`: why processing failed, None unless `status` is FAILED.
    `updated_at`: None until it was renamed or processed.
    """

    id: str
    group_id: str
    filename: str
    file_type: str
    file_size: int
    chunk_size: int
    chunk_overlap: int
    status: DocumentStatus
    failure: str | None
    created_at: str
    updated_at: str | None = None


def insert_group(connection: Connection, group: StoredGroup) -> None:
    connection.execute(
        insert(knowledge_groups).values(
            id=group.id, name=group.name, description=group.description, created_at=group.created_at
        )
    )


def find_group(connection: Connection, group_id: str) -> StoredGroup | None:
    row = connection.execute(select(*_group).where(knowledge_groups.c.id == group_id)).mappings().first()
    return None if row is None else StoredGroup(**row)


def list_groups(connection: Connection) -> list[StoredGroup]:
    """All groups, newest first."""
    return [
        StoredGroup(**row)
        for row in connection.execute(select(*_group).order_by(knowledge_groups.c.seq.desc())).mappings()
    ]


def groups_of(connection: Connection, group_ids: Sequence[str]) -> list[StoredGroup]:
    """The groups of `group_ids` that exist, in that order."""
    if not group_ids:
        return []
    rows = connection.execute(select(*_group).where(knowledge_groups.c.id.in_(group_ids))).mappings()
    found = {row["id"]: StoredGroup(**row) for row in rows}
    return [found[group_id] for group_id in group_ids if group_id in found]


def replace_group(connection: Connection, group: StoredGroup) -> None:
    connection.execute(
        update(knowledge_groups)
        .where(knowledge_groups.c.id == group.id)
        .values(name=group.name, description=group.description, updated_at=group.updated_at)
    )


def delete_group(connection: Connection, group_id: str) -> bool:
    """Delete the group with its documents. Returns whether it existed."""
    return connection.execute(delete(knowledge_groups).where(knowledge_groups.c.id == group_id)).rowcount > 0


def insert_document(connection: Connection, document: StoredDocument, content: bytes) -> None:
    """Raises `IntegrityError` when the group does not exist."""
    values = {column.name: getattr(document, column.name) for column in _document}
    connection.execute(insert(documents).values(**values))
    connection.execute(insert(contents).values(document_id=document.id, content=content))


def find_document(connection: Connection, document_id: str) -> StoredDocument | None:
    row = connection.execute(select(*_document).where(documents.c.id == document_id)).mappings().first()
    return None if row is None else StoredDocument(**row)


def list_documents(connection: Connection, group_id: str) -> list[StoredDocument]:
    """The group's documents, newest first."""
    rows = connection.execute(
        select(*_document).where(documents.c.group_id == group_id).order_by(documents.c.seq.desc())
    ).mappings()
    return [StoredDocument(**row) for row in rows]


def rename_document(connection: Connection, document_id: str, filename: str, updated_at: str) -> None:
    connection.execute(
        update(documents).where(documents.c.id == document_id).values(filename=filename, updated_at=updated_at)
    )


def end_processing(connection: Connection, document_id: str, failure: str | None, ended_at: str) -> None:
    """Make a document READY, or FAILED with the reason `failure`. `updated_at` never becomes earlier."""
    document = find_document(connection, document_id)
    if document is None:
        return
    connection.execute(
        update(documents)
        .where(documents.c.id == document_id)
        .values(
            status="READY" if failure is None else "FAILED",
            failure=failure,
            updated_at=max(document.updated_at or "", ended_at),
        )
    )


def delete_document(connection: Connection, document_id: str) -> bool:
    """Returns whether the document existed."""
    return connection.execute(delete(documents).where(documents.c.id == document_id)).rowcount > 0


def content_of(connection: Connection, document_id: str) -> bytes | None:
    return connection.execute(select(contents.c.content).where(contents.c.document_id == document_id)).scalar()
