"""A document of knowledge as it is to be uploaded: known by its content, so that a changed one is noticed."""

import hashlib
from pathlib import Path

from personactl.errors import UsageError
from personactl.persona.resource import Upload


def upload_of(path: Path, where: str) -> Upload:
    """Raises `UsageError` for a file that cannot be read; `where` is the place that names it."""
    try:
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
            return Upload(path, stream.tell(), digest)
    except OSError as error:
        message = f"the document {path.name} cannot be read: {error.strerror or error}"
        raise UsageError(message, where=where, hint="check the file and its permissions") from error
