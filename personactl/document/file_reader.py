"""Reads files as text or documents. An unreadable or invalid file gives a problem and never an exception.

Only regular files of limited size are opened, so a device, a pipe or a 50 MB file does no harm.
"""

import codecs
import errno
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from types import MappingProxyType

import msgspec

from personactl.document.document import Document, Problem
from personactl.document.line_index import Lines
from personactl.document.parser import BYTE_ORDER_MARK, parse
from personactl.document.plain_text import is_plain_text
from personactl.document.read_limits import MAX_BYTES, read_bounded
from personactl.document.read_log import note_content, note_failure

_FOREIGN_MARKS = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


_unsaved: ContextVar[Mapping[str, str]] = ContextVar("unsaved", default=MappingProxyType({}))


@contextmanager
def unsaved(texts: Mapping[Path, str]) -> Iterator[None]:
    """Within this context, `texts` replace the content of these files: edits in an editor, or fixes that are not
    written yet.

    This is a context and not an argument, because files are read deep inside the checks and few callers need it.
    """
    token = _unsaved.set({os.path.realpath(path): text for path, text in texts.items()})
    try:
        yield
    finally:
        _unsaved.reset(token)


class TextFile(msgspec.Struct, frozen=True):
    """The text of a file.

    text: the text with its line ends, without a byte order mark; undecodable bytes are replaced.
    problem: why the text is missing or incomplete, or None.
    """

    text: str
    problem: Problem | None


def read_document(path: Path) -> Document:
    """Read and parse the YAML file at `path`. A file of plain text is not parsed, and its document has no tree."""
    file = _read(path)
    if file.problem is not None:
        return Document(path, Lines(file.text), None, (file.problem,))
    if is_plain_text(path):
        return Document(path, Lines(file.text.removeprefix(BYTE_ORDER_MARK)), None, ())
    return parse(file.text, path)


def read_text(path: Path) -> TextFile:
    """Read the UTF-8 text of the file at `path`. The span of a problem refers to this text."""
    file = _read(path)
    return TextFile(file.text.removeprefix(BYTE_ORDER_MARK), file.problem)


def _read(path: Path) -> TextFile:
    """Read the file; a text without a problem keeps its byte order mark."""
    texts = _unsaved.get()
    held = texts.get(os.path.realpath(path)) if texts else None
    if held is not None:
        note_failure()
        return TextFile(held, None)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return _unreadable("is a folder" if stat.S_ISDIR(status.st_mode) else "is not a regular file")
        if status.st_size > MAX_BYTES:
            return _too_large(status.st_size)
        with path.open("rb") as stream:
            data = read_bounded(stream, status.st_size)
    except FileNotFoundError:
        return _unreadable("is a broken link" if path.is_symlink() else "does not exist")
    except OSError as error:
        if error.errno == errno.ELOOP:
            return _unreadable("is a link that leads back to itself")
        return _unreadable(f"cannot be read: {error.strerror or error}")
    except ValueError:  # the path contains a NUL
        return _unreadable("has an invalid name")
    if not has_utf8_name(path):
        return _unreadable("has a name that is not UTF-8", "Rename it; other files and the platform refer to the name.")
    note_content(path, data, status)
    return _too_large(len(data)) if len(data) > MAX_BYTES else _decoded(data)


def _decoded(data: bytes) -> TextFile:
    for mark, encoding in _FOREIGN_MARKS:
        if data.startswith(mark):
            problem = Problem(
                "Y003", f"the file is {encoding}, not UTF-8", "Save the file as UTF-8.", Lines("").span(0, 0)
            )
            return TextFile("", problem)
    try:
        return TextFile(data.decode("utf-8"), None)
    except UnicodeDecodeError as error:
        text = data.decode("utf-8", "replace").removeprefix(BYTE_ORDER_MARK)
        offset = len(data[: error.start].decode("utf-8").removeprefix(BYTE_ORDER_MARK))
        message = f"byte {error.start + 1} of the file, 0x{data[error.start]:02X}, is not UTF-8 text"
        return TextFile(text, Problem("Y003", message, "Save the file as UTF-8.", Lines(text).span(offset, offset + 1)))


def has_utf8_name(path: Path) -> bool:
    """Return whether a name is text. Others can be opened, but neither be sent nor stand in a file."""
    try:
        os.fsencode(path.name).decode("utf-8")
    except UnicodeError:
        return False
    return True


def _unreadable(why: str, hint: str = "Check the path and the file's permissions.") -> TextFile:
    note_failure()
    return TextFile("", Problem("Y001", f"the file {why}", hint, Lines("").span(0, 0)))


def _too_large(size: int) -> TextFile:
    note_failure()
    message = f"the file has {size / 1024 / 1024:.1f} MiB; the limit is {MAX_BYTES // 1024 // 1024} MiB"
    return TextFile("", Problem("Y002", message, "Split it, or check that it is the right file.", Lines("").span(0, 0)))
