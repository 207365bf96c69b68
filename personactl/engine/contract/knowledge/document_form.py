"""Reads the form of an upload: the file's name, type and bytes, and the size and overlap of the chunks.

Bytes that do not fit the name are noticed only when they are processed. So they are not refused: the document fails.
"""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Final

from python_multipart.exceptions import MultipartParseError
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from personactl.engine.http.refusals import Issue, Refusal, invalid

LARGEST_DOCUMENT: Final = 50 * 1024 * 1024
_MOST_RECEIVED = LARGEST_DOCUMENT + 1024 * 1024
_LONGEST_NAME_BYTES = 255
_CHUNK_SIZE, _CHUNK_OVERLAP = 1000, 200
MEDIA_TYPES: Final = {
    "pdf": "application/pdf",
    "txt": "text/plain",
    "md": "text/markdown",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "csv": "text/csv",
}
_UNPUBLISHED = {"json": "application/json", "log": "text/plain"}
"""File types that the platform's documentation names and the contract does not. Refused if strict
(docs/platform.md#documents)."""


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """An uploaded document.

    - `chunk_size`, `chunk_overlap`: characters.
    """

    filename: str
    media_type: str
    content: bytes = field(repr=False)
    chunk_size: int
    chunk_overlap: int


async def read_document_form(request: Request, *, strict: bool) -> ReceivedFile:
    """Read the form. Raises `Refusal` (400) if it is unreadable, has no file, or the file's type or size is refused."""
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise Refusal(400, "Send the document as multipart/form-data", error="Invalid request body")
    # The parser keeps large files on disk. Its limits are for the small fields beside the file.
    parser = MultiPartParser(request.headers, _bounded(request), max_files=1, max_fields=20)
    try:
        form = await parser.parse()
    except (MultiPartException, MultipartParseError, KeyError) as error:
        raise Refusal(400, "The form cannot be read", error="Invalid request body") from error
    except ClientDisconnect as gone:
        raise Refusal(400, "The form ended early", error="Invalid request body") from gone
    try:
        return await _received(form, strict=strict)
    finally:
        await form.close()


def checked_filename(name: str) -> str:
    """`name`. Raises `Refusal` (400) if it is empty, too long, a path, or not printable."""
    if not name.strip() or name in {".", ".."} or "/" in name or "\\" in name or not name.isprintable():
        raise invalid([Issue("filename", "must be the name of a file")])
    if len(name.encode(errors="replace")) > _LONGEST_NAME_BYTES:
        raise invalid([Issue("filename", f"must be at most {_LONGEST_NAME_BYTES} bytes long")])
    return name


async def _received(form: FormData, *, strict: bool) -> ReceivedFile:
    file = form.get("file")
    if not isinstance(file, UploadFile):
        raise invalid([Issue("file", "Required", "invalid_type")])
    filename = checked_filename(file.filename or "")
    ending = filename.rpartition(".")[2].lower()
    media_types = MEDIA_TYPES if strict else MEDIA_TYPES | _UNPUBLISHED
    if "." not in filename or ending not in media_types:
        raise invalid([Issue("file", "must be a PDF, TXT, MD, DOCX or CSV file")])
    chunk_size = _whole(form, "chunkSize", _CHUNK_SIZE, least=1)
    chunk_overlap = _whole(form, "chunkOverlap", min(_CHUNK_OVERLAP, chunk_size - 1), least=0)
    if chunk_overlap >= chunk_size:
        raise invalid([Issue("chunkOverlap", "must be smaller than chunkSize")])
    content = await file.read(LARGEST_DOCUMENT + 1)
    if len(content) > LARGEST_DOCUMENT:
        raise _too_large()
    return ReceivedFile(filename, media_types[ending], content, chunk_size, chunk_overlap)


def _whole(form: FormData, name: str, default: int, *, least: int) -> int:
    value = form.get(name)
    if value is None:
        return default
    if isinstance(value, str) and value.isdecimal() and len(value) < 10 and int(value) >= least:
        return int(value)
    raise invalid([Issue(name, f"must be a whole number from {least}")])


async def _bounded(request: Request) -> AsyncGenerator[bytes, None]:
    """The body, up to a limit just above that of documents: a client that sends slightly too much gets the answer."""
    received = 0
    async for chunk in request.stream():
        received += len(chunk)
        if received > _MOST_RECEIVED:
            raise _too_large()
        yield chunk


def _too_large() -> Refusal:
    return Refusal(400, f"A document may hold at most {LARGEST_DOCUMENT // 1024 // 1024} MB", error="Bad request")
