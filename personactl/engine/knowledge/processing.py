"""The processing of an uploaded document, as a job: whether its content is what its type says.

A document is PROCESSING until the job ran, then READY, or FAILED with the reason.
"""

from datetime import timedelta
from typing import Final

from sqlalchemy import Connection

from personactl.engine.clock import moment, stamp
from personactl.engine.jobs.claims import Job, enqueue
from personactl.engine.jobs.worker import Conclusion
from personactl.engine.store import knowledge
from personactl.engine.store.database import Database
from personactl.engine.store.knowledge import StoredDocument

PROCESS_DOCUMENT: Final = "process-document"
_SIGNATURES = {
    "application/pdf": (b"%PDF-", "a PDF"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (b"PK\x03\x04", "a DOCX"),
}


class DocumentProcessing:
    """A `JobKind`; the subject of a job is the id of the document.

    The document changes as of the moment at which the job was due, however much later it ran.
    """

    def run(self, database: Database, job: Job) -> Conclusion:
        with database.read() as connection:
            document = knowledge.find_document(connection, job.subject)
            content = knowledge.content_of(connection, job.subject)
        if document is None or content is None:  # deleted meanwhile
            return _nothing
        failure = why_unreadable(content, document.file_type)
        return lambda connection: knowledge.end_processing(connection, job.subject, failure, job.due_at)

    def give_up(self, connection: Connection, job: Job) -> None:
        failure = "The document could not be processed; the engine's log says why"
        knowledge.end_processing(connection, job.subject, failure, job.due_at)


def queue_processing(connection: Connection, document: StoredDocument, processing_s: float) -> None:
    """Have `document` processed `processing_s` seconds after its upload."""
    due_at = moment(document.created_at) + timedelta(seconds=processing_s)
    enqueue(connection, PROCESS_DOCUMENT, document.id, stamp(due_at))


def why_unreadable(content: bytes, media_type: str) -> str | None:
    """The reason for which a document of `media_type` cannot be processed, None when it can."""
    if not content:
        return "The file is empty"
    if media_type in _SIGNATURES:
        start, kind = _SIGNATURES[media_type]
        return None if content.startswith(start) else f"The file is not {kind} document"
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "The file is not UTF-8 text"
    return None if text.strip() else "The file holds no text"


def _nothing(_connection: Connection) -> None:
    """The conclusion for a document that was deleted: nothing is stored."""
