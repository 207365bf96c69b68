"""The files that the `documents` of knowledge name, by name or by pattern.

Hidden files are left out, and links to folders are not followed.
"""

import hashlib
import os
from pathlib import Path
from typing import Final

from personactl.errors import UsageError
from personactl.files.path_patterns import matching_paths
from personactl.files.regular_file import opened_regular
from personactl.persona.project_resource import Upload

DOCUMENT_SUFFIXES: Final = frozenset({".pdf", ".txt", ".md", ".docx", ".csv", ".json", ".log"})
"""The endings of documents, in lower case (docs/platform.md#documents)."""


def matching_files(folder: Path, pattern: str) -> list[Path] | None:
    """Return the files that a name or pattern in a file of `folder` refers to, sorted.

    The result is None if the pattern is not valid, or if the file system refuses to answer.
    """
    top, below = folder, os.path.normpath(pattern)
    while below.startswith(os.pardir + os.sep):
        top, below = top / os.pardir, below[len(os.pardir) + 1 :]
    if below.endswith("**"):
        below += "/*"  # a final ** matches folders only in some versions of Python
    try:
        exact = top / below
        if exact.is_file():
            return [exact]
        if Path(below).is_absolute():
            return None
        if exact.is_dir():
            return []
        return sorted(path for path in matching_paths(top, below) if path.is_file())
    except (OSError, ValueError, IndexError, NotImplementedError, RuntimeError):
        return None


def read_upload(path: Path, where: str) -> Upload:
    """Return the document at `path` with the fingerprint of its content, by which a change is noticed.

    `where` is the place that names the document. Raise `UsageError` if the file cannot be read.
    """
    try:
        with opened_regular(path) as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
            return Upload(path, stream.tell(), digest)
    except OSError as error:
        message = f"the document {path.name} cannot be read: {error.strerror or error}"
        raise UsageError(message, where=where, hint="check the file and its permissions") from error
